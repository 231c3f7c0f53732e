// Cutting: only tags are looked at, and a record's inside is searched for its end and for nothing else, so that a file
// of any size takes the memory of its tags above a record.
#include <algorithm>
#include <memory>

#include "adapters/core/frame/xml.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// Lines and columns of places asked for from front to back, each byte counted once.
class PlaceCounter {
 public:
  explicit PlaceCounter(std::string_view text) : text_(text) {}
  std::string At(size_t at) {
    const std::string_view passed = text_.substr(at_, std::min(at, text_.size()) - std::min(at_, text_.size()));
    at_ += passed.size();
    if (passed.find('\n') == passed.npos) {
      column_ += Letters(passed);
    } else {
      line_ += std::count(passed.begin(), passed.end(), '\n');
      column_ = 1 + Letters(passed.substr(passed.rfind('\n') + 1));
    }
    return StrCat("line ", line_, ", column ", column_);
  }

 private:
  static int64_t Letters(std::string_view text) {
    char any = 0;
    for (const char c : text) any = static_cast<char>(any | c);
    if ((any & 0x80) == 0) return static_cast<int64_t>(text.size());  // ASCII alone: a letter a byte
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  }

  std::string_view text_;
  size_t at_ = 0;
  int64_t line_ = 1;
  int64_t column_ = 1;
};

// The value of `encoding` in an XML declaration; empty: none is named.
std::string_view DeclaredEncoding(std::string_view declaration) {
  const size_t at = declaration.find("encoding");
  if (at == declaration.npos) return {};
  const size_t open = declaration.find_first_of("\"'", at);
  if (open == declaration.npos) return {};
  const size_t close = declaration.find(declaration[open], open + 1);
  return close == declaration.npos ? std::string_view() : declaration.substr(open + 1, close - open - 1);
}

bool EndsName(std::string_view text, size_t at) {
  return at >= text.size() || text[at] == '>' || text[at] == '/' || IsXmlSpace(text.substr(at, 1));
}

class XmlSplitter {
 public:
  XmlSplitter(std::string_view file, const XmlLayout& layout, const std::function<void(const Unit&)>& on_unit,
              const std::function<void(const Refusal&)>& on_refusal)
      : file_(file),
        layout_(layout),
        on_unit_(on_unit),
        on_refusal_(on_refusal),
        places_(file),
        scanner_(file),
        scope_(layout.namespaces) {}

  void Run() {
    size_t at = 0;
    const absl::Status prolog = SkipXmlProlog(file_, &at);
    if (!prolog.ok()) return on_refusal_(RefusalOf(prolog));
    scanner_ = XmlScanner(file_, at);
    while (Step()) {
    }
  }

 private:
  struct Level {
    std::string_view name;  // as written
    std::string canonical;
    std::string_view tag;
  };

  // False: the file ends, or cannot be cut from here on.
  bool Step() {
    switch (scanner_.Next()) {
      case XmlScanner::Token::kOpen:
        return Open();
      case XmlScanner::Token::kClose:
        return Close();
      case XmlScanner::Token::kBroken:
        if (MatchesRecord(scanner_.name()) && file_.substr(scanner_.start() + 1).starts_with(scanner_.name())) {
          return Broken(scanner_.start(), scanner_.fault());
        }
        return Stop(scanner_.fault());
      case XmlScanner::Token::kDone:
        if (levels_.empty()) return false;
        return Stop({file_.size(), "the end of the file", StrCat("`</", levels_.back().name, ">`")});
      case XmlScanner::Token::kText:
      case XmlScanner::Token::kCdata:
        if (!ended_ || IsXmlSpace(scanner_.content())) return true;
        return Stop({scanner_.start(), std::string(scanner_.content()), "nothing behind the root element"});
      case XmlScanner::Token::kAside:
        return true;
    }
    return false;
  }

  bool Open() {
    if (ended_) return Stop({scanner_.start(), std::string(scanner_.name()), "nothing behind the root element"});
    XmlFault fault;
    const size_t start = scanner_.start();
    if (!scope_.Enter(scanner_.attributes(), &fault)) return Stop({start, fault.found, fault.expected});
    Level level{scanner_.name(), scope_.Canonical(scanner_.name()), file_.substr(start, scanner_.at() - start)};
    if (level.canonical.empty()) {
      return Stop({start, std::string(level.name), "a prefix that is bound to a namespace"});
    }
    if (levels_.size() >= kXmlDepthMax) return Stop({start, "", StrCat("at most ", kXmlDepthMax, " open elements")});
    const bool record = Matches(level.canonical);
    if (levels_.empty() && !record && !LeadsToRecord(level.canonical)) {
      return Stop({start, std::string(level.name), StrCat("`", Join(Roots(), "` or `"), "` as the root element")});
    }
    if (record) {
      scope_.Leave();
      ended_ = levels_.empty();
      return Record(level.name);
    }
    if (scanner_.closed()) {
      scope_.Leave();
      ended_ = levels_.empty();
    } else {
      levels_.push_back(std::move(level));
      preamble_.reset();
    }
    return true;
  }

