// XML as a frame: what is cut, what is read, what is refused and where, what is written.
#include "adapters/core/frame/xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

XmlLayout People() {
  XmlLayout layout;
  layout.records = {{"list", "people", "person"}, {"list", "groups", "group"}};
  return layout;
}

XmlLayout Reports() {
  XmlLayout layout;
  layout.records = {{"r:submission", "r:report"}};
  layout.namespaces = {{"r", {"urn:r:2", "urn:r:1"}}, {"c", {"urn:core"}}};
  return layout;
}

struct Cut {
  std::vector<std::string> units;
  std::vector<std::string> preambles;
  std::vector<std::string> places;
  std::vector<std::string> refused;
};

Cut CutFile(std::string_view file, const XmlLayout& layout) {
  Cut cut;
  SplitXml(
      file, layout,
      [&](const Unit& unit) {
        cut.units.emplace_back(unit.data);
        cut.preambles.emplace_back(unit.preamble);
        cut.places.push_back(unit.where);
      },
      [&](const Refusal& refusal) { cut.refused.push_back(refusal.Message(true)); });
  return cut;
}

// The leaves of one record as "path=text", in order; or the refusal.
std::vector<std::string> Leaves(std::string_view data, const XmlLayout& layout, std::string_view preamble = {},
                                const std::vector<std::string>& known = {}) {
  NameIds names;
  for (const std::string& name : known) names.emplace(name, static_cast<int32_t>(names.size()));
  Unit unit;
  unit.data = data;
  unit.preamble = preamble;
  unit.where = "line 10, column 3";
  Tree tree;
  const absl::Status status = ReadXml(unit, layout, names, &tree);
  if (!status.ok()) return {RefusalOf(status).Message(true)};
  std::vector<std::string> out;
  for (int32_t i = 0; i < tree.size(); ++i) {
    if (tree[i].leaf()) out.push_back(StrCat(PathOf(tree, i, true), "=", tree[i].text));
  }
  return out;
}

std::string Refused(std::string_view data) { return Leaves(data, People()).at(0); }

// ---- Cutting ----

TEST(XmlSplit, RecordsStandAtSeveralPlacesEachWithTheTagsAboveIt) {
  const Cut cut = CutFile(
      "<list at='1'><people><person><n>A</n></person>\n<person/></people><groups><group>G</group></groups></list>",
      People());
  EXPECT_THAT(cut.units, ElementsAre("<person><n>A</n></person>", "<person/>", "<group>G</group>"));
  EXPECT_THAT(cut.preambles, ElementsAre("<list at='1'><people>", "<list at='1'><people>", "<list at='1'><groups>"));
  EXPECT_THAT(cut.places, ElementsAre("line 1, column 22", "line 2, column 1", "line 2, column 27"));
  EXPECT_THAT(cut.refused, IsEmpty());
}

TEST(XmlSplit, WhatOnlyLooksLikeATagCutsNothing) {
  const Cut cut = CutFile(
      "<list><people><person><!-- </person> --><![CDATA[</person>]]><?p </person>?><a "
      "b='>'/>x</person></people></list>",
      People());
  ASSERT_EQ(cut.units.size(), 1u);
  EXPECT_THAT(cut.units[0], ::testing::EndsWith(">x</person>"));
  EXPECT_THAT(cut.refused, IsEmpty());
}

TEST(XmlSplit, ACommentBeforeTheDeclarationAndAByteOrderMarkAreReadAndLinesCounted) {
  const Cut cut = CutFile(
      "\xEF\xBB\xBF<!-- a licence\n of two lines -->\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<list><people>\n  <person/></people></list>\n<!-- end -->\n",
      People());
  EXPECT_THAT(cut.places, ElementsAre("line 5, column 3"));
  EXPECT_THAT(cut.refused, IsEmpty());
}

TEST(XmlSplit, NamespacesChooseNotPrefixes) {
  for (const char* file : {"<r:submission xmlns:r='urn:r:2'><r:report/></r:submission>",
                           "<submission xmlns='urn:r:1'><report/></submission>",
                           "<a:submission xmlns:a='urn:r:2' xmlns:b='urn:r:2'><b:report/></a:submission>",
                           "<a:submission xmlns:a='urn:r:2'><q:report xmlns:q='urn:r:2'/></a:submission>"}) {
    const Cut cut = CutFile(file, Reports());
    EXPECT_EQ(cut.units.size(), 1u) << file;
    EXPECT_THAT(cut.refused, IsEmpty()) << file;
  }
  const Cut other = CutFile("<r:submission xmlns:r='urn:other'><r:report/></r:submission>", Reports());
  EXPECT_THAT(other.refused, ElementsAre("line 1, column 1: found `r:submission`, expected `r:submission` as the root "
                                         "element"));
}

