#include "adapters/core/frame/tree.h"

#include <algorithm>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Which of its like-named siblings a node is; -1 when it is the only one.
int32_t Ordinal(const Tree& tree, const Node& node) {
  int32_t before = 0;
  int32_t all = 0;
  for (int32_t i = tree[node.parent].first; i >= 0; i = tree[i].next) {
    if (tree[i].name != node.name) continue;
    if (tree[i].index < node.index) ++before;
    ++all;
  }
  return all > 1 ? before : -1;
}

constexpr std::string_view kEscaped = "~/[";
constexpr int kIndexMax = 10'000;

std::string Escape(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const size_t which = kEscaped.find(c);
    if (which == std::string_view::npos) {
      out.push_back(c);
    } else {
      StrAppend(&out, "~", which);
    }
  }
  return out;
}

bool Unescape(std::string_view text, std::string* name) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') {
      name->push_back(text[i]);
      continue;
    }
    const int which = ++i < text.size() ? text[i] - '0' : -1;
    if (which < 0 || which > 2) return false;
    name->push_back(kEscaped[static_cast<size_t>(which)]);
  }
  return true;
}

}  // namespace

std::string PathOf(const Tree& tree, int32_t node, bool repeated, int32_t base) {
  std::string path;
  for (int32_t i = node; i > 0 && i != base; i = tree[i].parent) {
    const Node& at = tree[i];
    std::string part(at.name);
    if (tree[at.parent].kind == Node::Kind::kArray) {
      part = StrCat("[", at.index, "]");
    } else if (const int32_t ordinal = repeated ? Ordinal(tree, at) : -1; ordinal >= 0) {
      StrAppend(&part, "[", ordinal, "]");
    }
    const bool slash = !path.empty() && path.front() != '[';
    path = StrCat(part, slash ? "/" : "", path);
  }
  return path;
}

std::string JsonPathOf(const Tree& tree, int32_t node, int32_t base) {
  std::vector<std::string> parts;
  for (int32_t i = node; i > 0 && i != base; i = tree[i].parent) {
    const Node& at = tree[i];
    const bool item = tree[at.parent].kind == Node::Kind::kArray;
    parts.push_back(item ? StrCat("[", at.index, "]") : StrCat("/", Escape(at.name)));
  }
  std::string path;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) path += *part;
  return path.starts_with('/') ? path.substr(1) : path;
}

bool ReadJsonPath(std::string_view path, std::vector<JsonStep>* steps) {
  for (const std::string& part : SplitText(path, "/")) {
    std::string_view rest = part;
    JsonStep member;
    if (!Unescape(rest.substr(0, rest.find('[')), &member.name)) return false;
    steps->push_back(std::move(member));
    rest.remove_prefix(std::min(rest.find('['), rest.size()));
    while (!rest.empty()) {
      JsonStep item;
      const size_t close = rest.find(']');
      if (rest[0] != '[' || close == rest.npos || !ParseNumber(rest.substr(1, close - 1), &item.index)) return false;
      if (item.index < 0 || item.index > kIndexMax) return false;
      steps->push_back(std::move(item));
      rest.remove_prefix(close + 1);
    }
  }
  return true;
}

}  // namespace entente::adapters
