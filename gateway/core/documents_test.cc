#include "gateway/core/documents.h"

#include <gtest/gtest.h>

#include "gateway/store/sealer.h"
#include "gateway/testing/records.h"

namespace entente::core {
namespace {

TEST(Documents, BlanksDotsDashesAndCaseDoNotMatter) {
  for (const char* written : {"AB123456", "ab 123.456", " AB-123-456\t", "AB\u2011123\u00a0456"}) {
    EXPECT_EQ(NormaliseNumber(written), "AB123456") << written;
  }
  EXPECT_NE(NormaliseNumber("AB123456"), NormaliseNumber("AB123465"));
  EXPECT_EQ(NormaliseNumber(" .- "), "");
  EXPECT_EQ(NormaliseNumber("Ñ1"), "Ñ1");
}

TEST(Documents, AreFoundWhereverTheyStand) {
  v1::Record record = testing::Arrest("EC-1");
  record.add_items()->mutable_document()->set_number("I-1");
  record.mutable_victims(0)->add_items()->mutable_document()->set_number("VI-1");
  record.add_items()->mutable_document()->set_note("without a number");
  std::vector<std::string> paths;
  for (const DocumentAt& at : DocumentsOf(record)) paths.push_back(at.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"subjects[0].documents[0].number", "victims[0].person.documents[0].number",
                                             "victims[0].items[0].document.number", "items[0].document.number"}));
}

TEST(Documents, KeysAreKeyedAndOncePerNumber) {
  const auto one = store::MakeSealer(std::string(32, 'a'));
  const auto other = store::MakeSealer(std::string(32, 'b'));
  EXPECT_EQ(DocumentKey(*one, "ab-1"), DocumentKey(*one, "AB 1"));
  EXPECT_NE(DocumentKey(*one, "AB1"), DocumentKey(*other, "AB1"));
  v1::Record record = testing::Arrest("EC-1");
  *record.mutable_subjects(0)->add_documents() = record.subjects(0).documents(0);
  EXPECT_EQ(DocumentKeys(*one, record).size(), 2u);  // the subject's, once, and the victim's
}

}  // namespace
}  // namespace entente::core
