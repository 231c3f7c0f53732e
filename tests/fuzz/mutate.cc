#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <array>

namespace entente::fuzz {
namespace {

// What means something to one reader or another.
constexpr std::array<std::string_view, 20> kTokens = {
    "\"",       "\"\"",        ",", ";",    "\t", "\n",   "\r\n", "{",         "}",
    "[",        "]",           "<", "</a>", "/>", "<!--", "&lt;", "<![CDATA[", std::string_view("\0", 1),
    "\xFF\xFE", "\xEF\xBB\xBF"};

class Mutator {
 public:
  Mutator(std::string* text, std::string_view other, std::mt19937* random)
      : text_(*text), other_(other), random_(*random) {}

  void Once() {
    switch (Below(7)) {
      case 0:
        if (!text_.empty()) text_[Below(text_.size())] = static_cast<char>(Below(256));
        break;
      case 1:
        text_.insert(Place(), std::string(kTokens[Below(kTokens.size())]));
        break;
      case 2:
        text_.erase(Place(), Below(40));
        break;
      case 3:
        text_.resize(Place());
        break;
      case 4:
        text_.insert(Place(), text_.substr(Place(), Below(200)));
        break;
      case 5:
        text_.insert(Place(), std::string(other_.substr(Below(other_.size() + 1), Below(200))));
        break;
      default:
        text_.insert(Place(), std::string(Below(3000), static_cast<char>(' ' + Below(95))));
        break;
    }
  }

 private:
  size_t Below(size_t end) { return end == 0 ? 0 : random_() % end; }
  size_t Place() { return Below(text_.size() + 1); }

  std::string& text_;
  std::string_view other_;
  std::mt19937& random_;
};

}  // namespace

std::string Mutate(std::string_view bytes, std::string_view other, std::mt19937* random) {
  std::string text(bytes);
  Mutator mutator(&text, other, random);
  const unsigned times = 1 + (*random)() % 4;
  for (unsigned i = 0; i < times; ++i) mutator.Once();
  return text;
}

}  // namespace entente::fuzz
