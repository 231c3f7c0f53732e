// Read once for the whole build: the headers that nearly every file includes and that take longest to read. Files still
// include what they use.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "entente/v1/field_set.pb.h"
