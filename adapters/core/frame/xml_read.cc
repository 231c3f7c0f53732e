// Reading one record: its elements, attributes and texts become a tree under the names that the mapping has for them.
#include <algorithm>
#include <utility>

#include "adapters/core/frame/xml.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// `line 12, column 5`, as Split says where a unit begins; 1 and 1 where it says something else.
struct Start {
  int64_t line = 1;
  int64_t column = 1;
  explicit Start(std::string_view where) {
    if (!ConsumePrefix(&where, "line ")) return;
    const size_t comma = where.find(", column ");
    (void)ParseNumber(where.substr(0, comma), &line);
    if (comma != where.npos) (void)ParseNumber(where.substr(comma + 9), &column);
  }
};

// The place in the file of a byte of the unit.
std::string PlaceIn(const Unit& unit, size_t at) {
  const Start start(unit.where);
  const std::string_view before = unit.data.substr(0, at);
  const size_t end = before.rfind('\n');
  const std::string_view row = end == before.npos ? before : before.substr(end + 1);
  const auto letters = std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return StrCat("line ", start.line + std::count(before.begin(), before.end(), '\n'), ", column ",
                letters + (end == before.npos ? start.column : 1));
}

absl::Status Refused(const Unit& unit, const XmlFault& fault) {
  return RefusalStatus({PlaceIn(unit, fault.at), Clip(fault.found), fault.expected});
}

// The tags above the record, and the namespaces they bind.
absl::Status EnterPreamble(std::string_view preamble, XmlScope* scope) {
  const auto refuse = [](std::string_view found, std::string_view expected) {
    return RefusalStatus({"the tags above the record", Clip(found), std::string(expected)});
  };
  if (ForbiddenInXmlAt(preamble) >= 0) return refuse("", "letters that XML may hold");
  size_t at = 0;
  if (preamble.starts_with("<?xml")) {
    at = preamble.find("?>");
    if (at == preamble.npos) return refuse("<?xml", "`?>` at the end of the XML declaration");
    at += 2;
  }
  XmlScanner scanner(preamble, at);
  for (XmlScanner::Token token = scanner.Next(); token != XmlScanner::Token::kDone; token = scanner.Next()) {
    XmlFault fault;
    const bool blank =
        token == XmlScanner::Token::kAside || (token == XmlScanner::Token::kText && IsXmlSpace(scanner.content()));
    if (blank) continue;
    if (token != XmlScanner::Token::kOpen || scanner.closed()) return refuse("", "open tags and nothing else");
    if (scope->depth() >= kXmlDepthMax) return refuse("", "at most 64 open elements");
    if (!scope->Enter(scanner.attributes(), &fault)) return refuse(fault.found, fault.expected);
  }
  return absl::OkStatus();
}

class XmlReader {
 public:
  XmlReader(const Unit& unit, const XmlLayout& layout, const NameIds& names, Tree* tree)
      : unit_(unit), names_(names), tree_(*tree), scanner_(unit.data), scope_(layout.namespaces) {}

  absl::Status Run() {
    // A name in the mapping's words may be longer than as written; its texts never are.
    tree_.Start(unit_.data.size() * 3 + 64);
    if (const int64_t bad = ForbiddenInXmlAt(unit_.data); bad >= 0) {
      return Refused(unit_, {static_cast<size_t>(bad), "", "UTF-8, and no letter that XML does not allow"});
    }
    absl::Status above = EnterPreamble(unit_.preamble, &scope_);
    if (!above.ok()) return above;
    while (true) {
      const bool closed = !levels_.empty() && scanner_.TakeClose(levels_.back().name);
      const XmlScanner::Token token = closed ? XmlScanner::Token::kClose : scanner_.Next();
      bool good = true;
      switch (token) {
        case XmlScanner::Token::kOpen:
          good = Open();
          break;
        case XmlScanner::Token::kClose:
          good = Close();
          break;
        case XmlScanner::Token::kText:
        case XmlScanner::Token::kCdata:
          good = Text(token == XmlScanner::Token::kCdata);
          break;
        case XmlScanner::Token::kAside:
          break;
        case XmlScanner::Token::kBroken:
          return Refused(unit_, scanner_.fault());
        case XmlScanner::Token::kDone:
          return Done();
      }
      if (!good) return Refused(unit_, fault_);
    }
  }

 private:
  struct Level {
    std::string_view name;
    int32_t node;
  };

  bool Fault(size_t at, std::string_view found, std::string expected) {
    fault_ = {at, std::string(found), std::move(expected)};
    return false;
  }

