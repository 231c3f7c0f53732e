#include "adapters/core/refusal.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr char kUrl[] = "entente/refusal";
constexpr char kSeparator = '\x1f';
constexpr size_t kFoundMax = 80;

// Bytes of the character at the front; 0: none begins there.
size_t CharacterSize(std::string_view text) {
  for (size_t size = 1; size <= std::min<size_t>(4, text.size()); ++size) {
    if (InvalidUtf8At(text.substr(0, size)) < 0) return size;
  }
  return 0;
}

}  // namespace

std::string Clip(std::string_view text) {
  std::string out;
  for (size_t characters = 0; !text.empty() && characters < kFoundMax; ++characters) {
    const size_t size = CharacterSize(text);
    const std::string_view one = text.substr(0, size);
    const bool c1 = size == 2 && one[0] == '\xC2' && static_cast<unsigned char>(one[1]) < 0xA0;
    if (size == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD for a byte that begins no character
    } else if (c1 || static_cast<unsigned char>(one[0]) < 0x20 || one[0] == 0x7f) {
      out += ' ';
    } else {
      out += one;
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return out;
}

std::string Refusal::Message(bool with_values) const {
  std::string out = where.empty() ? "" : StrCat(where, ": ");
  if (with_values && !found.empty()) StrAppend(&out, "found `", found, "`, ");
  return StrCat(out, "expected ", expected);
}

absl::Status RefusalStatus(const Refusal& refusal) {
  absl::Status status = absl::InvalidArgumentError(refusal.Message(false));
  const std::string separator(1, kSeparator);
  status.SetPayload(kUrl,
                    absl::Cord(StrCat(refusal.where, separator, Clip(refusal.found), separator, refusal.expected)));
  return status;
}

Refusal RefusalOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kUrl);
  if (!payload.has_value()) return {"", "", std::string(status.message())};
  const std::vector<std::string> parts = SplitText(std::string(*payload), std::string(1, kSeparator));
  if (parts.size() != 3) return {"", "", std::string(status.message())};
  return {parts[0], parts[1], parts[2]};
}

}  // namespace entente::adapters
