#include <algorithm>

#include "adapters/core/lens/walk.h"

namespace entente::adapters {
namespace {

void Gather(const Test& test, const Tree& tree, std::vector<std::string_view>* got) {
  ForEachAt(tree, test.place, FirstChild(tree, 0, test.place.ids[0]), true, true, [&](int32_t node) {
    if (!tree[node].leaf()) {
      got->push_back("{}");
    } else if (!tree[node].blank()) {
      got->push_back(tree[node].text);
    }
  });
}

bool Holds(const Test& test, const Tree& tree) {
  std::vector<std::string_view> got;
  if (test.place.names.empty()) {
    got.push_back(tree[0].name);
  } else {
    Gather(test, tree, &got);
  }
  for (const std::string& word : test.words) {
    if (word == "none" && got.empty()) return true;
    if (word == "any" && !got.empty()) return true;
    if (std::any_of(got.begin(), got.end(), [&](std::string_view g) { return Wildcard(word, g); })) return true;
  }
  return false;
}

}  // namespace

bool Wildcard(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

int ChooseBranch(const Plan& plan, const Tree& tree) {
  for (size_t i = 0; i < plan.branches.size(); ++i) {
    const auto& any_of = plan.branches[i].any_of;
    const bool fits = any_of.empty() || std::any_of(any_of.begin(), any_of.end(), [&](const std::vector<Test>& tests) {
                        return std::all_of(tests.begin(), tests.end(), [&](const Test& t) { return Holds(t, tree); });
                      });
    if (fits) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace entente::adapters
