#include "adapters/core/check/explained.h"

#include "adapters/core/lens/walk.h"
#include "adapters/core/text.h"

namespace entente::adapters {

Explained::Explained(std::string_view readme) {
  bool inside = false;
  for (const std::string& line : SplitText(readme, "\n")) {
    std::string_view text = Strip(line);
    if (text.starts_with("#")) {
      inside =
          ToLower(Strip(text.substr(text.find_first_not_of('#') == text.npos ? 0 : text.find_first_not_of('#')))) ==
          "explained";
      continue;
    }
    if (!inside) continue;
    if (!ConsumePrefix(&text, "- `")) {
      // A reason may go on in the next line.
      if (!entries_.empty() && !text.empty() && !text.starts_with("- ")) StrAppend(&entries_.back().second, " ", text);
      continue;
    }
    const size_t close = text.find('`');
    if (close == std::string_view::npos) continue;
    std::string_view why = text.substr(close + 1);
    if (!ConsumePrefix(&why, ":") || Strip(why).empty()) continue;
    entries_.emplace_back(text.substr(0, close), Strip(why));
  }
}

std::string Explained::Why(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    for (const auto& [place, why] : entries_) {
      if (Wildcard(place, name)) return why;
    }
  }
  return "";
}

}  // namespace entente::adapters
