// `entente receipt show` and `entente convert --diff`.
#include <gtest/gtest.h>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

std::string Arrests() { return SourceFile("examples/quickstart/data/detenidos.csv"); }
std::string Seizures() { return SourceFile("examples/quickstart/data/incautaciones.csv"); }

void ExpectIn(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "no `" << part << "` in\n" << text;
}

TEST(ReceiptShow, SetsPlaceFateAndFieldSideBySide) {
  const Ran ran = Entente({"receipt", "show", "--from", "ec-detenidos", "--record", "2", Arrests()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out.rfind("ec-detenidos/2024, line 3, id sha256:", 0), 0U) << ran.out;
  for (const char* part :
       {"NATIONAL PLACE", "nacionalidad", "coded", "MADE BY THE MAPPING", "header.originator.country"}) {
    ExpectIn(ran.out, part);
  }
}

TEST(ReceiptShow, FindsARecordByItsId) {
  const std::string notices = SourceFile("examples/quickstart/data/notices.json");
  const Ran first = Entente({"receipt", "show", "--from", "interpol-notice", notices});
  const size_t at = first.out.find(", id ") + 5;
  const std::string id = first.out.substr(at, first.out.find('\n') - at);
  const Ran same = Entente({"receipt", "show", "--from", "interpol-notice", "--id", id, notices});
  EXPECT_EQ(same.out, first.out) << same.err;
  const Ran none = Entente({"receipt", "show", "--from", "interpol-notice", "--id", "nosuch", notices});
  EXPECT_EQ(none.code, 1);
  ExpectIn(none.err, "none with the id `nosuch`");
  EXPECT_EQ(Entente({"receipt", "show", "--from", "interpol-notice", "--record", "999", notices}).code, 1);
}

TEST(ReceiptShow, TellsWhatAnotherFormatSays) {
  const std::string page = FreshFolder() + "/receipt.html";
  const Ran ran = Entente({"receipt", "show", "--from", "ec-detenidos", "--to", "ec-detenidos", "--edition", "2016",
                           "--html", page, Arrests()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  for (const char* part : {"Written as ec-detenidos/2016", "not said", "no place in this format"}) {
    ExpectIn(ran.out, part);
    ExpectIn(ReadAll(page), part);
  }
  const Ran never = Entente({"receipt", "show", "--from", "ec-detenidos", "--to", "unodc-ids", Arrests()});
  EXPECT_EQ(never.code, 0) << never.err;
  ExpectIn(never.out, "It cannot be written as unodc-ids");
}

TEST(ReceiptShow, ARefusedRecordIsToldWithItsPlace) {
  const Ran ran = Entente({"receipt", "show", "--from", "unodc-ids", "-"}, "COUNTRY;DRUG_NAME\nonly one\n");
  EXPECT_EQ(ran.code, 1);
  ExpectIn(ran.err, "record 1 is refused: line 2");
}

TEST(ConvertDiff, OfTwoMappingsNamesFieldsWithoutAPlace) {
  const Ran ran = Entente({"convert", "--diff", "ec-detenidos", "unodc-ids"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ExpectIn(ran.out, "ec-detenidos holds arrest; unodc-ids holds seizure: none of its records can be written.");
  ExpectIn(ran.out, "subjects[].sex");
}

TEST(ConvertDiff, OfAFileCountsWhatStaysBehind) {
  const Ran ran = Entente({"convert", "--diff", "unodc-ids", "common", Seizures()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ExpectIn(ran.out, "would be written whole as common, 0 with something left behind, 0 not at all");
  const Ran never = Entente({"convert", "--diff", "unodc-ids", "ec-detenidos", Seizures()});
  EXPECT_EQ(never.code, 0) << never.err;
  ExpectIn(never.out, "not written: `ec-detenidos` holds arrest, not `seizure`");
  EXPECT_EQ(Entente({"convert", "--diff", "unodc-ids"}).code, 2);
  EXPECT_EQ(Entente({"convert", "--diff", "unodc-ids", "atlantis"}).code, 2);
  EXPECT_EQ(Entente({"convert", Seizures()}).code, 2);
}

}  // namespace
}  // namespace entente::cli_test
