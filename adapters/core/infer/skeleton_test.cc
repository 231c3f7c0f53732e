// A folder to begin with: it loads, lists every place, and shows no value of a sample.
#include "adapters/core/infer/skeleton.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/core/infer/guess.h"
#include "adapters/core/infer/read_samples.h"
#include "adapters/core/load.h"

namespace entente::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Folder SkeletonOf(const std::string& sample) {
  const auto profile = ReadSamples({{"sample", sample}});
  EXPECT_TRUE(profile.ok()) << profile.status();
  if (!profile.ok()) return {};
  Folder folder = MakeSkeleton(*profile, {.name = "cl-prueba", .sample_names = {"sample"}});
  const auto format = LoadFiles("cl-prueba", folder);
  EXPECT_TRUE(format.ok()) << format.status() << "\n" << folder["mapping.yaml"];
  return folder;
}

constexpr char kRows[] =
    "\xEF\xBB\xBF"
    "Fecha procedimiento;Droga;Kilos;Nombre;Código raro\r\n"
    "24-11-2026;COCAINA;1,5;ANA MUESTRA;X1\r\n25-11-2026;COCAINA;12,25;PEDRO EJEMPLO;X2\r\n"
    "25-11-2026;MARIHUANA;3;ANA MUESTRA;X3\r\n26-11-2026;MARIHUANA;0,5;ANA MUESTRA;X4\r\n";

TEST(Skeleton, OfACsvGuessesDatesCommasAndCodes) {
  Folder folder = SkeletonOf(kRows);
  const std::string& mapping = folder["mapping.yaml"];
  EXPECT_THAT(mapping, HasSubstr("{reads: csv, separator: \";\"}"));
  EXPECT_THAT(mapping, HasSubstr("Fecha procedimiento: header.event_time | date DD-MM-YYYY"));
  EXPECT_THAT(mapping, HasSubstr("Kilos: lot.quantity | decimal comma | quantity KGM"));
  EXPECT_THAT(mapping, HasSubstr("Droga: lot.drug.substance | word droga"));
  EXPECT_THAT(mapping, HasSubstr("Código raro: TODO"));
  EXPECT_THAT(mapping, HasSubstr("{kind: seizure}   # TODO"));
  EXPECT_THAT(mapping, HasSubstr("header.originator.country: CL"));
  EXPECT_THAT(mapping, HasSubstr("4 filled, 0 empty, 4 different; text; shapes A9"));
  EXPECT_THAT(folder["codes/droga.csv"], HasSubstr("MARIHUANA,"));
  EXPECT_THAT(folder["README.md"], HasSubstr("byte order mark"));
}

