// Pages that stand alone: no script, nothing from elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace entente::cli {

// `<`, `>`, `&` and quotes as entities.
std::string Escaped(std::string_view text);

// A whole page around `body`, with the styles all pages share.
std::string Page(std::string_view title, std::string_view body);

// A bar of coloured parts, as wide as its cell. Each part: a class of the page's styles, its size, and what it says
// when pointed at.
class Bar {
 public:
  void Add(std::string_view kind, int64_t size, std::string_view says);
  std::string ToString() const;

 private:
  std::string parts_;
};

}  // namespace entente::cli
