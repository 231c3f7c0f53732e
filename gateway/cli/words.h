// Words go to standard error, one line each, behind the program's name; results go to standard output.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "gateway/cli/command.h"

namespace entente::cli {

void Say(std::string_view words);

// Says what went wrong, with a gateway's second word, place and expectation where it gave them; kRefused.
ExitCode Refuse(const absl::Status& status);
ExitCode Usage(std::string_view words);  // kUsage

}  // namespace entente::cli
