// Reading one object into a Tree, from the parser's events.
#include "adapters/core/frame/json.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"
#include "rapidjson/error/en.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"

namespace entente::adapters {
namespace {

using rapidjson::SizeType;

// No recursion whatever the nesting; numbers as written; bad UTF-8 refused; one value at a time.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                            rapidjson::kParseValidateEncodingFlag | rapidjson::kParseStopWhenDoneFlag;

// Fills a Tree from the parser's events.
class TreeHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, TreeHandler> {
 public:
  TreeHandler(const NameIds& names, Tree* tree) : names_(names), tree_(tree) {}

  bool Null() { return Leaf(Node::Kind::kNull, {}); }
  bool Bool(bool value) { return Leaf(Node::Kind::kBool, value ? "true" : "false"); }
  bool RawNumber(const char* text, SizeType size, bool) { return Leaf(Node::Kind::kNumber, Kept(text, size)); }
  bool String(const char* text, SizeType size, bool) { return Leaf(Node::Kind::kText, Kept(text, size)); }
  bool Key(const char* text, SizeType size, bool) {
    const auto known = names_.find(std::string_view(text, size));
    if (known != names_.end()) {
      key_ = known->first;
      key_id_ = known->second;
    } else {
      key_ = Kept(text, size);
      key_id_ = kUnknownName;
    }
    return true;
  }
  bool StartObject() { return Open(Node::Kind::kObject); }
  bool StartArray() { return Open(Node::Kind::kArray); }
  bool EndArray(SizeType) { return Close(); }
  bool EndObject(SizeType count) {
    if (count > 1 && !KeysOnce(count)) return false;
    return Close();
  }

  const std::string& problem() const { return problem_; }
  bool object() const { return !tree_->empty() && (*tree_)[0].kind == Node::Kind::kObject; }

 private:
  std::string_view Kept(const char* text, SizeType size) { return tree_->Keep(std::string_view(text, size)); }

  int32_t Add(Node::Kind kind, std::string_view text) {
    const bool named = at_ >= 0 && (*tree_)[at_].kind == Node::Kind::kObject;
    return tree_->Add(at_, kind, named ? key_ : std::string_view(), named ? key_id_ : kUnknownName, text);
  }
  bool Leaf(Node::Kind kind, std::string_view text) {
    Add(kind, text);
    return true;
  }
  bool Open(Node::Kind kind) {
    if (++depth_ > kJsonDepthMax) {
      problem_ = StrCat("at most ", kJsonDepthMax, " levels of nesting");
      return false;
    }
    at_ = Add(kind, {});
    return true;
  }
  bool Close() {
    --depth_;
    at_ = (*tree_)[at_].parent;
    return true;
  }
  bool KeysOnce(SizeType count) {
    constexpr SizeType kFew = 48;
    if (count > kFew) {
      absl::flat_hash_set<std::string_view> seen;
      for (int32_t i = (*tree_)[at_].first; i >= 0; i = (*tree_)[i].next) {
        if (!seen.insert((*tree_)[i].name).second) return Twice((*tree_)[i].name);
      }
      return true;
    }
    for (int32_t i = (*tree_)[at_].first; i >= 0; i = (*tree_)[i].next) {
      const Node& a = (*tree_)[i];
      for (int32_t j = a.next; j >= 0; j = (*tree_)[j].next) {
        const Node& b = (*tree_)[j];
        if (a.name_id == b.name_id && (a.name_id != kUnknownName || a.name == b.name)) return Twice(a.name);
      }
    }
    return true;
  }
  bool Twice(std::string_view name) {
    problem_ = StrCat("the key `", Clip(name), "` once in an object");
    return false;
  }

  const NameIds& names_;
  Tree* tree_;
  int32_t at_ = -1;
  int depth_ = 0;
  std::string_view key_;
  int32_t key_id_ = kUnknownName;
  std::string problem_;
};

// A record of one line has columns only: where the line stands is known to who cut it out.
std::string PlaceIn(std::string_view data, size_t offset) {
  std::string place = PlaceAt(data, offset);
  return data.find('\n') == std::string_view::npos ? place.substr(place.find("column")) : place;
}

}  // namespace

absl::Status ReadJson(std::string_view data, const NameIds& names, Tree* tree) {
  tree->Start(data.size());
  rapidjson::MemoryStream stream(data.data(), data.size());
  TreeHandler handler(names, tree);
  thread_local rapidjson::Reader reader;
  const auto result = reader.Parse<kFlags>(stream, handler);
  if (result.IsError()) {
    const size_t offset = std::min(result.Offset(), data.size());
    const std::string expected =
        handler.problem().empty() ? StrCat("JSON: ", rapidjson::GetParseError_En(result.Code())) : handler.problem();
    return RefusalStatus({PlaceIn(data, offset), Clip(data.substr(offset, 40)), expected});
  }
  const size_t rest = SkipBlank(data, stream.Tell());
  if (rest < data.size()) return RefusalStatus({PlaceIn(data, rest), Clip(data.substr(rest, 40)), "one JSON value"});
  if (!handler.object()) return RefusalStatus({"", Clip(data.substr(0, 40)), "an object"});
  return absl::OkStatus();
}

}  // namespace entente::adapters