TEST(XmlSplit, ABrokenRecordIsRefusedAndItsNeighboursAreRead) {
  const struct {
    const char* broken;
    const char* place;
  } kCases[] = {
      {"<person><n>B</n>", "line 3, column 1"},               // the next begins
      {"<person a=1></person>", "line 2, column 9"},          // its own tag
      {"<person><!-- no end </person>", "line 2, column 9"},  // would swallow the next
      {"<person><![CDATA[ no end </person>", "line 2, column 9"},
      {"<person><? no end </person>", "line 2, column 9"},
  };
  for (const auto& [broken, place] : kCases) {
    const Cut cut = CutFile(StrCat("<list><people><person>A</person>\n", broken, "\n<person>C</person></people>",
                                   "<groups><group>G</group></groups></list>"),
                            People());
    EXPECT_THAT(cut.units, ElementsAre("<person>A</person>", "<person>C</person>", "<group>G</group>")) << broken;
    ASSERT_EQ(cut.refused.size(), 1u) << broken;
    EXPECT_THAT(cut.refused[0], StartsWith(place)) << broken;
  }
}

TEST(XmlSplit, ARecordWithoutEndLeavesTheListAboveWhole) {
  const Cut cut = CutFile("<list><people><person>A</people><groups><group>G</group></groups></list>", People());
  EXPECT_THAT(cut.units, ElementsAre("<group>G</group>"));
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("expected `</person>`, the end of the record")));
}

TEST(XmlSplit, AFileThatEndsTooSoonKeepsWhatWasRead) {
  const Cut cut = CutFile("<list><people><person>A</person>", People());
  EXPECT_EQ(cut.units.size(), 1u);
  EXPECT_THAT(cut.refused, ElementsAre("line 1, column 33: found `the end of the file`, expected `</people>`"));
}

TEST(XmlSplit, OtherFilesAreRefusedInASentence) {
  const struct {
    std::string file;
    const char* why;
  } kCases[] = {
      {"", "an XML document, and found none"},
      {"name,age\n", "an XML document"},
      {"<html/>", "`list` as the root element"},
      {"<!DOCTYPE list [<!ENTITY a 'b'>]><list/>", "no document type"},
      {"<?xml version='1.0' encoding='ISO-8859-1'?><list/>", "UTF-8 as the encoding"},
      {std::string("\xFF\xFE<\0l\0", 6), "XML in UTF-8"},
      {"<list/><list/>", "nothing behind the root element"},
      {"<list></list>x", "nothing behind the root element"},
      {"<list></people></list>", "`</list>`"},
      {"<list><x:people/></list>", "a prefix that is bound to a namespace"},
      {"<list a='1' a='2'/>", "an attribute once in a tag"},
  };
  for (const auto& [file, why] : kCases) {
    const Cut cut = CutFile(file, People());
    EXPECT_THAT(cut.units, IsEmpty()) << file;
    ASSERT_EQ(cut.refused.size(), 1u) << file;
    EXPECT_THAT(cut.refused[0], HasSubstr(why)) << file;
    EXPECT_THAT(cut.refused[0], HasSubstr("line 1, column ")) << file;
  }
}

// ---- Reading ----

TEST(XmlRead, LeavesAreTextsAttributesAndEmptyElements) {
  EXPECT_THAT(Leaves("<person id='7'><n>A</n><e/><f></f><g>\n</g><h u='1'>5</h><!-- c --><n>B</n></person>", People()),
              ElementsAre("@id=7", "n[0]=A", "e=", "f=", "g=", "h/@u=1", "h/text()=5", "n[1]=B"));
}

TEST(XmlRead, ATextIsKeptToTheByteAndLineEndsAreFolded) {
  EXPECT_THAT(Leaves("<p><a> x  y\n </a><b>1\r\n2\r3</b><c>a<!-- -->b<![CDATA[<&>]]>c</c></p>", People()),
              ElementsAre("a= x  y\n ", "b=1\n2\n3", "c=ab<&>c"));
}

TEST(XmlRead, ReferencesStandForLetters) {
  EXPECT_THAT(Leaves("<p a='&lt;&quot;&#10;\n'>&amp;&apos;&gt;&#x4a;&#233;&#x1F600;</p>", People()),
              ElementsAre("@a=<\"\n ", "text()=&'>J\xC3\xA9\xF0\x9F\x98\x80"));
  EXPECT_THAT(Leaves("<p><a>&#32;</a></p>", People()), ElementsAre("a= ")) << "a blank by its number is a text";
}

