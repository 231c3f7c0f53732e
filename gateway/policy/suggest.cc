#include "gateway/policy/suggest.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::policy {
namespace {

constexpr size_t kWordMax = 64;  // longer ones are no slip of the pen
constexpr size_t kListedMax = 16;

size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Suggest(std::string_view word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  size_t best_distance = word.size() <= 3 ? 2 : 3;  // exclusive
  if (word.size() <= kWordMax) {
    const std::string lower = absl::AsciiStrToLower(std::string(word));
    for (const std::string& candidate : known) {
      if (candidate.size() > kWordMax) continue;
      const size_t distance = Distance(lower, absl::AsciiStrToLower(candidate));
      if (distance < best_distance) {
        best = &candidate;
        best_distance = distance;
      }
    }
  }
  if (best != nullptr) return absl::StrCat("; did you mean `", *best, "`?");
  if (known.empty() || known.size() > kListedMax) return "";
  return absl::StrCat("; expected one of `", absl::StrJoin(known, "`, `"), "`");
}

}  // namespace entente::policy
