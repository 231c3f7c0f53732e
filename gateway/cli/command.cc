#include "gateway/cli/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <utility>

#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

// What the parser found wrong, in this program's own form; it would use many exit codes and two lines.
ExitCode Report(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {
    app.exit(error, std::cout, std::cerr);
    return kDone;
  }
  return Usage(std::string(error.what()) + "; --help tells what is expected");
}

// The first word that should be a command and is none; the parser would say only that one is missing.
std::string UnknownCommand(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    const std::vector<const CLI::App*> commands = at->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) return "";
    const auto named = [&](const CLI::App* command) { return command->get_name() == argv[i]; };
    const auto found = std::find_if(commands.begin(), commands.end(), named);
    if (found == commands.end()) return argv[i];
    at = *found;
  }
  return "";
}

}  // namespace

Option& Option::Required() {
  option_->required();
  return *this;
}

Option& Option::OneOf(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Option& Option::Environment(const char* variable) {
  option_->envname(variable);
  return *this;
}

Option& Option::Excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}

Option& Option::ShowDefault() {
  option_->capture_default_str();
  return *this;
}

Command Command::Add(const char* name, const char* what, const char* example, Action action) const {
  CLI::App* command = app_->add_subcommand(name, what);
  command->footer(std::string("Example:\n  ") + example);
  command->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
  return Command(command, chosen_);
}

Command Command::AddFamily(const char* name, const char* what, const char* example) const {
  CLI::App* family = app_->add_subcommand(name, what);
  family->footer(std::string("Example:\n  ") + example);
  family->require_subcommand(1);
  return Command(family, chosen_);
}

Option Command::Text(const char* name, std::string* value, const char* what) const {
  CLI::Option* option = app_->add_option(name, *value, what);
  if (heading_ != nullptr) option->group(heading_);
  return Option(option);
}

Option Command::Texts(const char* name, std::vector<std::string>* values, const char* what) const {
  CLI::Option* option = app_->add_option(name, *values, what);
  // A flag takes one value each time it is said, so that it never swallows the arguments behind it.
  if (name[0] == '-') option->allow_extra_args(false);
  if (heading_ != nullptr) option->group(heading_);
  return Option(option);
}

Option Command::Number(const char* name, int64_t* value, int64_t least, int64_t most, const char* what) const {
  CLI::Option* option = app_->add_option(name, *value, what)->check(CLI::Range(least, most));
  if (heading_ != nullptr) option->group(heading_);
  return Option(option);
}

Option Command::Flag(const char* name, bool* value, const char* what) const {
  CLI::Option* option = app_->add_flag(name, *value, what);
  if (heading_ != nullptr) option->group(heading_);
  return Option(option);
}

Command Command::Group(const char* heading) const {
  Command command = *this;
  command.heading_ = heading;
  return command;
}

int RunCommandLine(int argc, char** argv, const std::function<void(const Command&)>& declare) {
  CLI::App app("Exchange police records: convert, submit, receive, check, and prove what happened.", "entente");
  app.require_subcommand(1);
  app.set_version_flag("--version", "entente " ENTENTE_VERSION);
  app.footer(
      "Example:\n  entente convert --from ec-detenidos detenidos.csv > records.jsonl\n\n"
      "Exit codes: 0 done, 1 something was refused, 2 wrong usage.");
  Action chosen;
  declare(Command(&app, &chosen));
  if (const std::string unknown = UnknownCommand(app, argc, argv); !unknown.empty()) {
    return Usage("`" + unknown + "` is no command here; --help lists those there are");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Report(app, error);
  }
  return chosen();
}

}  // namespace entente::cli
