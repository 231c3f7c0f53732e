// Cutting a file of JSON into records by brackets and quotes alone. How deep a record may be and whether it is UTF-8 is
// for the reading of each, so that one bad record costs only itself.
#include <algorithm>
#include <optional>

#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Envelopes = std::vector<std::vector<std::string>>;

// What was cut: a record, or (with `expected`) something that is none.
struct Piece {
  size_t begin = 0;
  size_t end = 0;
  std::string expected;
};

// Documents of one text, one behind the other.
class Cutter {
 public:
  Cutter(std::string_view text, const Envelopes& envelopes, bool bare, std::function<void(const Piece&)> on_piece)
      : text_(text), envelopes_(envelopes), bare_(bare), on_piece_(std::move(on_piece)) {}

  // One past the value at `at`; npos: nothing behind it can be told apart, and problem() says why.
  size_t Document(size_t at) { return Value(at, 0, false); }
  const std::optional<Piece>& problem() const { return problem_; }

 private:
  // `listed`: in the list of a page, where an object is a record and wraps nothing.
  size_t Value(size_t at, int depth, bool listed) {
    if (at < text_.size() && text_[at] == '[') return List(at, depth, listed);
    if (at < text_.size() && text_[at] == '{') return listed ? Record(at) : Page(at);
    const size_t end = EndOfJson(text_, at);
    if (end == kNever) return Broken(at, "JSON: a value");
    const std::string_view value = text_.substr(at, end - at);
    if (depth == 0 && !IsJsonScalar(value)) return Broken(at, "JSON: a value");
    if (value != "null") on_piece_({at, end, "an object"});  // a literal null among records is no record
    return end;
  }

  size_t List(size_t at, int depth, bool listed) {
    if (depth >= kJsonDepthMax) {
      const size_t end = EndOfJson(text_, at);
      if (end == kNever) return Broken(at, StrCat("at most ", kJsonDepthMax, " levels of nesting"));
      on_piece_({at, end, StrCat("at most ", kJsonDepthMax, " levels of nesting")});
      return end;
    }
    at = SkipBlank(text_, at + 1);
    if (at < text_.size() && text_[at] == ']') return at + 1;
    while (true) {
      at = Value(at, depth + 1, listed);
      if (at == kNever) return kNever;
      at = SkipBlank(text_, at);
      if (at < text_.size() && text_[at] == ']') return at + 1;
      if (at >= text_.size() || text_[at] != ',') return Broken(at, "JSON: `,` or `]` behind an item");
      at = SkipBlank(text_, at + 1);
    }
  }

  size_t Record(size_t at) {
    const size_t end = EndOfJson(text_, at);
    if (end == kNever) return Broken(at, "JSON: a record whose brackets and quotes close");
    on_piece_({at, end, ""});
    return end;
  }

  // An object that wraps a list of records, or is one itself.
  size_t Page(size_t at) {
    wrapped_ = false;
    keys_.clear();
    const bool sound = envelopes_.empty() || Members(at, 0) != kNever;
    if (!wrapped_) {
      problem_.reset();  // whatever is wrong inside is found when the record is read
      return bare_ ? Record(at) : NoPage(at);
    }
    const size_t end = EndOfJson(text_, at);
    if (sound || end == kNever) return end;
    on_piece_(*problem_);
    problem_.reset();
    return end;
  }

  size_t NoPage(size_t at) {
    const size_t end = EndOfJson(text_, at);
    if (end == kNever) return Broken(at, "JSON: a page whose brackets and quotes close");
    on_piece_({at, end, StrCat("a list of records at `", Join(envelopes_.front(), "/"), "`")});
    return end;
  }

  // One past the object at `at`, whose members are `level` keys below the page.
  size_t Members(size_t at, size_t level) {
    at = SkipBlank(text_, at + 1);
    if (at < text_.size() && text_[at] == '}') return at + 1;
    while (true) {
      const size_t key_end = at < text_.size() && text_[at] == '"' ? EndOfJson(text_, at) : kNever;
      if (key_end == kNever) return Broken(at, "JSON: a key");
      keys_.resize(level + 1);
      keys_[level] = text_.substr(at + 1, key_end - at - 2);
      at = SkipBlank(text_, key_end);
      if (at >= text_.size() || text_[at] != ':') return Broken(at, "JSON: `:` behind a key");
      at = Member(SkipBlank(text_, at + 1), level);
      if (at == kNever) return kNever;
      at = SkipBlank(text_, at);
      if (at < text_.size() && text_[at] == '}') return at + 1;
      if (at >= text_.size() || text_[at] != ',') return Broken(at, "JSON: `,` or `}` behind a member");
      at = SkipBlank(text_, at + 1);
    }
  }

  size_t Member(size_t at, size_t level) {
    const bool object = at < text_.size() && text_[at] == '{';
    for (const std::vector<std::string>& envelope : envelopes_) {
      if (envelope.size() <= level || !std::equal(keys_.begin(), keys_.end(), envelope.begin())) continue;
      if (envelope.size() == level + 1) return Wrapped(at);
      if (object) return Members(at, level + 1);
    }
    const size_t end = EndOfJson(text_, at);
    return end == kNever ? Broken(at, "JSON: a value") : end;
  }