  absl::Status Done() {
    if (!levels_.empty()) {
      return Refused(unit_, {unit_.data.size(), "the end of the record", StrCat("`</", levels_.back().name, ">`")});
    }
    if (tree_.empty()) return Refused(unit_, {0, "", "an element, and found none"});
    return absl::OkStatus();
  }

  // What the mapping calls it. A name that it does not know is spelt with its prefix of the namespace, if it has one.
  bool Named(std::string_view name, bool attribute, std::string_view* known, int32_t* id) {
    std::string_view local = name;
    const bool bare = !attribute && scanner_.bare() && scope_.empty();
    const int space = bare ? XmlScope::kNone : scope_.Find(name, attribute, &local);
    if (space == XmlScope::kUnbound) {
      return Fault(scanner_.start(), name, "a prefix that is bound to a namespace");
    }
    *id = kUnknownName;
    *known = name;
    std::string_view key = name;
    if (attribute || space >= 0) {
      key_.assign(attribute ? "@" : "");
      if (space >= 0) {
        key_ += scope_.known()[static_cast<size_t>(space)].prefix;
        key_.push_back(':');
      }
      key_ += space >= 0 ? local : name;
      key = key_;
    }
    if (space != XmlScope::kForeign) {
      if (const auto found = names_.find(key); found != names_.end()) {
        *known = found->first;
        *id = found->second;
        return true;
      }
    }
    if (key == name) return true;
    if (const std::string_view kept = tree_.Keep(key); !kept.empty()) *known = kept;
    return true;
  }

  bool Open() {
    if (levels_.empty() && !tree_.empty()) return Fault(scanner_.start(), scanner_.name(), "one element in a record");
    if (scope_.depth() >= kXmlDepthMax) {
      return Fault(scanner_.start(), scanner_.name(), StrCat("at most ", kXmlDepthMax, " open elements"));
    }
    XmlFault fault;
    if (!scope_.Enter(scanner_.attributes(), &fault)) return Fault(scanner_.start(), fault.found, fault.expected);
    if (!levels_.empty() && !BecomesObject(levels_.back().node)) return false;
    std::string_view name;
    int32_t id = kUnknownName;
    if (!Named(scanner_.name(), false, &name, &id)) return false;
    const int32_t above = levels_.empty() ? -1 : levels_.back().node;
    const Node::Kind kind = above < 0 ? Node::Kind::kObject : Node::Kind::kText;
    const int32_t node = tree_.Add(above, kind, name, id, {});
    if (!Attributes(node)) return false;
    if (scanner_.closed()) {
      scope_.Leave();
    } else {
      levels_.push_back({scanner_.name(), node});
    }
    return true;
  }

  bool Attributes(int32_t node) {
    const auto& attributes = scanner_.attributes();
    for (size_t i = 0; i < attributes.size(); ++i) {
      const XmlAttribute& attribute = attributes[i];
      if (XmlScope::Declares(attribute.name)) continue;
      for (size_t j = 0; j < i; ++j) {
        if (scope_.SameAttribute(attributes[j].name, attribute.name)) {
          return Fault(scanner_.start(), attribute.name, "an attribute once in a tag");
        }
      }
      std::string_view name;
      int32_t id = kUnknownName;
      if (!Named(attribute.name, true, &name, &id)) return false;
      std::string_view value = attribute.value;
      if (value.find_first_of("&\r\n\t") != value.npos) {
        scratch_.clear();
        XmlFault fault;
        if (!AppendXmlText(value, true, &scratch_, &fault)) return Fault(scanner_.start(), fault.found, fault.expected);
        value = tree_.Keep(scratch_);
      }
      tree_[node].kind = Node::Kind::kObject;
      tree_.Add(node, Node::Kind::kText, name, id, value);
    }
    return true;
  }

  // It has a child: a text before it is a leaf of its own, blanks between children are none.
  bool BecomesObject(int32_t node) {
    tree_[node].kind = Node::Kind::kObject;
    const bool solid = solid_;
    const std::string_view text = TakeText();
    if (solid) tree_.Add(node, Node::Kind::kText, kXmlTextName, kTextNameId, text);
    return true;
  }

  bool Close() {
    if (levels_.empty() || levels_.back().name != scanner_.name()) {
      return Fault(scanner_.start(), StrCat("</", scanner_.name(), ">"),
                   levels_.empty() ? "nothing behind the record" : StrCat("`</", levels_.back().name, ">`"));
    }
    const int32_t node = levels_.back().node;
    const bool solid = solid_;
    const std::string_view text = TakeText();
    if (solid) {
      if (tree_[node].kind == Node::Kind::kText) {
        tree_[node].text = text;
      } else {
        tree_.Add(node, Node::Kind::kText, kXmlTextName, kTextNameId, text);
      }
    }
    levels_.pop_back();
    scope_.Leave();
    return true;
  }

