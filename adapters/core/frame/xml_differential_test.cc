// Our reader of XML beside expat, on documents that nobody wrote: what the one takes the other takes, and reads as the
// same. Expat is not asked about what we refuse on purpose (a document type, an XML declaration inside a file, more
// than 64 open elements).
#include <expat.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/frame/xml.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)>;

// What a document says, one word a line: `<name`, `@name=value` sorted, `=text` unless it is blank, `>`.
struct Said {
  bool accepted = false;
  std::string why;
  std::vector<std::string> words;
};

bool IsBlankText(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

void AddText(const std::string& text, std::vector<std::string>* words) {
  if (!IsBlankText(text)) words->push_back("=" + text);
}

struct ExpatSink {
  std::vector<std::string> words;
  std::string text;

  void Flush() { AddText(std::exchange(text, {}), &words); }
};

void OnOpen(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto* sink = static_cast<ExpatSink*>(data);
  sink->Flush();
  sink->words.push_back(StrCat("<", name));
  std::vector<std::string> all;
  for (size_t i = 0; attributes[i] != nullptr; i += 2) {
    const std::string_view attribute = attributes[i];
    if (attribute != "xmlns" && !attribute.starts_with("xmlns:")) {
      all.push_back(StrCat("@", attribute, "=", std::string_view(attributes[i + 1])));
    }
  }
  std::sort(all.begin(), all.end());
  sink->words.insert(sink->words.end(), all.begin(), all.end());
}

void OnClose(void* data, const XML_Char*) {
  static_cast<ExpatSink*>(data)->Flush();
  static_cast<ExpatSink*>(data)->words.push_back(">");
}

void OnText(void* data, const XML_Char* text, int size) {
  static_cast<ExpatSink*>(data)->text.append(text, static_cast<size_t>(size));
}

bool Parse(XML_Parser parser, const std::string& document) {
  return XML_Parse(parser, document.data(), static_cast<int>(document.size()), XML_TRUE) == XML_STATUS_OK;
}

// Names as written, and prefixes checked by a second parser that knows namespaces.
Said ByExpat(const std::string& document) {
  ExpatSink sink;
  const Parser parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
  XML_SetUserData(parser.get(), &sink);
  XML_SetElementHandler(parser.get(), OnOpen, OnClose);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  Said said;
  const Parser spaces(XML_ParserCreateNS("UTF-8", '\x01'), XML_ParserFree);
  if (!Parse(parser.get(), document)) {
    said.why = XML_ErrorString(XML_GetErrorCode(parser.get()));
  } else if (!Parse(spaces.get(), document)) {
    said.why = XML_ErrorString(XML_GetErrorCode(spaces.get()));
  } else {
    said.accepted = true;
    said.words = std::move(sink.words);
  }
  return said;
}

void Walk(const Tree& tree, int32_t node, std::vector<std::string>* words) {
  words->push_back(StrCat("<", tree[node].name));
  if (tree[node].leaf()) AddText(std::string(tree[node].text), words);
  std::vector<std::string> attributes;
  int32_t child = tree[node].first;
  for (; child >= 0 && tree[child].name.starts_with("@"); child = tree[child].next) {
    attributes.push_back(StrCat(tree[child].name, "=", tree[child].text));
  }
  std::sort(attributes.begin(), attributes.end());
  words->insert(words->end(), attributes.begin(), attributes.end());
  for (; child >= 0; child = tree[child].next) {
    if (tree[child].name == kXmlTextName) {
      AddText(std::string(tree[child].text), words);
    } else {
      Walk(tree, child, words);
    }
  }
  words->push_back(">");
}

Said ByUs(const std::string& document) {
  Unit unit;
  unit.data = document;
  Tree tree;
  XmlLayout layout;
  layout.records = {{"list", "r"}};
  const absl::Status status = ReadXml(unit, layout, {}, &tree);
  Said said;
  said.accepted = status.ok();
  if (status.ok()) {
    Walk(tree, 0, &said.words);
  } else {
    said.why = RefusalOf(status).Message(true);
  }
  return said;
}

class Maker {
 public:
  explicit Maker(uint32_t seed) : random_(seed) {}

  std::string Document() {
    std::string out;
    if (Chance(10)) out += "<!-- before -->\n";
    Element(0, &out);
    if (Chance(10)) out += Pick(std::array{"\n", "<!-- behind -->", "<?after x?>", "tail", "<r/>"});
    for (size_t i = Upto(4); i > 0 && Chance(60); --i) Damage(&out);
    return out;
  }

 private:
  size_t Upto(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }
  bool Chance(size_t percent) { return Upto(100) < percent; }

  template <size_t N>
  std::string Pick(const std::array<const char*, N>& words) {
    return words[Upto(N)];
  }

  std::string Name() { return Pick(std::array{"r", "a", "name", "b-1", "_x", "c.d", "ñ", "p:a", "q:b", "é2"}); }

  std::string Text() {
    return Pick(std::array{
        "word",         " two words ",     "\n  ",      "\r\n", "a\rb", "&lt;",        "&#65;",
        "&#x20;",       "&#xE9;",          "é",         "日本", "]]",   "&amp;&quot;", "<![CDATA[raw <a> & ]]>",
        "<![CDATA[]]>", "<!-- said -->",   "<?do it?>", "\t",   "'\"",  ">",           "&#13;",
        "&#10;",        "\xF0\x9F\x98\x80"});
  }

  std::string Value() {
    return Pick(std::array{"", "v", "two words", "&lt;", "a\nb", "a\tb", "&#10;", "é", "\r\n", "'", "&#x9;", " v "});
  }

  void Element(int depth, std::string* out) {
    const std::string name = Name();
    *out += "<" + name;
    for (size_t i = Upto(4); i > 0; --i) {
      const bool space = Chance(30);
      *out += Pick(std::array{" ", "  ", "\n"});
      *out += space ? Pick(std::array{"xmlns:p", "xmlns:q", "xmlns"}) : Name() + Pick(std::array{"", "2", "3"});
      *out += Pick(std::array{"=\"", " = \""}) + (space ? std::string("urn:x") : Value()) + "\"";
    }
    if (Chance(15)) {
      *out += Pick(std::array{"/>", " />"});
      return;
    }
    *out += Pick(std::array{">", " >"});
    for (size_t i = Upto(5); i > 0; --i) {
      if (depth < 5 && Chance(50)) {
        Element(depth + 1, out);
      } else {
        *out += Text();
      }
    }
    *out += "</" + name + Pick(std::array{">", " >"});
  }

  void Damage(std::string* out) {
    static constexpr std::string_view kBytes = "<>&;/='\"?![]-:# xa\n\x01\xC3\xEF\xFF";
    const size_t at = Upto(out->size());
    switch (Upto(3)) {
      case 0:
        (*out)[at] = kBytes[Upto(kBytes.size())];
        break;
      case 1:
        out->insert(at, 1, kBytes[Upto(kBytes.size())]);
        break;
      default:
        out->erase(at, 1 + Upto(3));
    }
  }

  std::mt19937 random_;
};

// What we refuse and the standard does not.
bool Ours(const std::string& why) {
  return StrContains(why, "no document type") || StrContains(why, "the XML declaration at the beginning only") ||
         StrContains(why, "at most 64 open elements");
}

TEST(XmlDifferential, AgreesWithExpatOnEveryDocument) {
  constexpr uint32_t kDocuments = 20000;
  size_t accepted = 0, refused = 0;
  for (uint32_t seed = 1; seed <= kDocuments; ++seed) {
    const std::string document = Maker(seed).Document();
    if (document.empty()) continue;
    const Said ours = ByUs(document), theirs = ByExpat(document);
    if (!ours.accepted && Ours(ours.why)) continue;
    ASSERT_EQ(ours.accepted, theirs.accepted)
        << "seed " << seed << "\nours: " << ours.why << "\nexpat: " << theirs.why << "\n"
        << document;
    if (ours.accepted) {
      ASSERT_EQ(ours.words, theirs.words) << "seed " << seed << "\n" << document;
    }
    (ours.accepted ? accepted : refused) += 1;
  }
  EXPECT_GT(accepted, kDocuments / 10);
  EXPECT_GT(refused, kDocuments / 10);
}

}  // namespace
}  // namespace entente::adapters
