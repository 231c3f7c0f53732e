// The flags of every command that talks to a gateway, and the profile file that spares typing them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/administration.h"
#include "entente/client.h"
#include "gateway/cli/command.h"

namespace entente::cli {

struct ConnectionFlags {
  std::string profile;
  std::vector<std::string> gateways;
  std::string ca, cert, key, purpose, officer, case_number, operation;
};

// Without `--purpose` where the command has one of its own.
void AddConnectionFlags(const Command& command, ConnectionFlags* flags, bool purpose = true);

// The profile's values where a flag says nothing. A profile is a YAML mapping of the flags' names (gateway may be a
// list); its paths are relative to its own folder. InvalidArgument names the file, the line and what was expected.
absl::StatusOr<ClientOptions> OptionsOf(const ConnectionFlags& flags);

// Runs `use` with a client; kUsage with words where the flags, the profile or the certificates do not make one.
ExitCode WithClient(const ConnectionFlags& flags, const std::function<ExitCode(Client&)>& use);
ExitCode WithAdministration(const ConnectionFlags& flags, const std::function<ExitCode(Administration&)>& use);

}  // namespace entente::cli