  bool Close() {
    if (levels_.empty() || levels_.back().name != scanner_.name()) {
      return Stop({scanner_.start(), StrCat("</", scanner_.name(), ">"),
                   levels_.empty() ? "nothing behind the root element" : StrCat("`</", levels_.back().name, ">`")});
    }
    levels_.pop_back();
    preamble_.reset();
    scope_.Leave();
    ended_ = levels_.empty();
    return true;
  }

  // A record's start tag has been read. Its end is searched for; what is in between is the reader's to judge.
  bool Record(std::string_view name) {
    const size_t start = scanner_.start();
    if (scanner_.closed()) {
      Emit(start, scanner_.at());
      return true;
    }
    XmlFault fault;
    const size_t end = FindEnd(name, scanner_.at(), &fault);
    if (!fault.expected.empty()) {
      Refuse(fault);
    } else {
      Emit(start, end);
    }
    scanner_ = XmlScanner(file_, end);
    return true;
  }

  // A record whose start tag is broken is skipped like one that is broken inside.
  bool Broken(size_t start, const XmlFault& fault) {
    Refuse(fault);
    XmlFault more;
    const std::string_view name = scanner_.name();
    scanner_ = XmlScanner(file_, FindEnd(name, start + 1 + name.size(), &more));
    return true;
  }

  // Behind the end of the record, or where another thing begins: a record holds none of its own name. `fault` has the
  // first thing that is wrong.
  size_t FindEnd(std::string_view name, size_t at, XmlFault* fault) {
    const auto wrong = [fault](size_t place, std::string_view found, std::string expected) {
      if (fault->expected.empty()) *fault = {place, std::string(found), std::move(expected)};
    };
    const std::string_view above = levels_.empty() ? std::string_view() : levels_.back().name;
    while ((at = file_.find('<', at)) != file_.npos) {
      const std::string_view rest = file_.substr(at + 1);
      const char first = rest.empty() ? '\0' : rest[0];
      if (first == '/') {
        const std::string_view closed = rest.substr(1);
        if (!closed.empty() && closed[0] != name[0] && (above.empty() || closed[0] != above[0])) {
          ++at;  // the end of some element inside
          continue;
        }
        if (closed.starts_with(name) && EndsName(closed, name.size())) {
          const size_t end = file_.find('>', at);
          return end == file_.npos ? file_.size() : end + 1;
        }
        if (!above.empty() && closed.starts_with(above) && EndsName(closed, above.size())) {
          wrong(at, StrCat("</", above, ">"), StrCat("`</", name, ">`, the end of the record"));
          return at;
        }
      } else if (first == name[0] && rest.starts_with(name) && EndsName(rest, name.size())) {
        wrong(at, StrCat("<", name), StrCat("`</", name, ">`, the end of the record"));
        return at;
      } else if (first == '?' || (first == '!' && (rest.starts_with("!--") || rest.starts_with("![CDATA[")))) {
        // Without an end of its own it hides nothing: what follows is searched as if it were not there.
        at += AsideSize(at, wrong);
        continue;
      }
      ++at;
    }
    wrong(file_.size(), "the end of the file", StrCat("`</", name, ">`, the end of the record"));
    return file_.size();
  }

  // The size of a comment, an instruction or CDATA.
  template <typename Wrong>
  size_t AsideSize(size_t at, const Wrong& wrong) {
    const std::string_view rest = file_.substr(at);
    const auto behind = [&](std::string_view end, size_t from, bool* none) -> size_t {
      // What was not found once stands nowhere behind either, and is not searched for again.
      const size_t found = *none ? rest.npos : rest.find(end, from);
      if (found != rest.npos) return found + end.size();
      *none = true;
      wrong(at, Clip(rest.substr(0, 10)), StrCat("`", end, "` at its end"));
      return from;
    };
    if (rest.starts_with("<?")) return behind("?>", 2, &no_instruction_end_);
    if (rest.starts_with("<![CDATA[")) return behind("]]>", 9, &no_cdata_end_);
    const size_t dashes = rest.find("--", 4);
    if (dashes != rest.npos && rest.substr(dashes).starts_with("-->")) return dashes + 3;
    wrong(at, "<!--", "`-->` at the end of the comment, and no `--` inside");
    return 4;
  }

