#include "adapters/core/lens/joined.h"

#include "adapters/core/text.h"

namespace entente::adapters {

std::string JoinFields(const std::string& pattern, const std::vector<Path>& paths, const Message* current,
                       Finder* finder, std::vector<Found>* parts) {
  std::string text;
  size_t next = 0;
  parts->clear();
  for (const char c : pattern) {
    if (c != '\0') {
      text.push_back(c);
      continue;
    }
    const std::vector<Found> found = finder->Find(paths[next++], current, false);
    if (found.empty()) continue;
    text += TextAt(*found[0].box, found[0].field, found[0].index);
    parts->push_back(found[0]);
  }
  return parts->empty() ? std::string() : std::string(Strip(text));
}

}  // namespace entente::adapters
