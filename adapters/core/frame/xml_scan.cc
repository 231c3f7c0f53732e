#include "adapters/core/frame/xml_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

enum : uint8_t { kNameStart = 1, kNameRest = 2, kBlank = 4, kSpecial = 8 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    uint8_t& of = classes[static_cast<size_t>(c)];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    if (letter) of |= kNameStart | kNameRest;
    if ((c >= '0' && c <= '9') || c == '-' || c == '.') of |= kNameRest;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') of |= kBlank;
    if (c == '&' || c == '\r' || c == ']') of |= kSpecial;
  }
  return classes;
}

constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

uint8_t ClassOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }

// The character at the front of valid UTF-8, and its size.
uint32_t CharacterAt(std::string_view text, size_t at, size_t* size) {
  const auto byte = [&](size_t i) -> uint32_t { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const uint32_t lead = byte(at);
  if (lead < 0x80) {
    *size = 1;
    return lead;
  }
  if (lead < 0xE0) {
    *size = 2;
    return (lead & 0x1F) << 6 | (byte(at + 1) & 0x3F);
  }
  if (lead < 0xF0) {
    *size = 3;
    return (lead & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F);
  }
  *size = 4;
  return (lead & 0x07) << 18 | (byte(at + 1) & 0x3F) << 12 | (byte(at + 2) & 0x3F) << 6 | (byte(at + 3) & 0x3F);
}

// XML 1.0, fifth edition, productions 4 and 4a, beyond ASCII.
bool IsNameCharacter(uint32_t c, bool start) {
  static constexpr std::pair<uint32_t, uint32_t> kStart[] = {
      {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},
      {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
  static constexpr std::pair<uint32_t, uint32_t> kRest[] = {{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};
  const auto within = [c](const auto& range) { return c >= range.first && c <= range.second; };
  return std::any_of(std::begin(kStart), std::end(kStart), within) ||
         (!start && std::any_of(std::begin(kRest), std::end(kRest), within));
}

bool IsXmlCharacter(uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
}

void AppendUtf8(uint32_t c, std::string* out) {
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

// What stands between `&` and `;`, as one character; 0: nothing that XML knows without a document type.
uint32_t Referenced(std::string_view name) {
  if (name == "lt") return '<';
  if (name == "gt") return '>';
  if (name == "amp") return '&';
  if (name == "apos") return '\'';
  if (name == "quot") return '"';
  if (!ConsumePrefix(&name, "#")) return 0;
  const int base = ConsumePrefix(&name, "x") ? 16 : 10;
  uint32_t c = 0;
  return ParseNumber(name, &c, base) && IsXmlCharacter(c) ? c : 0;
}

constexpr std::string_view kReferences = "one of &lt; &gt; &amp; &apos; &quot; or a character by its number";
constexpr size_t kReferenceMax = 12;  // "#x0010FFFF" and a little

// The size of the reference at the front, with `&` and `;`; 0: it is none.
size_t ReferenceAt(std::string_view raw, uint32_t* c) {
  const size_t end = raw.substr(0, kReferenceMax).find(';');
  *c = end == std::string_view::npos ? 0 : Referenced(raw.substr(1, end - 1));
  return *c == 0 ? 0 : end + 1;
}

bool GoodReferences(std::string_view raw, XmlFault* fault) {
  for (size_t i = raw.find('&'); i != raw.npos; i = raw.find('&', i)) {
    uint32_t c = 0;
    const size_t size = ReferenceAt(raw.substr(i), &c);
    if (size == 0) {
      *fault = {i, std::string(raw.substr(i, kReferenceMax)), std::string(kReferences)};
      return false;
    }
    i += size;
  }
  return true;
}

}  // namespace

bool IsXmlSpace(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (ClassOf(c) & kBlank) != 0; });
}

int64_t ForbiddenInXmlAt(std::string_view text) {
  // Eight letters at once: none below a space, none of another plane than ASCII.
  const auto plain = [text](size_t at) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    return ((word | (word - 0x2020202020202020ULL)) & 0x8080808080808080ULL) == 0;
  };
  size_t i = 0;
  while (i + 8 <= text.size() && plain(i)) i += 8;
  const int64_t invalid = InvalidUtf8At(text.substr(i));
  const size_t end = invalid < 0 ? text.size() : i + static_cast<size_t>(invalid);
  while (i < end) {
    if (i + 8 <= end && plain(i)) {
      i += 8;
      continue;
    }
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return static_cast<int64_t>(i);
    if (c == 0xEF && (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF")) {
      return static_cast<int64_t>(i);
    }
    ++i;
  }
  return invalid < 0 ? -1 : static_cast<int64_t>(end);
}

std::string XmlPlace(std::string_view text, size_t at, int64_t line) {
  const std::string_view before = text.substr(0, at);
  const size_t end = before.rfind('\n');
  const std::string_view row = end == before.npos ? before : before.substr(end + 1);
  const auto columns = std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return StrCat("line ", line + std::count(before.begin(), before.end(), '\n'), ", column ", columns + 1);
}

bool AppendXmlText(std::string_view raw, bool attribute, std::string* out, XmlFault* fault) {
  for (size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '&') {
      uint32_t meant = 0;
      const size_t size = ReferenceAt(raw.substr(i), &meant);
      if (size == 0) {
        *fault = {i, std::string(raw.substr(i, kReferenceMax)), std::string(kReferences)};
        return false;
      }
      AppendUtf8(meant, out);
      i += size - 1;
    } else if (c == '\r') {
      if (i + 1 < raw.size() && raw[i + 1] == '\n') ++i;
      out->push_back(attribute ? ' ' : '\n');
    } else {
      out->push_back(attribute && (c == '\n' || c == '\t') ? ' ' : c);
    }
  }
  return true;
}

void AppendCdata(std::string_view raw, std::string* out) {
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') ++i;
    out->push_back(raw[i] == '\r' ? '\n' : raw[i]);
  }
}