TEST(XmlRead, TextBesideChildrenIsALeafAndBlanksAreNone) {
  EXPECT_THAT(Leaves("<p>\n <a>1</a> x <b/>\n</p>", People()), ElementsAre("a=1", "text()= x ", "b="));
}

TEST(XmlRead, NamesAreTheMappingsWhateverTheFilesPrefixes) {
  const std::vector<std::string> known = {"c:date", "@c:ref"};
  for (const auto& [preamble, data] :
       {std::pair{"<r:s xmlns:r='urn:r:2' xmlns:c='urn:core'>", "<r:report><c:date c:ref='1'>D</c:date></r:report>"},
        std::pair{"<s xmlns='urn:r:1' xmlns:k='urn:core'>", "<report><k:date k:ref='1'>D</k:date></report>"},
        std::pair{"<s xmlns='urn:r:1'>",
                  "<report xmlns:k='urn:core'><date xmlns='urn:core' k:ref='1'>D</date></report>"}}) {
    EXPECT_THAT(Leaves(data, Reports(), preamble, known), ElementsAre("c:date/@c:ref=1", "c:date/text()=D")) << data;
  }
  EXPECT_THAT(
      Leaves("<r:report xmlns:r='urn:r:1'><x:y xmlns:x='urn:core'>1</x:y><c:date xmlns:c='urn:z'>2</c:date></r:report>",
             Reports(), "", known),
      ElementsAre("c:y=1", "c:date=2"));
}

TEST(XmlRead, TheNameOfAnotherNamespaceIsNoKnownOne) {
  NameIds names;
  names.emplace("c:date", 0);
  Unit unit;
  unit.data = "<r:report xmlns:r='urn:r:1' xmlns:c='urn:z'><c:date>2</c:date></r:report>";
  Tree tree;
  ASSERT_TRUE(ReadXml(unit, Reports(), names, &tree).ok());
  EXPECT_EQ(tree[1].name_id, kUnknownName);
}

TEST(XmlRead, WhatIsNotWellFormedIsRefusedWithItsPlace) {
  const struct {
    const char* data;
    const char* message;
  } kCases[] = {
      {"<p><a>1</b></p>", "line 10, column 10: found `</b>`, expected `</a>`"},
      {"<p>\n<a>&nbsp;</a></p>", "line 11, column 4: found `&nbsp;`, expected one of &lt;"},
      {"<p>&#0;</p>", "a character by its number"},
      {"<p>&#xD800;</p>", "a character by its number"},
      {"<p>a & b</p>", "a character by its number"},
      {"<p a='&x;'/>", "a character by its number"},
      {"<p a='<'/>", "`&lt;` in an attribute's value"},
      {"<p>]]></p>", "`]]&gt;` in a text"},
      {"<p a=1/>", "an attribute's value in quotes"},
      {"<p a/>", "`=` behind an attribute's name"},
      {"<p a='1'b='2'/>", "a blank, `>` or `/>` in the tag"},
      {"<p a='1' a='2'/>", "an attribute once in a tag"},
      {"<p xmlns:a='u' xmlns:b='u' a:x='1' b:x='2'/>", "an attribute once in a tag"},
      {"<p><x:a/></p>", "found `x:a`, expected a prefix that is bound to a namespace"},
      {"<p x:a='1'/>", "a prefix that is bound to a namespace"},
      {"<p xmlns:a=''/>", "a namespace that a prefix may stand for"},
      {"<p xmlns:xmlns='u'/>", "a namespace that a prefix may stand for"},
      {"<p><:a/></p>", "the name of an element"},
      {"<p><a:b:c/></p>", "the name of an element"},
      {"<p><1a/></p>", "the name of an element"},
      {"<p><\xC3\x97/></p>", "the name of an element"},
      {"<p>\x01</p>", "line 10, column 6: expected UTF-8, and no letter that XML does not allow"},
      {"<p>\xC3(</p>", "UTF-8"},
      {"<p>\xEF\xBF\xBE</p>", "UTF-8"},
      {"<p><!-- a -- b --></p>", "no `--` inside a comment"},
      {"<p><!ELEMENT a></p>", "a tag, a comment or CDATA"},
      {"<p><c:-d xmlns:c='urn:c'/></p>", "the name of an element"},
      {"<p><?xml version='1.0'?></p>", "the XML declaration at the beginning only"},
      {"<p>", "found `the end of the record`, expected `</p>`"},
      {"<p/><p/>", "one element in a record"},
      {"<p/>x", "nothing outside of the record's element"},
  };
  for (const auto& [data, message] : kCases) EXPECT_THAT(Refused(data), HasSubstr(message)) << data;
}

