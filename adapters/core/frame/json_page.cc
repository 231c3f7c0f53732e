#include "adapters/core/frame/json_page.h"

#include <functional>

#include "adapters/core/frame/json_scan.h"

namespace entente::adapters {
namespace {

// Calls back with key and value, as written, of each member of the object at `at`. False: it is not sound.
bool EachMember(std::string_view text, size_t at,
                const std::function<void(std::string_view, size_t, size_t)>& on_member) {
  at = SkipBlank(text, at + 1);
  if (at < text.size() && text[at] == '}') return true;
  while (at < text.size() && text[at] == '"') {
    const size_t key_end = EndOfJson(text, at);
    if (key_end == kNever) return false;
    const std::string_view key = text.substr(at + 1, key_end - at - 2);
    at = SkipBlank(text, key_end);
    if (at >= text.size() || text[at] != ':') return false;
    at = SkipBlank(text, at + 1);
    const size_t end = EndOfJson(text, at);
    if (end == kNever) return false;
    on_member(key, at, end);
    at = SkipBlank(text, end);
    if (at < text.size() && text[at] == '}') return true;
    if (at >= text.size() || text[at] != ',') return false;
    at = SkipBlank(text, at + 1);
  }
  return false;
}

void EachItem(std::string_view text, size_t at, const std::function<void(size_t, size_t)>& on_item) {
  at = SkipBlank(text, at + 1);
  while (at < text.size() && text[at] != ']') {
    const size_t end = EndOfJson(text, at);
    if (end == kNever) return;
    on_item(at, end);
    at = SkipBlank(text, end);
    if (at >= text.size() || text[at] != ',') return;
    at = SkipBlank(text, at + 1);
  }
}

}  // namespace

std::vector<JsonPage> JsonPages(std::string_view text, std::string_view wrapper, std::string_view list,
                                std::string_view shared) {
  std::vector<JsonPage> pages;
  const auto page = [&](size_t at) {
    if (text[at] != '{') return;
    EachMember(text, at, [&](std::string_view outer, size_t begin, size_t end) {
      if (outer != wrapper || text[begin] != '{') return;
      JsonPage found{begin, end, {}, {}};
      EachMember(text, begin, [&](std::string_view key, size_t value, size_t value_end) {
        if (key == shared && text[value] == '[') found.shared = text.substr(value, value_end - value);
        if (key != list || text[value] != '[') return;
        EachItem(text, value,
                 [&](size_t item, size_t item_end) { found.records.push_back(text.substr(item, item_end - item)); });
      });
      pages.push_back(std::move(found));
    });
  };
  for (size_t at = SkipBlank(text, 0); at < text.size();) {
    const size_t end = EndOfJson(text, at);
    if (end == kNever) break;
    if (text[at] == '[') {
      EachItem(text, at, [&](size_t item, size_t) { page(item); });
    } else {
      page(at);
    }
    at = SkipBlank(text, end);
  }
  return pages;
}

}  // namespace entente::adapters