  bool Text(bool cdata) {
    const std::string_view piece = scanner_.content();
    if (levels_.empty()) {
      return (!cdata && IsXmlSpace(piece)) || Fault(scanner_.start(), piece, "nothing outside of the record's element");
    }
    solid_ = solid_ || cdata || !IsXmlSpace(piece);
    // A text in one piece that means what it says is a view of the source.
    if (view_.empty() && text_.empty() && scanner_.plain()) {
      view_ = piece;
      return true;
    }
    text_.append(view_);
    view_ = {};
    if (cdata) {
      AppendCdata(piece, &text_);
      return true;
    }
    XmlFault fault;
    return AppendXmlText(piece, false, &text_, &fault) ||
           Fault(scanner_.start() + fault.at, fault.found, fault.expected);
  }

  std::string_view TakeText() {
    solid_ = false;
    if (text_.empty()) return std::exchange(view_, {});
    text_.append(view_);
    const std::string_view kept = tree_.Keep(text_);
    text_.clear();
    view_ = {};
    return kept;
  }

  const Unit& unit_;
  const NameIds& names_;
  Tree& tree_;
  XmlScanner scanner_;
  XmlScope scope_;
  absl::InlinedVector<Level, 16> levels_;
  std::string_view view_;  // the text so far, or nothing
  bool solid_ = false;     // not only blanks as they stand between elements
  std::string text_;       // the same where it comes in pieces or must be put together
  std::string key_;
  std::string scratch_;
  XmlFault fault_;
};

// "`nibrs:Report` of `http://…`": a prefix is the mapping's own, and tells nobody which namespace is missing.
std::string InWords(const std::string& name, const XmlLayout& layout) {
  const size_t colon = name.find(':');
  if (colon == name.npos) return StrCat("`", name, "`");
  for (const XmlNamespace& space : layout.namespaces) {
    if (space.prefix == name.substr(0, colon)) return StrCat("`", name, "` of `", Join(space.uris, "` or `"), "`");
  }
  return StrCat("`", name, "`");
}

absl::Status FitsRecord(const Unit& unit, const XmlLayout& layout) {
  XmlScope scope(layout.namespaces);
  absl::Status above = EnterPreamble(unit.preamble, &scope);
  if (!above.ok()) return above;
  XmlScanner scanner(unit.data);
  XmlScanner::Token token = scanner.Next();
  while (token == XmlScanner::Token::kAside || token == XmlScanner::Token::kText) token = scanner.Next();
  if (token == XmlScanner::Token::kBroken) return Refused(unit, scanner.fault());
  XmlFault fault;
  if (token != XmlScanner::Token::kOpen || !scope.Enter(scanner.attributes(), &fault)) {
    return Refused(unit, {scanner.start(), fault.found, "the element of a record"});
  }
  const std::string name = scope.Canonical(scanner.name());
  std::vector<std::string> names;
  for (const auto& path : layout.records) {
    if (path.back() == name) return absl::OkStatus();
    names.push_back(InWords(path.back(), layout));
  }
  return Refused(unit, {scanner.start(), std::string(scanner.name()), Join(names, " or ")});
}

}  // namespace

absl::Status FitsXmlUnit(const Unit& unit, const XmlLayout& layout) { return FitsRecord(unit, layout); }

absl::Status FitsXmlFile(std::string_view file, const XmlLayout& layout) {
  size_t at = 0;
  absl::Status prolog = SkipXmlProlog(file, &at);
  if (!prolog.ok()) return prolog;
  XmlScanner scanner(file, at);
  XmlScope scope(layout.namespaces);
  XmlFault fault;
  std::string name;
  if (scanner.Next() == XmlScanner::Token::kOpen && scope.Enter(scanner.attributes(), &fault)) {
    name = scope.Canonical(scanner.name());
  }
  std::vector<std::string> roots;
  for (const auto& path : layout.records) {
    if (path.front() == name) return absl::OkStatus();
    const std::string root = InWords(path.front(), layout);
    if (std::find(roots.begin(), roots.end(), root) == roots.end()) roots.push_back(root);
  }
  const std::string found = StrCat(scanner.name(), name.starts_with('{') ? " of another namespace" : "");
  return RefusalStatus({XmlPlace(file, at), Clip(found), StrCat(Join(roots, " or "), " as the root element")});
}

absl::Status ReadXml(const Unit& unit, const XmlLayout& layout, const NameIds& names, Tree* tree) {
  return XmlReader(unit, layout, names, tree).Run();
}

}  // namespace entente::adapters