  void Emit(size_t start, size_t end) {
    if (preamble_ == nullptr) {
      auto tags = std::make_shared<std::string>();
      for (const Level& level : levels_) StrAppend(tags.get(), level.tag);
      preamble_ = std::move(tags);
    }
    Unit unit;
    unit.data = file_.substr(start, end - start);
    unit.preamble = *preamble_;
    unit.owner = preamble_;
    unit.where = places_.At(start);
    on_unit_(unit);
  }

  bool SamePath(const std::vector<std::string>& path, size_t size, std::string_view last) const {
    if (size != levels_.size() + 1 || path[size - 1] != last) return false;
    for (size_t i = 0; i < levels_.size(); ++i) {
      if (levels_[i].canonical != path[i]) return false;
    }
    return true;
  }
  bool Matches(std::string_view canonical) const {
    return std::any_of(layout_.records.begin(), layout_.records.end(),
                       [&](const auto& path) { return SamePath(path, path.size(), canonical); });
  }
  bool MatchesRecord(std::string_view name) const { return !name.empty() && Matches(scope_.Canonical(name)); }
  bool LeadsToRecord(std::string_view canonical) const {
    return std::any_of(layout_.records.begin(), layout_.records.end(),
                       [&](const auto& path) { return path.front() == canonical; });
  }
  std::vector<std::string> Roots() const {
    std::vector<std::string> roots;
    for (const auto& path : layout_.records) {
      if (std::find(roots.begin(), roots.end(), path.front()) == roots.end()) roots.push_back(path.front());
    }
    return roots;
  }

  void Refuse(const XmlFault& fault) { on_refusal_({places_.At(fault.at), Clip(fault.found), fault.expected}); }
  bool Stop(const XmlFault& fault) {
    Refuse(fault);
    return false;
  }

  std::string_view file_;
  const XmlLayout& layout_;
  const std::function<void(const Unit&)>& on_unit_;
  const std::function<void(const Refusal&)>& on_refusal_;
  PlaceCounter places_;
  XmlScanner scanner_;
  XmlScope scope_;
  std::vector<Level> levels_;
  std::shared_ptr<const std::string> preamble_;  // the tags of `levels_`; null: not put together yet
  bool ended_ = false;                           // the root element is closed
  bool no_instruction_end_ = false;
  bool no_cdata_end_ = false;
};

}  // namespace

absl::Status SkipXmlProlog(std::string_view file, size_t* at) {
  const auto refuse = [&](size_t where, std::string_view found, std::string expected) {
    return RefusalStatus({XmlPlace(file, where), Clip(found), std::move(expected)});
  };
  const std::string_view start = file.substr(0, 2);
  if (start == "\xFE\xFF" || start == "\xFF\xFE" || file.substr(0, 4).find('\0') != file.npos) {
    return refuse(0, "UTF-16 or UTF-32", "XML in UTF-8");
  }
  *at = file.starts_with(kBom) ? kBom.size() : 0;
  bool declared = false;
  XmlScanner scanner(file, *at);
  while (true) {
    const std::string_view rest = file.substr(*at);
    if (!declared && rest.starts_with("<?xml") && IsXmlSpace(rest.substr(5, 1))) {
      const size_t end = rest.find("?>");
      if (end == rest.npos) return refuse(*at, "<?xml", "`?>` at the end of the XML declaration");
      const std::string encoding = ToLower(DeclaredEncoding(rest.substr(0, end)));
      if (!encoding.empty() && encoding != "utf-8" && encoding != "us-ascii") {
        return refuse(*at, encoding, "UTF-8 as the encoding: convert the file first");
      }
      declared = true;
      *at += end + 2;
      continue;
    }
    scanner = XmlScanner(file, *at);
    switch (scanner.Next()) {
      case XmlScanner::Token::kAside:
        break;
      case XmlScanner::Token::kText:
        if (!IsXmlSpace(scanner.content())) return refuse(*at, scanner.content(), "an XML document");
        break;
      case XmlScanner::Token::kDone:
        return refuse(*at, "", "an XML document, and found none");
      case XmlScanner::Token::kBroken:
        return refuse(scanner.fault().at, scanner.fault().found, scanner.fault().expected);
      default:
        return absl::OkStatus();
    }
    *at = scanner.at();
  }
}

void SplitXml(std::string_view file, const XmlLayout& layout, const std::function<void(const Unit&)>& on_unit,
              const std::function<void(const Refusal&)>& on_refusal) {
  XmlSplitter(file, layout, on_unit, on_refusal).Run();
}

}  // namespace entente::adapters
