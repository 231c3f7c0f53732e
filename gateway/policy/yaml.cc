#include "gateway/policy/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace entente::policy {
namespace {

// Ends the parse from inside an event; never leaves this file.
struct Stop {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, std::vector<Fault>& faults) : file_(file), faults_(faults) {}

  Node TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Add(At(mark, Node::Kind::kNull));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Tell(mark, "an alias is refused: write the value out");
    Add(At(mark, Node::Kind::kNull));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseTag(mark, tag);
    RefuseAnchor(mark, anchor);
    Node node = At(mark, Node::Kind::kScalar);
    node.text = value;
    Add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, Node::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, Node::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Frame {
    Node node;
    std::optional<Node> key;  // of a map: read, its value still to come
    absl::flat_hash_set<std::string> keys;
  };

  static Node At(const YAML::Mark& mark, Node::Kind kind) {
    Node node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    return node;
  }

  void Tell(int line, int column, std::string message) {
    faults_.push_back({file_, line, column, std::move(message)});
    if (faults_.size() >= kFaultsMax) throw Stop();
  }
  void Tell(const YAML::Mark& mark, std::string message) { Tell(mark.line + 1, mark.column + 1, std::move(message)); }

  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) Tell(mark, "an anchor is refused: write the value out where it is needed");
  }
  // yaml-cpp says "?" for no tag and "!" for a quoted scalar.
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") Tell(mark, "a tag is refused: every value is a string");
  }

  // The parser recurses only after this event, so the limit bounds its stack too.
  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    RefuseTag(mark, tag);
    RefuseAnchor(mark, anchor);
    if (stack_.size() >= static_cast<size_t>(kNestingMax)) {
      Tell(mark, absl::StrCat("nested more than ", kNestingMax, " deep"));
      throw Stop();
    }
    stack_.push_back({At(mark, kind), std::nullopt, {}});
  }

  void Close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    Add(std::move(node));
  }

  void Add(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.kind == Node::Kind::kList) {
      top.node.items.push_back(std::move(node));
    } else if (!top.key) {
      CheckKey(top, node);
      top.key = std::move(node);
    } else {
      top.node.entries.push_back({*std::exchange(top.key, std::nullopt), std::move(node)});
    }
  }

  void CheckKey(Frame& frame, const Node& key) {
    if (key.kind != Node::Kind::kScalar || key.text.empty()) {
      Tell(key.line, key.column, "a key must be a plain word");
    } else if (key.text == "<<") {
      Tell(key.line, key.column, "a merge key is refused: write the keys out");
    } else if (!frame.keys.insert(key.text).second) {
      Tell(key.line, key.column, absl::StrCat("the key `", key.text, "` stands twice"));
    }
  }

  const std::string& file_;
  std::vector<Fault>& faults_;
  std::vector<Frame> stack_;
  Node root_;
};

// Only text: a NUL, a byte order mark of UTF-16 or a control character means that this is no policy file.
bool LooksLikeText(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') return false;
  }
  return true;
}

}  // namespace

const Node* Node::Find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key.text == key) return &entry.value;
  }
  return nullptr;
}

std::optional<Node> ReadYaml(const Source& source, std::vector<Fault>& faults) {
  const auto refuse = [&](int line, int column, std::string message) {
    faults.push_back({source.name, line, column, std::move(message)});
    return std::nullopt;
  };
  if (source.text.size() > kFileBytesMax) {
    return refuse(0, 0,
                  absl::StrCat("the file has ", source.text.size(), " bytes; at most ", kFileBytesMax, " are read"));
  }
  if (!LooksLikeText(source.text)) return refuse(0, 0, "the file is not UTF-8 text");
  TreeBuilder builder(source.name, faults);
  try {
    std::istringstream in(source.text);
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) return refuse(0, 0, "the file is empty");
    Node root = builder.TakeRoot();
    if (parser.HandleNextDocument(builder)) return refuse(0, 0, "the file holds more than one document");
    return root;
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    return refuse(error.mark.line + 1, error.mark.column + 1, absl::StrCat("no YAML here: ", error.msg));
  } catch (const std::exception&) {
    return refuse(0, 0, "no YAML here");
  }
}

}  // namespace entente::policy
