#include "gateway/cli/connect.h"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

absl::Status At(const std::string& file, const YAML::Mark& mark, std::string_view words) {
  return absl::InvalidArgumentError(
      absl::StrCat("profile `", file, "` line ", mark.line + 1, ": ", std::string(words)));
}

std::string Relative(const std::string& file, const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  return (folder / path).string();  // an absolute path stays as it is
}

void Default(std::string* flag, const std::string& value) {
  if (flag->empty()) *flag = value;
}

absl::Status TakeGateways(const std::string& file, const YAML::Node& value, ConnectionFlags* flags) {
  if (!flags->gateways.empty()) return absl::OkStatus();
  if (value.IsScalar()) {
    flags->gateways.push_back(value.Scalar());
    return absl::OkStatus();
  }
  if (!value.IsSequence()) return At(file, value.Mark(), "expected `gateway` to be an address or a list of them");
  for (const YAML::Node& address : value) {
    if (!address.IsScalar()) return At(file, address.Mark(), "expected an address, as host:7443");
    flags->gateways.push_back(address.Scalar());
  }
  return absl::OkStatus();
}

absl::Status TakeEntry(const std::string& file, const YAML::Node& key, const YAML::Node& value,
                       ConnectionFlags* flags) {
  const std::map<std::string, std::string*> files = {{"ca", &flags->ca}, {"cert", &flags->cert}, {"key", &flags->key}};
  const std::map<std::string, std::string*> words = {{"purpose", &flags->purpose},
                                                     {"officer", &flags->officer},
                                                     {"case", &flags->case_number},
                                                     {"operation", &flags->operation}};
  if (key.Scalar() == "gateway") return TakeGateways(file, value, flags);
  const bool is_file = files.contains(key.Scalar());
  if (!is_file && !words.contains(key.Scalar())) {
    return At(file, key.Mark(),
              absl::StrCat("`", key.Scalar(),
                           "` is not known, expected gateway, ca, cert, key, purpose, "
                           "officer, case or operation"));
  }
  if (!value.IsScalar()) return At(file, value.Mark(), absl::StrCat("expected `", key.Scalar(), "` to be one value"));
  if (is_file) {
    Default(files.at(key.Scalar()), Relative(file, value.Scalar()));
  } else {
    Default(words.at(key.Scalar()), value.Scalar());
  }
  return absl::OkStatus();
}

absl::Status TakeProfile(const std::string& file, ConnectionFlags* flags) {
  absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  try {
    const YAML::Node profile = YAML::Load(*text);
    if (!profile.IsMap()) return At(file, profile.Mark(), "expected `name: value` lines");
    for (const auto& entry : profile) {
      if (!entry.first.IsScalar()) return At(file, entry.first.Mark(), "expected a name");
      if (absl::Status status = TakeEntry(file, entry.first, entry.second, flags); !status.ok()) return status;
    }
  } catch (const YAML::Exception& error) {
    return At(file, error.mark, error.msg);
  }
  return absl::OkStatus();
}

}  // namespace

void AddConnectionFlags(const Command& command, ConnectionFlags* flags, bool purpose) {
  const Command group = command.Group("Connection (or a profile file of the same names)");
  group.Text("--profile", &flags->profile, "YAML file with these settings").Environment("ENTENTE_PROFILE");
  group.Texts("--gateway", &flags->gateways, "host:port; said again: the next one, should this one be lost");
  group.Text("--ca", &flags->ca, "The trust domain's authority, PEM");
  group.Text("--cert", &flags->cert, "This system's certificate, PEM");
  group.Text("--key", &flags->key, "Its private key, PEM");
  if (purpose) group.Text("--purpose", &flags->purpose, "What for, one of the network's purposes");
  group.Text("--officer", &flags->officer, "Who asks; audited as a commitment");
  group.Text("--case", &flags->case_number, "The case it is for; audited as a commitment");
  group.Text("--in-operation", &flags->operation, "The joint operation the request belongs to");
}

absl::StatusOr<ClientOptions> OptionsOf(const ConnectionFlags& given) {
  ConnectionFlags flags = given;
  if (!flags.profile.empty()) {
    if (absl::Status status = TakeProfile(flags.profile, &flags); !status.ok()) return status;
  }
  if (flags.gateways.empty()) {
    return absl::InvalidArgumentError(
        "no gateway was named, expected --gateway host:port or a profile (ENTENTE_PROFILE)");
  }
  if (flags.purpose.empty()) return absl::InvalidArgumentError("no purpose was stated, expected --purpose");
  return ClientOptions{
      .targets = flags.gateways,
      .tls = {.root_file = flags.ca, .cert_file = flags.cert, .key_file = flags.key},
      .purpose = flags.purpose,
      .officer = flags.officer,
      .case_number = flags.case_number,
      .operation = flags.operation,
  };
}

ExitCode WithClient(const ConnectionFlags& flags, const std::function<ExitCode(Client&)>& use) {
  absl::StatusOr<ClientOptions> options = OptionsOf(flags);
  if (!options.ok()) return Usage(std::string(options.status().message()));
  absl::StatusOr<Client> client = Client::Connect(*std::move(options));
  if (!client.ok()) return Usage(std::string(client.status().message()));
  return use(*client);
}

ExitCode WithAdministration(const ConnectionFlags& flags, const std::function<ExitCode(Administration&)>& use) {
  absl::StatusOr<ClientOptions> options = OptionsOf(flags);
  if (!options.ok()) return Usage(std::string(options.status().message()));
  absl::StatusOr<Administration> office = Administration::Connect(*std::move(options));
  if (!office.ok()) return Usage(std::string(office.status().message()));
  return use(*office);
}

}  // namespace entente::cli
