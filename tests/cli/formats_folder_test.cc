// Formats of a folder given at run time: a country's format needs no build.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

constexpr char kMapping[] = R"(format: Invented seizures
lists: CL
frame: {reads: csv, separator: ";"}
for: {kind: seizure}
set: {header.originator.country: CL}
map:
  COMUNA: header.event_place.locality
  KILOS: items[status=seized].quantity | decimal comma | quantity KGM
)";
constexpr char kRow[] = "COMUNA;KILOS\nMUESTRA;12,50\n";

// A folder of formats with one in it.
std::string FolderOf(const std::string& name, const std::string& mapping) {
  const std::string folder = FreshFolder() + "/formats";
  std::filesystem::create_directories(folder + "/" + name);
  WriteAll(folder + "/" + name + "/mapping.yaml", mapping);
  return folder;
}

TEST(FormatsFolder, AFormatIsReadAndWrittenWithoutABuild) {
  const std::string folder = FolderOf("cl-muestra", kMapping);
  const Ran ran = Entente({"convert", "--formats", folder, "--from", "cl-muestra"}, kRow);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("\"amount\":\"12.50\""), std::string::npos) << ran.out;
  const Ran home = Entente({"convert", "--formats", folder, "--from", "cl-muestra", "--to", "cl-muestra"}, kRow);
  EXPECT_EQ(home.out, kRow) << home.err;
}

TEST(FormatsFolder, MayBeNamedByTheEnvironmentAndMayBeOneFormatItself) {
  const std::string folder = FolderOf("cl-muestra", kMapping);
  for (const std::string& named : {folder, folder + "/cl-muestra", folder + "/cl-muestra/"}) {
    ::setenv("ENTENTE_FORMATS", named.c_str(), 1);
    const Ran ran = Entente({"formats"});
    ::unsetenv("ENTENTE_FORMATS");
    EXPECT_NE(ran.out.find("\ncl-muestra "), std::string::npos) << ran.out << ran.err;
    EXPECT_NE(ran.out.find("\nec-detenidos "), std::string::npos) << ran.out;
  }
}

TEST(FormatsFolder, ANameThatIsCompiledInIsRefused) {
  const Ran ran = Entente({"formats", "--formats", FolderOf("unodc-ids", kMapping)});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("a format named `unodc-ids` is compiled in: give the folder another name"), std::string::npos)
      << ran.err;
}

TEST(FormatsFolder, AFaultHasItsFileLineAndColumn) {
  const std::string folder = FolderOf("cl-muestra", std::string(kMapping) + "  AMBOS: no.such.field\n");
  const Ran ran = Entente({"convert", "--formats", folder, "--from", "cl-muestra"}, kRow);
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("cl-muestra/mapping.yaml:9:10: "), std::string::npos) << ran.err;
}

TEST(FormatsFolder, AFolderWithoutFormatsIsRefused) {
  for (const std::string& folder : {FreshFolder(), FreshFolder() + "/nowhere"}) {
    EXPECT_EQ(Entente({"formats", "--formats", folder}).code, 1) << folder;
  }
}

}  // namespace
}  // namespace entente::cli_test