XmlScanner::Token XmlScanner::Broken(size_t at, std::string_view found, std::string_view expected) {
  fault_ = {at, Clip(found), std::string(expected)};
  return Token::kBroken;
}

bool XmlScanner::SkipSpace() {
  const size_t before = at_;
  while (at_ < text_.size() && (ClassOf(text_[at_]) & kBlank) != 0) ++at_;
  return at_ > before;
}

bool XmlScanner::Name(std::string_view* name) {
  const size_t first = at_;
  // Nearly every name has ASCII letters and no prefix.
  if (at_ < text_.size() && (ClassOf(text_[at_]) & kNameStart) != 0) {
    while (at_ < text_.size() && (ClassOf(text_[at_]) & kNameRest) != 0) ++at_;
    *name = text_.substr(first, at_ - first);
    const bool more = at_ < text_.size() && (text_[at_] & 0x80) != 0;
    prefixed_ = name->find(':') != name->npos;
    if (!more && !prefixed_) return true;
    at_ = first;
  }
  size_t colons = 0;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    const bool start = at_ == first || text_[at_ - 1] == ':';  // both parts of a name begin as names do
    size_t size = 1;
    if ((c & 0x80) != 0) {
      if (!IsNameCharacter(CharacterAt(text_, at_, &size), start)) break;
    } else if ((ClassOf(c) & (start ? kNameStart : kNameRest)) == 0) {
      break;
    }
    colons += c == ':' ? 1 : 0;
    at_ += size;
  }
  at_ = std::min(at_, text_.size());
  *name = text_.substr(first, at_ - first);
  prefixed_ = colons > 0;
  return !name->empty() && (colons == 0 || (colons == 1 && name->front() != ':' && name->back() != ':'));
}

bool XmlScanner::TakeClose(std::string_view name) {
  const std::string_view rest = text_.substr(at_);
  const size_t size = name.size() + 3;
  if (rest.size() < size || rest[0] != '<' || rest[1] != '/' || rest[size - 1] != '>') return false;
  if (rest.substr(2, name.size()) != name) return false;
  start_ = at_;
  at_ += size;
  name_ = name;
  return true;
}

XmlScanner::Token XmlScanner::Next() {
  start_ = at_;
  if (at_ >= text_.size()) return Token::kDone;
  if (text_[at_] != '<') return Text();
  switch (at_ + 1 < text_.size() ? text_[at_ + 1] : '\0') {
    case '/':
      return Close();
    case '?':
      return Instruction();
    case '!':
      break;
    default:
      return Open();
  }
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("<!--")) return Comment();
  if (rest.starts_with("<![CDATA[")) return Cdata();
  if (rest.starts_with("<!DOCTYPE")) return Broken(at_, "<!DOCTYPE", "no document type: it could define entities");
  return Broken(at_, rest.substr(0, 10), "a tag, a comment or CDATA");
}

XmlScanner::Token XmlScanner::Text() {
  uint8_t seen = 0;
  while (at_ < text_.size() && text_[at_] != '<') seen |= ClassOf(text_[at_++]);
  content_ = text_.substr(start_, at_ - start_);
  plain_ = true;
  if ((seen & kSpecial) == 0) return Token::kText;
  plain_ = content_.find_first_of("&\r") == content_.npos;
  if (const size_t end = content_.find("]]>"); end != content_.npos) {
    return Broken(start_ + end, "]]>", "`]]&gt;` in a text");
  }
  XmlFault fault;
  if (!GoodReferences(content_, &fault)) return Broken(start_ + fault.at, fault.found, fault.expected);
  return Token::kText;
}

