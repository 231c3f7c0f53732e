// What a format's README explains: places whose values stay unmapped or words, and tables that are not complete, on
// purpose. A section `## Explained` with one line each: "- `place`: why"; `*` stands for anything.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente::adapters {

class Explained {
 public:
  Explained() = default;
  explicit Explained(std::string_view readme);

  // Why, for the first of the names that is explained; empty: none is.
  std::string Why(const std::vector<std::string>& names) const;

 private:
  std::vector<std::pair<std::string, std::string>> entries_;  // place, why
};

}  // namespace entente::adapters
