#include "adapters/core/check/report.h"

#include <algorithm>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kShapeMax = 40;

}  // namespace

bool Check::passed() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.fault(); });
}

bool FolderReport::passed() const {
  return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.passed(); });
}

int64_t LineFates::Count(v1::Fate fate) const {
  const auto found = fates.find(fate);
  return found == fates.end() ? 0 : found->second;
}

std::string ShapeOf(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (out.size() >= kShapeMax) return out + "…";
    if (IsDigit(c)) {
      out.push_back('9');
    } else if (c >= 'A' && c <= 'Z') {
      out.push_back('A');
    } else if ((c >= 'a' && c <= 'z')) {
      out.push_back('a');
    } else if (byte >= 0xC0) {  // a letter outside of ASCII, or a sign: one of either case
      out.push_back(byte == 0xC3 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0 ? 'A' : 'a');
    } else if (byte >= 0x80) {
      continue;  // the rest of that letter
    } else {
      out.push_back(byte < 0x20 ? ' ' : c);
    }
  }
  return out;
}

}  // namespace entente::adapters
