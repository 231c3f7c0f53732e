// What the commands of `entente` share: how they are declared, and how they end.
//
// A command is one source file with one Add function, which declares its flags and what runs when the user named it.
// CLI11 stands behind this header, in command.cc alone: it costs every file that sees it half a minute of compiling.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace entente::cli {

// Scripts rely on these.
enum ExitCode {
  kDone = 0,
  kRefused = 1,  // something was refused, or could not be done
  kUsage = 2,    // the command line makes no sense
};

using Action = std::function<ExitCode()>;

// One flag ("--purpose") or argument ("file"), to be told more about.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option& Required();
  Option& OneOf(const std::vector<std::string>& values);
  Option& Environment(const char* variable);  // gives the value where the command line does not
  Option& Excludes(const Option& other);
  Option& ShowDefault();

 private:
  CLI::Option* option_;
};

// A command being declared. Values stay where they are given: their owner must live until the action has run.
class Command {
 public:
  Command(CLI::App* app, Action* chosen) : app_(app), chosen_(chosen) {}

  Command Add(const char* name, const char* what, const char* example, Action action) const;
  Command AddFamily(const char* name, const char* what, const char* example) const;  // of commands

  Option Text(const char* name, std::string* value, const char* what) const;
  Option Texts(const char* name, std::vector<std::string>* values, const char* what) const;
  Option Number(const char* name, int64_t* value, int64_t least, int64_t most, const char* what) const;
  Option Flag(const char* name, bool* value, const char* what) const;

  // The same command, whose further flags stand together under a heading in --help.
  Command Group(const char* heading) const;

 private:
  CLI::App* app_;
  Action* chosen_;
  const char* heading_ = nullptr;
};

// Parses, runs the command that was named, and returns its exit code.
int RunCommandLine(int argc, char** argv, const std::function<void(const Command&)>& declare);

void AddFormats(const Command& app);
void AddAdapter(const Command& app);  // new, check
void AddConvert(const Command& app);
void AddReceipt(const Command& app);  // show
void AddSubmit(const Command& app);
void AddWatch(const Command& app);
void AddFetch(const Command& app);
void AddWithdraw(const Command& app);
void AddQuarantine(const Command& app);  // list, show, mend
void AddCheck(const Command& app);
void AddAck(const Command& app);
void AddPolicy(const Command& app);  // check, test, explain, reload
void AddParticipant(const Command& app);  // list, move, stop, let-go
void AddRequest(const Command& app);      // ask, list, show, answer
void AddAudit(const Command& app);   // verify, who-saw
void AddPki(const Command& app);     // init, gateway, participant, officer

}  // namespace entente::cli
