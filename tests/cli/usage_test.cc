// What every command has in common: --help with an example, and the exit codes scripts rely on.
#include <gtest/gtest.h>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

using Arguments = std::vector<std::string>;

class EveryCommand : public testing::TestWithParam<Arguments> {};

TEST_P(EveryCommand, HasHelpWithAnExample) {
  Arguments arguments = GetParam();
  arguments.push_back("--help");
  const Ran ran = Entente(arguments);
  EXPECT_EQ(ran.code, 0);
  EXPECT_NE(ran.out.find("Example:\n  entente"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.err, "");
}

TEST_P(EveryCommand, RefusesAFlagItDoesNotKnow) {
  Arguments arguments = GetParam();
  arguments.push_back("--no-such-flag");
  const Ran ran = Entente(arguments);
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err.rfind("entente: ", 0), 0U) << ran.err;
}

INSTANTIATE_TEST_SUITE_P(
    All, EveryCommand,
    testing::Values(Arguments{}, Arguments{"formats"}, Arguments{"convert"}, Arguments{"adapter"},
                                         Arguments{"adapter", "new"}, Arguments{"adapter", "check"},
                                         Arguments{"receipt"}, Arguments{"receipt", "show"}, Arguments{"submit"}, Arguments{"watch"},
                    Arguments{"fetch"}, Arguments{"check"}, Arguments{"withdraw"}, Arguments{"ack"},
                    Arguments{"quarantine"}, Arguments{"quarantine", "list"}, Arguments{"quarantine", "show"},
                    Arguments{"quarantine", "mend"}, Arguments{"policy"}, Arguments{"policy", "check"},
                    Arguments{"policy", "test"}, Arguments{"policy", "explain"}, Arguments{"reload"}, Arguments{"policy", "prove"}, Arguments{"policy", "diff"}, Arguments{"policy", "who-can"}, Arguments{"policy", "what-can"}, Arguments{"policy", "schema"}, Arguments{"policy", "list"}, Arguments{"policy", "show"}, Arguments{"policy", "draft"}, Arguments{"policy", "propose"}, Arguments{"policy", "rollback"}, Arguments{"policy", "approve"}, Arguments{"policy", "statement"}, Arguments{"policy", "activate"}, Arguments{"policy", "replay"}, Arguments{"policy", "shadow"}, Arguments{"policy", "recalls"}, Arguments{"request"}, Arguments{"request", "ask"}, Arguments{"request", "list"}, Arguments{"request", "show"}, Arguments{"request", "answer"}, Arguments{"participant"}, Arguments{"participant", "list"}, Arguments{"participant", "move"}, Arguments{"participant", "stop"}, Arguments{"participant", "let-go"},
                    Arguments{"audit"}, Arguments{"audit", "verify"}, Arguments{"audit", "who-saw"}, Arguments{"pki"},
                    Arguments{"pki", "init"}, Arguments{"pki", "gateway"}, Arguments{"pki", "participant"},
                    Arguments{"pki", "officer"}));

TEST(Usage, NothingSaidIsWrongUsage) { EXPECT_EQ(Entente({}).code, 2); }

TEST(Usage, ACommandThatIsNotThereIsWrongUsage) {
  for (const Arguments& arguments : {Arguments{"destroy"}, Arguments{"quarantine", "destroy"}}) {
    const Ran ran = Entente(arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_NE(ran.err.find("`destroy` is no command here"), std::string::npos) << ran.err;
  }
}

TEST(Usage, ReceiptsDoNotGoWhereTheRecordsGo) {
  for (const char* command : {"convert", "submit"}) {
    const Ran ran = Entente({command, "--from", "unodc-ids", "--receipts", "-"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "") << command;
  }
}

TEST(Usage, TellsItsVersion) {
  const Ran ran = Entente({"--version"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out.rfind("entente 0.", 0), 0U) << ran.out;
}

TEST(Usage, AResultNobodyTakesIsNoSuccess) {
  // Standard output on a full device: the failed write must show in the exit code.
  const std::string command = std::string(ENTENTE_PROGRAM) + " formats > /dev/full 2> /dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
}

}  // namespace
}  // namespace entente::cli_test
