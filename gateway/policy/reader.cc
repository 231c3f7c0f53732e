#include "gateway/policy/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/policy/suggest.h"

namespace entente::policy {

Place PlaceOf(const Node& node) { return {node.line, node.column}; }

void Reader::Tell(Place at, std::string message) {
  if (faults_.size() < kFaultsMax) faults_.push_back({file_, at.line, at.column, std::move(message)});
}

void Reader::Tell(const Node& at, std::string message) { Tell(PlaceOf(at), std::move(message)); }

void Reader::Warn(Place at, std::string message) {
  if (faults_.size() < kFaultsMax) faults_.push_back({file_, at.line, at.column, std::move(message), true});
}

bool Reader::CheckKeys(const Node& map, const char* what, const std::vector<std::string>& known) {
  if (map.kind != Node::Kind::kMap) {
    Tell(map, absl::StrCat(what, " must be a list of keys and values"));
    return false;
  }
  for (const Entry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key.text) != known.end()) continue;
    Tell(entry.key, absl::StrCat(what, " has no key `", entry.key.text, "`", Suggest(entry.key.text, known)));
  }
  return true;
}

std::optional<std::string> Reader::Word(const Node& node, const char* what) {
  if (node.kind == Node::Kind::kScalar && !node.text.empty()) return node.text;
  Tell(node, absl::StrCat("`", what, "` must be one word", node.kind == Node::Kind::kNull ? ", and is empty" : ""));
  return std::nullopt;
}

std::vector<const Node*> Reader::Words(const Node& node, const char* what) {
  std::vector<const Node*> words;
  if (node.kind == Node::Kind::kScalar && !node.text.empty()) {
    words.push_back(&node);
  } else if (node.kind == Node::Kind::kList && !node.items.empty()) {
    for (const Node& item : node.items) {
      if (Word(item, what)) words.push_back(&item);
    }
  } else {
    Tell(node,
         absl::StrCat("`", what, "` must be a word or a list of words, and not empty; leave the key out to set no ",
                      "condition"));
  }
  return words;
}

Names Reader::Choice(const Node& node, const char* what, const std::vector<std::string>& known) {
  Names chosen;
  for (const Node* word : Words(node, what)) {
    if (std::find(known.begin(), known.end(), word->text) == known.end()) {
      Tell(*word, absl::StrCat("`", what, "` knows no `", word->text, "`", Suggest(word->text, known)));
    } else {
      chosen.insert(word->text);
    }
  }
  return chosen;
}

}  // namespace entente::policy
