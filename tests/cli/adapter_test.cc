// `entente adapter new` and `entente adapter check`. The way from one to the other is the tutorial's (tests/tutorial).
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

namespace fs = std::filesystem;

std::string Example() { return SourceFile("examples/cl-incautaciones"); }

TEST(AdapterNew, MakesAFolderThatLoadsAndTellsWhatIsLeft) {
  const std::string folder = FreshFolder();
  const Ran made = Entente(
      {"adapter", "new", "--sample", Example() + "/samples/incautaciones.csv", "--name", "cl-prueba", "--out", folder});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find("cl-prueba/mapping.yaml\n"), std::string::npos) << made.out;
  EXPECT_NE(made.err.find("read 8 records with 15 places"), std::string::npos) << made.err;
  const Ran formats = Entente({"formats", "--formats", folder});
  EXPECT_NE(formats.out.find("\ncl-prueba "), std::string::npos) << formats.err;
  const Ran again = Entente(
      {"adapter", "new", "--sample", Example() + "/samples/incautaciones.csv", "--name", "cl-prueba", "--out", folder});
  EXPECT_EQ(again.code, 2);
  EXPECT_NE(again.err.find("nothing was written"), std::string::npos) << again.err;
}

TEST(AdapterNew, RefusesNamesAndSamplesItCannotUse) {
  const std::string folder = FreshFolder();
  const std::string sample = Example() + "/samples/incautaciones.csv";
  for (const char* name : {"../x", "X", "common", "unodc-ids", "1a"}) {
    const Ran ran = Entente({"adapter", "new", "--sample", sample, "--name", name, "--out", folder});
    EXPECT_EQ(ran.code, 2) << name;
  }
  EXPECT_EQ(Entente({"adapter", "new", "--sample", folder + "/nowhere", "--name", "a", "--out", folder}).code, 2);
  WriteAll(folder + "/lines.txt", "0150A  B 12\n0150B  C 13\n");
  const Ran lines = Entente({"adapter", "new", "--sample", folder + "/lines.txt", "--name", "a", "--out", folder});
  EXPECT_EQ(lines.code, 1);
  EXPECT_NE(lines.err.find("fixed width"), std::string::npos) << lines.err;
  EXPECT_FALSE(fs::exists(folder + "/a"));
}

TEST(AdapterCheck, PassesTheExampleAndWritesOnePage) {
  const std::string page = FreshFolder() + "/report.html";
  const Ran ran = Entente({"adapter", "check", "--changes", "40", "--html", page, Example()});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.out.rfind("PASSES  cl-incautaciones", 0), 0U) << ran.out;
  EXPECT_NE(ran.out.find("mapping.yaml:20"), std::string::npos) << ran.out;
  const std::string html = ReadAll(page);
  EXPECT_EQ(html.rfind("<!doctype html>", 0), 0U);
  EXPECT_NE(html.find("<code>mapping.yaml:20</code>"), std::string::npos);
  // A page that stands alone: nothing is fetched and nothing runs.
  for (const char* never : {"<script", "http://", "https://", "<link", "@import", "url("}) {
    EXPECT_EQ(html.find(never), std::string::npos) << never;
  }
}

TEST(AdapterCheck, WhatIsWrongIsToldWithItsPlaceAndWhatToDo) {
  const std::string folder = FreshFolder() + "/cl-incautaciones";
  fs::copy(Example(), folder, fs::copy_options::recursive);
  std::string mapping = ReadAll(folder + "/mapping.yaml");
  mapping.replace(mapping.find("date DD-MM-YYYY, MM-YYYY"), 24, "date DD-MM-YYYY else text");
  WriteAll(folder + "/mapping.yaml", mapping);
  const Ran ran = Entente({"adapter", "check", "--changes", "1", folder});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out.rfind("DOES NOT PASS YET", 0), 0U) << ran.out;
  EXPECT_NE(ran.out.find("1. mapping.yaml:13: `FECHA PROCEDIMIENTO`: 1 of 8 stay words"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("-> add their form"), std::string::npos) << ran.out;
  EXPECT_EQ(Entente({"adapter", "check", folder + "/nowhere"}).code, 2);
}

}  // namespace
}  // namespace entente::cli_test
