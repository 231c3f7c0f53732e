#include "tests/canary/tokens.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace entente::canary {
namespace {

// '#' stands for a digit. The head is long enough never to stand by chance in the log's digests, which are in base64.
constexpr std::string_view kShape = "cnry000###x####q";
constexpr size_t kHead = 7;

bool Fits(char c, size_t at) {
  return kShape[at] == '#' ? absl::ascii_isdigit(static_cast<unsigned char>(c))
                           : absl::ascii_tolower(static_cast<unsigned char>(c)) == kShape[at];
}

size_t FitsFor(std::string_view bytes) {
  size_t length = 0;
  while (length < kShape.size() && length < bytes.size() && Fits(bytes[length], length)) ++length;
  return length;
}

}  // namespace

std::string TokenOf(int record, int leaf) { return absl::StrFormat("cnry%06dx%04dq", record, leaf); }

void ForEachToken(std::string_view bytes, absl::FunctionRef<void(const std::string&)> found) {
  for (size_t at = 0; at + kHead <= bytes.size(); ++at) {
    if ((bytes[at] | 0x20) != 'c') continue;
    const size_t length = FitsFor(bytes.substr(at));
    if (length < kHead) continue;
    found(absl::AsciiStrToLower(std::string(bytes.substr(at, length))));
    at += length - 1;
  }
}

void Shown::Add(std::string_view bytes) {
  ForEachToken(bytes, [this](const std::string& token) { tokens_.push_back(token); });
  Sort();
}

void Shown::Sort() {
  std::sort(tokens_.begin(), tokens_.end());
  tokens_.erase(std::unique(tokens_.begin(), tokens_.end()), tokens_.end());
}

bool Shown::Covers(const std::string& token) const {
  const auto at = std::lower_bound(tokens_.begin(), tokens_.end(), token);
  return at != tokens_.end() && at->starts_with(token);
}

}  // namespace entente::canary