TEST(Skeleton, ShowsNoValueOfAPerson) {
  for (const auto& [name, text] : SkeletonOf(kRows)) {
    EXPECT_THAT(text, Not(HasSubstr("MUESTRA"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("EJEMPLO"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("24-11"))) << name;
  }
}

TEST(Skeleton, ListsNobodyWhoComesAgain) {
  std::string rows = "Estado;Turno;Encargado;Sala\n";
  for (int i = 0; i < 4; ++i) {
    rows += "ABIERTO;Rosa de la Inventada;uno;Ángel Ficticio\nCERRADO;noche;dos;tarde\n";
  }
  const Folder folder = SkeletonOf(rows);
  EXPECT_TRUE(folder.contains("codes/estado.csv"));
  for (const auto& [name, text] : folder) {
    EXPECT_THAT(text, Not(HasSubstr("Inventada"))) << name;
    EXPECT_THAT(text, Not(HasSubstr("Ficticio"))) << name;
    EXPECT_NE(name, "codes/encargado.csv");
  }
}

TEST(Skeleton, ANameBesideAFamilyNameIsNotTheWhole) {
  const Folder both = SkeletonOf("Nombre;Apellido\nROSA;INVENTADA\nLUIS;FICTICIO\n");
  EXPECT_THAT(both.at("mapping.yaml"), HasSubstr("Nombre: who.names[use=CURRENT].parts[kind=GIVEN].text"));
  EXPECT_THAT(SkeletonOf("Nombre;Otro\nROSA;1\nLUIS;2\n").at("mapping.yaml"), HasSubstr("parts[kind=WHOLE]"));
}

TEST(Skeleton, AKeyWithoutANameIsSaid) {
  SkeletonOf(R"([{"":[{"a":"1"}],"c":[{"":"z"}],"d":1}])");
  const Folder folder = SkeletonOf(R"([{"":"x","a":"1","b":{"":"y"}}])");
  EXPECT_THAT(folder.at("mapping.yaml"), HasSubstr("# A key without a name"));
  EXPECT_THAT(folder.at("mapping.yaml"), HasSubstr("a: TODO"));
}

TEST(Skeleton, OfAPageOfJsonFindsTheListAndTheBlocks) {
  const Folder folder = SkeletonOf(
      R"({"total":2,"items":[{"uid":"a","alias":["x","y"],"charges":[{"text":"t","n":null}]},{"uid":"b","alias":[],"charges":[]}]})");
  const std::string& mapping = folder.at("mapping.yaml");
  EXPECT_THAT(mapping, HasSubstr("records: items or ."));
  EXPECT_THAT(mapping, HasSubstr("  charges[]:"));
  EXPECT_THAT(mapping, HasSubstr("    text: TODO"));
  EXPECT_THAT(mapping, HasSubstr("  alias[]: "));
  EXPECT_THAT(SkeletonOf("{\"a\":1}\n{\"a\":2,\"b\":{\"c\":\"x\"}}\n").at("mapping.yaml"), HasSubstr("  b/c: TODO"));
}

TEST(Skeleton, OfXmlFindsTheRecordsWhatRepeatsInThemAndTheNamespaces) {
  const std::string mapping = SkeletonOf(
                                  "<!-- first --><?xml version='1.0'?><l:list xmlns:l='urn:l:1' "
                                  "xmlns='urn:core'><l:made>2031</l:made><l:people>"
                                  "<l:person l:id='1'><name "
                                  "kind='x'>EJEMPLO</name><alias><n>a</n></alias><alias><n>b</n><m/></alias></l:person>"
                                  "<l:person l:id='2'><name kind='y'>MUESTRA</name></l:person></l:people>"
                                  "<l:groups><l:group><name kind='z'>GRUPO</name></l:group><l:group><name "
                                  "kind='z'>OTRO</name></l:group></l:groups></l:list>")
                                  .at("mapping.yaml");
  EXPECT_THAT(mapping, HasSubstr("record: \"l:list/l:groups/l:group or l:list/l:people/l:person\""));
  EXPECT_THAT(mapping, HasSubstr("namespaces: {l: \"urn:l:1\", d: \"urn:core\"}"));
  EXPECT_THAT(mapping, HasSubstr("  \"@l:id\": "));
  EXPECT_THAT(mapping, HasSubstr("  \"d:name\": "));  // its text
  EXPECT_THAT(mapping, HasSubstr("  \"d:name/@kind\": "));
  EXPECT_THAT(mapping, HasSubstr("  \"d:alias[]\":   # TODO"));
  EXPECT_THAT(mapping, HasSubstr("    \"d:n\": "));
  EXPECT_THAT(mapping, Not(HasSubstr("EJEMPLO")));
  // A single report is a record, whatever repeats in it.
  EXPECT_THAT(SkeletonOf("<r><id>1</id><who>a</who><text>t</text></r>").at("mapping.yaml"), HasSubstr("record: r"));
}

TEST(Skeleton, WhatNoSampleTellsIsSaid) {
  for (const auto& [sample, says] :
       std::vector<std::pair<std::string, std::string>>{{"", "is empty"},
                                                        {"0150A  B 12\n0150B  C 13\n", "fixed width"},
                                                        {"<a/>", "hold no value"},
                                                        {"<a><b></a>", "`</b>`"},
                                                        {"a,b\n\xff,1\n", "not UTF-8"},
                                                        {"a,a\n1,2\n", "once"}}) {
    const auto profile = ReadSamples({{"sample", sample}});
    EXPECT_THAT(std::string(profile.status().message()), HasSubstr(says)) << sample;
  }
}

TEST(Skeleton, DatesOfTwoReadingsAreForAPerson) {
  const Folder folder = SkeletonOf("fecha;x\n01/02/2026;a\n03/04/2026;b\n");
  EXPECT_THAT(folder.at("mapping.yaml"), HasSubstr("or MM/DD/YYYY: no value tells the day from the month"));
  EXPECT_THAT(folder.at("mapping.yaml"), HasSubstr("fecha: TODO header.event_time | date DD/MM/YYYY"));
}

TEST(Guess, NamesInFourLanguagesMeanTheSame) {
  for (const char* name : {"Fecha de nacimiento", "date_of_birth", "DataNascimento", "date de naissance"}) {
    const auto guess = GuessByName(name);
    ASSERT_TRUE(guess.has_value()) << name;
    EXPECT_EQ(guess->field, "who.birth_dates[0]") << name;
    EXPECT_TRUE(guess->sure && guess->is_private) << name;
  }
  EXPECT_FALSE(GuessByName("zzz").has_value());
}

}  // namespace
}  // namespace entente::adapters
