#include "gateway/core/ids.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/store/crypto.h"

namespace entente::core {
namespace {

std::string RandomHex(size_t bytes) {
  const absl::StatusOr<std::string> raw = store::RandomBytes(bytes);
  // It fails only when the system has no entropy at all; an id that is not random must not exist.
  if (!raw.ok()) std::abort();
  return absl::BytesToHexString(*raw);
}

}  // namespace

// Begins with the time, as in RFC 9562's version 7: neighbours in time are neighbours in the store's index, and a commit
// writes one page of it instead of one a record. Ten random bytes follow, so that no id can be guessed.
std::string NewRecordId() {
  const int64_t milliseconds = absl::ToUnixMillis(absl::Now());
  std::string time;
  for (int shift = 40; shift >= 0; shift -= 8) time.push_back(static_cast<char>(milliseconds >> shift & 0xff));
  return absl::StrCat(absl::BytesToHexString(time), RandomHex(10));
}
std::string NewDecisionId() { return RandomHex(8); }
std::string NewRequestId() { return RandomHex(8); }

bool IsRecordId(std::string_view text) {
  if (text.size() != 32) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

}  // namespace entente::core
