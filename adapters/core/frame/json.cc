#include "adapters/core/frame/json.h"

#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_set.h"
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

std::string PlaceAt(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t start = before.rfind('\n');
  return StrCat("line ", line, " column ", offset - (start == std::string_view::npos ? 0 : start + 1) + 1);
}

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

// Watches one document go by and reports the records in it by their bytes. The iterative parser calls before it takes
// the brace: Tell() is the brace's own place.
class SplitHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, SplitHandler> {
 public:
  using OnRecord = std::function<void(size_t begin, size_t end)>;
  SplitHandler(const rapidjson::MemoryStream& stream, const std::vector<std::vector<std::string>>& envelopes, bool bare,
               OnRecord on_record, std::function<void(size_t)> on_other)
      : stream_(stream),
        envelopes_(envelopes),
        bare_(bare),
        on_record_(std::move(on_record)),
        on_other_(std::move(on_other)) {
    for (const auto& keys : envelopes_) levels_ = std::max(levels_, keys.size());
  }

  bool Default() {
    if (AtRecords()) on_other_(stream_.Tell());
    return true;
  }
  bool Null() { return true; }  // a literal null among records is no record
  bool RawNumber(const char*, SizeType, bool) { return Default(); }
  bool Key(const char* text, SizeType size, bool) {
    const auto level = static_cast<size_t>(depth_ - page_depth_);
    if (page_depth_ == 0 || list_depth_ > 0 || level >= levels_) return true;
    keys_.resize(level + 1);  // an array between two keys leaves an empty name, which no envelope has
    keys_[level].assign(text, size);
    return true;
  }
  bool StartArray() {
    if (++depth_ > kJsonDepthMax) return false;
    if (page_depth_ > 0 && record_depth_ == 0 && list_depth_ == 0 && IsEnvelope()) {
      list_depth_ = depth_;
      wrapped_ = true;
    }
    return true;
  }
  bool EndArray(SizeType) {
    if (depth_ == list_depth_) list_depth_ = 0;
    --depth_;
    return true;
  }
  bool StartObject() {
    const bool record = AtRecords();
    if (++depth_ > kJsonDepthMax) return false;
    if (list_depth_ > 0) {
      if (record && record_depth_ == 0) Begin();
    } else if (page_depth_ == 0) {
      page_depth_ = depth_;
      wrapped_ = false;
      page_begin_ = stream_.Tell();
      keys_.clear();
    }
    return true;
  }
  bool EndObject(SizeType) {
    if (depth_ == record_depth_) {
      record_depth_ = 0;
      on_record_(record_begin_, stream_.Tell() + 1);
    } else if (depth_ == page_depth_) {
      page_depth_ = 0;
      if (!wrapped_ && bare_) on_record_(page_begin_, stream_.Tell() + 1);
      if (!wrapped_ && !bare_) on_other_(page_begin_);
    }
    --depth_;
    return true;
  }

 private:
  // A record may stand here: directly in an envelope's list, or (bare) at the top or in arrays at the top.
  bool AtRecords() const { return record_depth_ == 0 && (list_depth_ > 0 || page_depth_ == 0); }
  bool IsEnvelope() const {
    if (keys_.size() != static_cast<size_t>(depth_ - page_depth_)) return false;
    return std::find(envelopes_.begin(), envelopes_.end(), keys_) != envelopes_.end();
  }
  void Begin() {
    record_depth_ = depth_;
    record_begin_ = stream_.Tell();
  }
  const rapidjson::MemoryStream& stream_;
  const std::vector<std::vector<std::string>>& envelopes_;
  bool bare_;
  OnRecord on_record_;
  std::function<void(size_t)> on_other_;
  int depth_ = 0;
  int page_depth_ = 0;  // of the document object we are in
  int list_depth_ = 0;  // of the envelope's list
  int record_depth_ = 0;
  bool wrapped_ = false;
  size_t levels_ = 0;  // keys of the longest envelope
  size_t page_begin_ = 0;
  size_t record_begin_ = 0;
  std::vector<std::string> keys_;
};

std::string ControlEscape(unsigned char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  return {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 0xF]};
}

