#include "adapters/core/refusal.h"

#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr char kUrl[] = "entente/refusal";
constexpr char kSeparator = '\x1f';
constexpr size_t kFoundMax = 80;

}  // namespace

std::string Clip(std::string_view text) {
  size_t size = 0;
  size_t characters = 0;
  for (; size < text.size(); ++size) {
    const bool begins = (static_cast<unsigned char>(text[size]) & 0xC0) != 0x80;
    if (begins && ++characters > kFoundMax) break;
    if (size >= 4 * kFoundMax) break;
  }
  std::string out(text.substr(0, size));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
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
