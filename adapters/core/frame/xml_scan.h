// XML 1.0 as a row of tokens over the bytes as they stand, strict where another parser could read something else: a
// name, an attribute, a reference or a letter that the standard does not allow ends the row. No document type, so no
// entities but the five; no network, no files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace entente::adapters {

inline constexpr size_t kXmlDepthMax = 64;
inline constexpr size_t kXmlAttributesMax = 256;

struct XmlAttribute {
  std::string_view name;   // "s:id"
  std::string_view value;  // between the quotes, as written
};

// What is wrong, where.
struct XmlFault {
  size_t at = 0;
  std::string found;
  std::string expected;
};

class XmlScanner {
 public:
  enum class Token { kOpen, kClose, kText, kCdata, kAside, kDone, kBroken };  // kAside: a comment or an instruction

  explicit XmlScanner(std::string_view text, size_t at = 0) : text_(text), at_(at), start_(at) {}

  Token Next();
  // Whether the next token is the end tag of this name, without a blank in it; then it is read, as Next would.
  bool TakeClose(std::string_view name);
  std::string_view name() const { return name_; }        // of kOpen and kClose, as written
  bool bare() const { return bare_; }                    // of kOpen: the name has no prefix
  bool closed() const { return closed_; }                // `<a/>`
  std::string_view content() const { return content_; }  // of kText as written, of kCdata between the brackets
  bool plain() const { return plain_; }  // content means what it says: no reference, no line end to fold
  const absl::InlinedVector<XmlAttribute, 8>& attributes() const { return attributes_; }
  size_t start() const { return start_; }  // of the token
  size_t at() const { return at_; }        // behind it
  const XmlFault& fault() const { return fault_; }

 private:
  Token Open();
  Token Close();
  Token Text();
  Token Comment();
  Token Instruction();
  Token Cdata();
  bool Attribute();
  bool Name(std::string_view* name);
  bool SkipSpace();
  Token Broken(size_t at, std::string_view found, std::string_view expected);

  std::string_view text_;
  size_t at_;
  size_t start_;
  std::string_view name_;
  std::string_view content_;
  bool prefixed_ = false;  // the name read last
  bool bare_ = false;
  bool closed_ = false;
  bool plain_ = true;
  absl::InlinedVector<XmlAttribute, 8> attributes_;
  XmlFault fault_;
};

// Appends what the text means: references replaced, line ends folded to \n; in an attribute every blank is a space.
// False: `fault->at` is the offset in `raw` of a reference that is none.
bool AppendXmlText(std::string_view raw, bool attribute, std::string* out, XmlFault* fault);
void AppendCdata(std::string_view raw, std::string* out);

// Where a byte that no XML may hold stands, or -1: a control character, U+FFFE, U+FFFF, anything that is not UTF-8.
int64_t ForbiddenInXmlAt(std::string_view text);

bool IsXmlSpace(std::string_view text);  // nothing but blanks; true of nothing

// "line 3, column 7" of a byte, both from 1, `line` being that of the text's first byte. Columns count characters.
std::string XmlPlace(std::string_view text, size_t at, int64_t line = 1);

}  // namespace entente::adapters
