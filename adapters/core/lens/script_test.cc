// Names in every script met, all of them invented.
#include "adapters/core/lens/script.h"

#include <gtest/gtest.h>

#include "adapters/core/lens/store.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

TEST(Script, IsToldFromTheLetters) {
  EXPECT_EQ(ScriptOf("ANA MUESTRA"), "Latn");
  EXPECT_EQ(ScriptOf("José Ünal Þór"), "Latn");
  EXPECT_EQ(ScriptOf("Иван Примеров"), "Cyrl");
  EXPECT_EQ(ScriptOf("أحمد مثال"), "Arab");
  EXPECT_EQ(ScriptOf("王小明"), "Hani");
  EXPECT_EQ(ScriptOf("やまだ 太郎"), "Jpan");
  EXPECT_EQ(ScriptOf("Γεώργιος"), "Grek");
  EXPECT_EQ(ScriptOf("1234 -"), "");
  EXPECT_EQ(ScriptOf("\xff\xfe"), "");
  EXPECT_EQ(ScriptOf(""), "");
}

TEST(Script, CyrillicIsWrittenAsPassportsWriteIt) {
  EXPECT_EQ(ToLatin("Иван Примеров"), "IVAN PRIMEROV");
  EXPECT_EQ(ToLatin("ЩУКИН Юрий-Ян"), "SHCHUKIN IURII-IAN");
}

TEST(Script, OtherScriptsByTheirSounds) {
  EXPECT_EQ(ToLatin("أحمد مثال"), "AHMD MTHAL");
  EXPECT_EQ(ToLatin("王小明"), "WANG XIAO MING");
  EXPECT_EQ(ToLatin("Γεώργιος Παπαδόπουλος"), "GEORGIOS PAPADOPOULOS");
  EXPECT_EQ(ToLatin("ანა მაგალითი"), "ANA MAGALITI");
}

TEST(Script, ATextLongerThanAnyNameIsLeftAlone) { EXPECT_EQ(ToLatin(std::string(1 << 20, 'x')), ""); }

TEST(Script, ANameKeepsItsPartsAndGetsBothBesideThem) {
  v1::Record record;
  v1::Person& person = *record.add_subjects();
  v1::Name& cyrillic = *person.add_names();
  cyrillic.add_parts()->set_text("Иван");
  cyrillic.add_parts()->set_text("Примеров");
  person.add_names()->add_parts()->set_text("IVAN PRIMEROV");
  Derive(&record);
  EXPECT_EQ(cyrillic.parts(0).text(), "Иван");
  EXPECT_EQ(cyrillic.parts(0).kind(), v1::NamePart::KIND_UNSPECIFIED);
  EXPECT_EQ(cyrillic.script(), "Cyrl");
  EXPECT_EQ(cyrillic.latin(), "IVAN PRIMEROV");
  EXPECT_EQ(person.names(1).script(), "Latn");
  EXPECT_EQ(person.names(1).latin(), "");
}

}  // namespace
}  // namespace entente::adapters