TEST(XmlRead, DepthIsBounded) {
  const auto nested = [](int depth) {
    std::string data;
    for (int i = 0; i < depth; ++i) data += "<a>";
    for (int i = 0; i < depth; ++i) data += "</a>";
    return data;
  };
  EXPECT_THAT(Leaves(nested(64), People()), ElementsAre(HasSubstr("a/a/a")));
  EXPECT_THAT(Refused(nested(65)), HasSubstr("at most 64 open elements"));
}

TEST(XmlRead, AnEntityThatWouldGrowIsRefusedBeforeAnythingIsRead) {
  std::string laughs = "<?xml version='1.0'?><!DOCTYPE list [<!ENTITY a 'ha'>";
  for (int i = 1; i < 10; ++i) StrAppend(&laughs, "<!ENTITY a", i, " '&a;&a;&a;&a;&a;&a;&a;&a;'>");
  const Cut cut = CutFile(laughs + "]><list><people><person>&a9;</person></people></list>", People());
  EXPECT_THAT(cut.units, IsEmpty());
  EXPECT_THAT(cut.refused, ElementsAre(HasSubstr("no document type: it could define entities")));
}

// What takes the square of its size would take minutes.
TEST(XmlHostile, AnythingRepeatedIsReadOrRefusedQuickly) {
  const std::string head = "<list><people>";
  for (const char* piece :
       {"<", "<person>", "<person", "</", "<!--", "<![CDATA[", "<?x ", "&", "&#", "]]>", "<a b='", "<person><!--",
        "<person><?", "<person><![CDATA[", "<person/>", " ", "\n", "<a>", "</person>"}) {
    for (const std::string& start : {std::string(), head + "<person>"}) {
      std::string file = start;
      while (file.size() < (1u << 17)) file += piece;
      const auto before = std::chrono::steady_clock::now();
      NameIds names;
      const XmlLayout layout = People();
      SplitXml(
          file, layout,
          [&](const Unit& unit) {
            Tree tree;
            (void)ReadXml(unit, layout, names, &tree);
          },
          [](const Refusal&) {});
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
      EXPECT_LT(took.count(), 8.0) << start << piece << "...";
    }
  }
}

// ---- Writing ----

Out Person(std::string_view text) {
  Out person;
  person.name = "person";
  person.Add("@id", Out::Kind::kText, "7 \"<\n");
  person.Add("n", Out::Kind::kText, text);
  person.Add("e", Out::Kind::kText);
  Out* inner = person.Add("h", Out::Kind::kObject);
  inner->Add("@u", Out::Kind::kText, "1");
  inner->Add(kXmlTextName, Out::Kind::kText, "5");
  inner->Add("b", Out::Kind::kText, "6");
  return person;
}

TEST(XmlWrite, WhatIsWrittenIsReadBackTheSame) {
  for (const std::string text :
       {"a & <b>\"x\"; y</b> ]]>", "  two\r\n lines\t", " ", "\n", "\xC3\xA9 \xF0\x9F\x98\x80"}) {
    Encoded out;
    ASSERT_TRUE(WriteXml(Person(text), People(), &out).ok());
    const std::string file = out.preamble + out.data + out.closing;
    const Cut cut = CutFile(file, People());
    ASSERT_THAT(cut.refused, IsEmpty()) << file;
    ASSERT_EQ(cut.units.size(), 1u) << file;
    EXPECT_THAT(Leaves(cut.units[0], People(), cut.preambles[0]),
                ElementsAre("@id=7 \"<\n", StrCat("n=", text), "e=", "h/@u=1", "h/text()=5", "h/b=6"))
        << file;
  }
}

TEST(XmlWrite, NamespacesStandOnTheRootAndTheFirstIsWritten) {
  Out report;
  report.name = "r:report";
  report.Add("c:b", Out::Kind::kText, "1");
  report.Add("c:a", Out::Kind::kText, "2");
  XmlLayout layout = Reports();
  layout.order["."] = {"c:a", "c:b"};
  Encoded out;
  ASSERT_TRUE(WriteXml(report, layout, &out).ok());
  EXPECT_EQ(out.preamble,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r:submission xmlns:r=\"urn:r:2\" xmlns:c=\"urn:core\">\n");
  EXPECT_EQ(out.data, "  <r:report>\n    <c:a>2</c:a>\n    <c:b>1</c:b>\n  </r:report>\n");
  EXPECT_EQ(out.closing, "</r:submission>\n");
}

TEST(XmlWrite, ALetterThatXmlCannotHoldIsNotWritten) {
  Encoded out;
  EXPECT_FALSE(WriteXml(Person("\x01"), People(), &out).ok());
}

}  // namespace
}  // namespace entente::adapters
