// Machine readable zones as a file: two or three lines each, blank lines between them or none. The leaves of a zone are
// its lines and its fields; see mrz/mrz.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/frame/out.h"
#include "adapters/core/frame/tree.h"

namespace entente::adapters {

// Whether any line could begin a zone.
bool HoldsZone(std::string_view file);

void SplitZones(std::string_view file, const std::function<void(const Unit&)>& on_unit,
                const std::function<void(const Refusal&)>& on_refusal);

// A wrong check digit and a name that fills its field are remarked on at their leaves. The text must outlive the tree.
absl::Status ReadZone(std::string_view data, const NameIds& names, Tree* tree);

// The zone as it stood, if its lines are there and say what the fields say; else one made of the fields.
absl::StatusOr<std::string> WriteZone(const Out& zone);

}  // namespace entente::adapters