bool Blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Splitter {
 public:
  Splitter(std::string_view file, const std::vector<std::vector<std::string>>& envelopes, bool bare,
           const std::function<void(const Unit&)>& on_unit, const std::function<void(const Refusal&)>& on_refusal)
      : file_(file), envelopes_(envelopes), bare_(bare), on_unit_(on_unit), on_refusal_(on_refusal) {}

  void Run() {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    size_t at = file_.substr(0, kMark.size()) == kMark ? kMark.size() : 0;
    lines_ = LooksLikeLines(at);
    while (true) {
      while (at < file_.size() && Blank(file_[at])) ++at;
      if (at >= file_.size()) return;
      const std::optional<size_t> next = Document(at);
      if (!next.has_value()) return;
      at = *next;
    }
  }

 private:
  // JSON lines: the first line is a whole object, and more than blanks stand behind it.
  bool LooksLikeLines(size_t at) const {
    while (at < file_.size() && Blank(file_[at])) ++at;
    if (at >= file_.size() || file_[at] != '{') return false;
    const size_t end = file_.find('\n', at);
    if (end == std::string_view::npos) return false;
    size_t next = end;
    while (next < file_.size() && Blank(file_[next])) ++next;
    return next < file_.size() && file_[next] == '{' && file_[next - 1] == '\n';
  }

  std::optional<size_t> Document(size_t at) {
    const size_t line_end = std::min(file_.find('\n', at), file_.size());
    const std::string_view text = lines_ ? file_.substr(at, line_end - at) : file_.substr(at);
    rapidjson::MemoryStream stream(text.data(), text.size());
    SplitHandler handler(
        stream, envelopes_, bare_, [&](size_t begin, size_t end) { Emit(at + begin, at + end); },
        [&](size_t offset) {
          on_refusal_({Where(at + offset), "", "an object"});
        });
    rapidjson::Reader reader;
    const auto result = reader.Parse<kFlags>(stream, handler);
    if (result.IsError()) {
      const bool deep = result.Code() == rapidjson::kParseErrorTermination;
      const size_t offset = std::min(result.Offset(), text.size());
      on_refusal_({PlaceAt(file_, at + offset), Clip(text.substr(offset, 40)),
                   deep ? StrCat("at most ", kJsonDepthMax, " levels of nesting")
                        : StrCat("JSON: ", rapidjson::GetParseError_En(result.Code()))});
      if (lines_) return line_end;
      return std::nullopt;
    }
    const size_t end = at + stream.Tell();
    if (lines_ && Rest(end, line_end)) {
      on_refusal_({PlaceAt(file_, end), Clip(file_.substr(end, 40)), "one JSON value a line"});
      return line_end;
    }
    return end;
  }

  bool Rest(size_t at, size_t end) const {
    while (at < end && Blank(file_[at])) ++at;
    return at < end;
  }

  std::string Where(size_t offset) {
    ++ordinal_;
    if (!lines_) return StrCat("item ", ordinal_);
    line_ += std::count(file_.begin() + static_cast<std::ptrdiff_t>(counted_),
                        file_.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    counted_ = offset;
    return StrCat("line ", line_);
  }

  void Emit(size_t begin, size_t end) {
    Unit unit;
    unit.data = file_.substr(begin, end - begin);
    unit.where = Where(begin);
    on_unit_(unit);
  }

  std::string_view file_;
  const std::vector<std::vector<std::string>>& envelopes_;
  bool bare_;
  const std::function<void(const Unit&)>& on_unit_;
  const std::function<void(const Refusal&)>& on_refusal_;
  bool lines_ = false;
  int64_t ordinal_ = 0;
  int64_t line_ = 1;
  size_t counted_ = 0;
};

}  // namespace

void SplitJson(std::string_view file, const std::vector<std::vector<std::string>>& envelopes, bool bare,
               const std::function<void(const Unit&)>& on_unit, const std::function<void(const Refusal&)>& on_refusal) {
  Splitter(file, envelopes, bare, on_unit, on_refusal).Run();
}

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
    return RefusalStatus({PlaceAt(data, offset), Clip(data.substr(offset, 40)), expected});
  }
  size_t rest = stream.Tell();
  while (rest < data.size() && Blank(data[rest])) ++rest;
  if (rest < data.size()) return RefusalStatus({PlaceAt(data, rest), Clip(data.substr(rest, 40)), "one JSON value"});
  if (!handler.object()) return RefusalStatus({"", Clip(data.substr(0, 40)), "an object"});
  return absl::OkStatus();
}

void WriteJsonString(std::string_view value, std::string* text) {
  text->push_back('"');
  for (const char c : value) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text->push_back('\\');
      text->push_back(c);
    } else if (c == '\n') {
      text->append("\\n");
    } else if (u < 0x20 || u == 0x7f) {
      text->append(ControlEscape(u));
    } else {
      text->push_back(c);
    }
  }
  text->push_back('"');
}

std::string JsonOf(const Node& leaf) {
  std::string text;
  switch (leaf.kind) {
    case Node::Kind::kText:
      WriteJsonString(leaf.text, &text);
      break;
    case Node::Kind::kNull:
      text = "null";
      break;
    default:
      text = std::string(leaf.text);
      break;
  }
  return text;
}

void WriteJson(const Out& out, std::string* text) {
  switch (out.kind) {
    case Out::Kind::kText:
      WriteJsonString(out.text, text);
      return;
    case Out::Kind::kNull:
      text->append("null");
      return;
    case Out::Kind::kNumber:
    case Out::Kind::kBool:
    case Out::Kind::kRaw:
      text->append(out.text);
      return;
    case Out::Kind::kArray:
    case Out::Kind::kObject:
      break;
  }
  const bool object = out.kind == Out::Kind::kObject;
  text->push_back(object ? '{' : '[');
  bool first = true;
  for (const auto& child : out.children) {
    if (!std::exchange(first, false)) text->push_back(',');
    if (object) {
      WriteJsonString(child->name, text);
      text->push_back(':');
    }
    WriteJson(*child, text);
  }
  text->push_back(object ? '}' : ']');
}

}  // namespace entente::adapters