  // What stands where a page has its records. Anything but a list is a page that failed, and no record.
  size_t Wrapped(size_t at) {
    const std::string name = Join({keys_.begin(), keys_.end()}, "/");
    wrapped_ = true;
    if (at < text_.size() && text_[at] == '[') return List(at, 1, true);
    const size_t end = EndOfJson(text_, at);
    if (end == kNever) return Broken(at, "JSON: a value");
    on_piece_({at, end, StrCat("a list of records at `", name, "`")});
    return end;
  }

  size_t Broken(size_t at, std::string expected) {
    if (!problem_.has_value()) problem_ = {at, std::min(at + 40, text_.size()), std::move(expected)};
    return kNever;
  }

  std::string_view text_;
  const Envelopes& envelopes_;
  bool bare_;
  std::function<void(const Piece&)> on_piece_;
  std::optional<Piece> problem_;
  bool wrapped_ = false;
  std::vector<std::string_view> keys_;
};

class Splitter {
 public:
  Splitter(std::string_view file, const Envelopes& envelopes, bool bare,
           const std::function<void(const Unit&)>& on_unit, const std::function<void(const Refusal&)>& on_refusal)
      : file_(file), envelopes_(envelopes), bare_(bare), on_unit_(on_unit), on_refusal_(on_refusal) {
    if (file_.starts_with(kByteOrderMark)) file_.remove_prefix(kByteOrderMark.size());
  }

  void Run() {
    if (AreLines()) {
      Lines();
    } else {
      Documents();
    }
  }

 private:
  // A whole object or null on the first line, and more behind it; or, when the first is broken, on all of the others.
  bool AreLines() const {
    size_t number = 0;
    bool first_whole = false;
    for (size_t at = SkipBlank(file_, 0); at < file_.size(); ++number) {
      const std::string_view line = LineAt(at);
      const bool whole = IsWhole(line);
      if (number == 0) first_whole = whole;
      if (number > 0 && (first_whole || !whole)) return first_whole;
      at = SkipBlank(file_, at + line.size());
    }
    return number > 1;
  }

  std::string_view LineAt(size_t at) const { return file_.substr(at, file_.find('\n', at) - at); }

  static bool IsWhole(std::string_view line) {
    if (!line.starts_with('{') && !line.starts_with("null")) return false;
    const size_t end = EndOfJson(line, 0);
    return end != kNever && SkipBlank(line, end) == line.size();
  }

  void Documents() {
    int64_t ordinal = 0;
    const auto emit = [&](const Piece& piece) { Emit(file_, piece, StrCat("item ", ++ordinal)); };
    Cutter cutter(file_, envelopes_, bare_, emit);
    for (size_t at = SkipBlank(file_, 0); at < file_.size();) {
      const size_t end = cutter.Document(at);
      if (end == kNever) {
        Piece problem = cutter.problem().value_or(Piece{at, at, "JSON"});
        return Emit(file_, problem, PlaceAt(file_, problem.begin));
      }
      at = SkipBlank(file_, end);
    }
  }

  // A line is taken whole or not at all.
  void Lines() {
    int64_t number = 1;
    for (size_t at = 0; at < file_.size(); ++number) {
      const std::string_view line = LineAt(at);
      at += line.size() + 1;
      const size_t begin = SkipBlank(line, 0);
      if (begin < line.size()) Line(line, begin, number);
    }
  }

  void Line(std::string_view line, size_t begin, int64_t number) {
    std::vector<Piece> pieces;
    Cutter cutter(line, envelopes_, bare_, [&](const Piece& piece) { pieces.push_back(piece); });
    const size_t end = cutter.Document(begin);
    const size_t rest = end == kNever ? line.size() : SkipBlank(line, end);
    std::optional<Piece> problem = end == kNever ? cutter.problem() : std::nullopt;
    if (rest < line.size()) problem = {rest, std::min(rest + 40, line.size()), "one JSON value a line"};
    const std::string where = StrCat("line ", number);
    if (problem.has_value()) return Emit(line, *problem, StrCat(where, " column ", problem->begin + 1));
    for (const Piece& piece : pieces) Emit(line, piece, where);
  }

  void Emit(std::string_view text, const Piece& piece, const std::string& where) {
    const std::string_view data = text.substr(piece.begin, piece.end - piece.begin);
    if (!piece.expected.empty()) return on_refusal_({where, Clip(data.substr(0, 40)), piece.expected});
    Unit unit;
    unit.data = data;
    unit.where = where;
    on_unit_(unit);
  }

  std::string_view file_;
  const Envelopes& envelopes_;
  bool bare_;
  const std::function<void(const Unit&)>& on_unit_;
  const std::function<void(const Refusal&)>& on_refusal_;
};

}  // namespace

void SplitJson(std::string_view file, const std::vector<std::vector<std::string>>& envelopes, bool bare,
               const std::function<void(const Unit&)>& on_unit, const std::function<void(const Refusal&)>& on_refusal) {
  Splitter(file, envelopes, bare, on_unit, on_refusal).Run();
}

}  // namespace entente::adapters