XmlScanner::Token XmlScanner::Open() {
  ++at_;
  attributes_.clear();
  closed_ = false;
  if (!Name(&name_)) return Broken(start_, text_.substr(start_, 20), "the name of an element behind `<`");
  bare_ = !prefixed_;
  while (true) {
    const bool space = SkipSpace();
    if (at_ >= text_.size()) return Broken(start_, text_.substr(start_, 20), "`>` at the end of the tag");
    if (text_[at_] == '>') {
      ++at_;
      return Token::kOpen;
    }
    if (text_[at_] == '/') {
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '>') return Broken(at_, "/", "`/>` at the end of the tag");
      at_ += 2;
      closed_ = true;
      return Token::kOpen;
    }
    if (!space) return Broken(at_, text_.substr(at_, 10), "a blank, `>` or `/>` in the tag");
    if (!Attribute()) return Token::kBroken;
  }
}

bool XmlScanner::Attribute() {
  XmlAttribute made;
  const size_t first = at_;
  const auto broken = [&](size_t at, std::string_view found, std::string_view expected) {
    Broken(at, found, expected);
    return false;
  };
  if (!Name(&made.name)) return broken(first, text_.substr(first, 10), "the name of an attribute");
  SkipSpace();
  if (at_ >= text_.size() || text_[at_] != '=') return broken(first, made.name, "`=` behind an attribute's name");
  ++at_;
  SkipSpace();
  const char quote = at_ < text_.size() ? text_[at_] : '\0';
  if (quote != '"' && quote != '\'') return broken(first, made.name, "an attribute's value in quotes");
  const size_t end = text_.find(quote, at_ + 1);
  if (end == text_.npos) return broken(at_, text_.substr(at_, 10), "the quote that ends an attribute's value");
  made.value = text_.substr(at_ + 1, end - at_ - 1);
  if (const size_t tag = made.value.find('<'); tag != made.value.npos) {
    return broken(at_ + 1 + tag, "<", "`&lt;` in an attribute's value");
  }
  XmlFault fault;
  if (!GoodReferences(made.value, &fault)) return broken(at_ + 1 + fault.at, fault.found, fault.expected);
  for (const XmlAttribute& other : attributes_) {
    if (other.name == made.name) return broken(first, made.name, "an attribute once in a tag");
  }
  if (attributes_.size() >= kXmlAttributesMax) return broken(first, made.name, "at most 256 attributes in a tag");
  attributes_.push_back(made);
  at_ = end + 1;
  return true;
}

XmlScanner::Token XmlScanner::Close() {
  at_ += 2;
  if (!Name(&name_)) return Broken(start_, text_.substr(start_, 20), "the name of an element behind `</`");
  SkipSpace();
  if (at_ >= text_.size() || text_[at_] != '>') {
    return Broken(start_, text_.substr(start_, 20), "`>` at the end of the tag");
  }
  ++at_;
  return Token::kClose;
}

XmlScanner::Token XmlScanner::Comment() {
  const size_t end = text_.find("--", at_ + 4);
  if (end == text_.npos) return Broken(at_, "<!--", "`-->` at the end of the comment");
  if (end + 2 >= text_.size() || text_[end + 2] != '>') return Broken(end, "--", "no `--` inside a comment");
  at_ = end + 3;
  return Token::kAside;
}

XmlScanner::Token XmlScanner::Instruction() {
  at_ += 2;
  std::string_view target;
  if (!Name(&target)) return Broken(start_, text_.substr(start_, 10), "a name behind `<?`");
  if (ToLower(target) == "xml") return Broken(start_, "<?xml", "the XML declaration at the beginning only");
  const size_t end = text_.find("?>", at_);
  if (end == text_.npos) return Broken(start_, text_.substr(start_, 10), "`?>` at the end of the instruction");
  if (end > at_ && (ClassOf(text_[at_]) & kBlank) == 0) return Broken(at_, "", "a blank behind the instruction's name");
  at_ = end + 2;
  return Token::kAside;
}

XmlScanner::Token XmlScanner::Cdata() {
  const size_t end = text_.find("]]>", at_ + 9);
  if (end == text_.npos) return Broken(at_, "<![CDATA[", "`]]>` at the end of CDATA");
  content_ = text_.substr(at_ + 9, end - at_ - 9);
  plain_ = content_.find('\r') == content_.npos;
  at_ = end + 3;
  return Token::kCdata;
}

}  // namespace entente::adapters
