#include "tests/policy/mutate/tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace entente::policy_test {
namespace {

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

}  // namespace

Node Scalar(std::string text) {
  Node node;
  node.kind = Node::Kind::kScalar;
  node.text = std::move(text);
  return node;
}

Node List(const std::vector<std::string>& words) {
  Node node;
  node.kind = Node::Kind::kList;
  for (const std::string& word : words) node.items.push_back(Scalar(word));
  return node;
}

Node* Find(Node& map, const std::string& key) {
  for (policy::Entry& entry : map.entries) {
    if (entry.key.text == key) return &entry.value;
  }
  return nullptr;
}

Node& At(Node& map, const std::string& key) {
  if (Node* found = Find(map, key)) return *found;
  map.entries.push_back({Scalar(key), Node()});
  return map.entries.back().value;
}

void Drop(Node& map, const std::string& key) {
  std::erase_if(map.entries, [&](const policy::Entry& entry) { return entry.key.text == key; });
}

std::vector<std::string> WordsOf(const Node* node) {
  std::vector<std::string> words;
  if (node == nullptr) return words;
  if (node->kind == Node::Kind::kScalar) words.push_back(node->text);
  for (const Node& item : node->items) words.push_back(item.text);
  return words;
}

std::string ToYaml(const Node& node) {
  std::string text;
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      return Quoted(node.text);
    case Node::Kind::kList:
      for (const Node& item : node.items) absl::StrAppend(&text, text.empty() ? "" : ", ", ToYaml(item));
      return absl::StrCat("[", text, "]");
    case Node::Kind::kMap:
      for (const policy::Entry& entry : node.entries) {
        absl::StrAppend(&text, text.empty() ? "" : ", ", Quoted(entry.key.text), ": ", ToYaml(entry.value));
      }
      return absl::StrCat("{", text, "}\n");
  }
  return text;
}

}  // namespace entente::policy_test
