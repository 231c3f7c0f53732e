#include <algorithm>

#include "adapters/core/lens/walk.h"

namespace entente::adapters {
namespace {

void Gather(const Test& test, const Tree& tree, int32_t above, std::vector<std::string_view>* got) {
  ForEachAt(tree, test.place, FirstChild(tree, above, test.place.ids[0]), true, true, [&](int32_t node) {
    if (!tree[node].leaf()) {
      got->push_back("{}");
    } else if (!tree[node].blank()) {
      got->push_back(tree[node].text);
    }
  });
}

}  // namespace

bool Holds(const Test& test, const Tree& tree, int32_t node) {
  std::vector<std::string_view> got;
  if (test.place.names.empty()) {
    got.push_back(tree[node].name);
  } else {
    Gather(test, tree, node, &got);
  }
  for (const std::string& word : test.words) {
    if (word == "none" && got.empty()) return true;
    if (word == "any" && !got.empty()) return true;
    if (std::any_of(got.begin(), got.end(), [&](std::string_view g) { return Wildcard(word, g); })) return true;
  }
  return false;
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
