// `entente fetch`: one record, by the gateway's id or by its owner's.
#include <iostream>
#include <memory>

#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string record_id, originator, national_id, format;
  bool original = false, rendered = false;
};

absl::StatusOr<v1::FetchReply> Ask(Client& client, const Flags& flags) {
  if (!flags.record_id.empty()) return client.Fetch(flags.record_id, {.format = flags.format});
  v1::Originator originator;
  const size_t slash = flags.originator.find('/');
  originator.set_country(flags.originator.substr(0, slash));
  if (slash != std::string::npos) originator.set_system(flags.originator.substr(slash + 1));
  return client.Fetch(originator, flags.national_id, {.format = flags.format});
}

ExitCode Print(const v1::FetchReply& reply, const Flags& flags) {
  if (flags.original) {
    if (!reply.has_original()) return Refuse(absl::NotFoundError("only a record's owner gets its original bytes"));
    std::cout << reply.original().preamble() << reply.original().data();
  } else if (flags.rendered) {
    if (reply.rendering().has_failure()) return Refuse(StatusOf(reply.rendering().failure()));
    std::cout << reply.rendering().preamble() << reply.rendering().data();
  } else {
    std::cout << ToJson(reply) << "\n";
  }
  return kDone;
}

ExitCode Fetch(const Flags& flags) {
  if (flags.record_id.empty() == flags.national_id.empty() || flags.national_id.empty() != flags.originator.empty()) {
    return Usage("expected a record id, or --originator and --national-id together");
  }
  if (flags.rendered && flags.format.empty()) return Usage("--rendered needs --format");
  return WithClient(flags.connection, [&](Client& client) {
    const absl::StatusOr<v1::FetchReply> reply = Ask(client, flags);
    return reply.ok() ? Print(*reply, flags) : Refuse(reply.status());
  });
}

}  // namespace

void AddFetch(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command = app.Add("fetch", "Get one record, as much of it as may be seen, as JSON",
                                  "entente fetch --profile ec.yaml --originator XPO --national-id 2018/77",
                                  [flags] { return Fetch(*flags); });
  command.Text("record-id", &flags->record_id, "As a watch, a check or a submission gave it");
  command.Text("--originator", &flags->originator, "The owner: COUNTRY or COUNTRY/system");
  command.Text("--national-id", &flags->national_id, "The owner's id of it");
  command.Text("--format", &flags->format, "Also render it in this national format");
  const Option rendered = command.Flag("--rendered", &flags->rendered, "Print that rendering instead of JSON");
  command.Flag("--original", &flags->original, "Print one's own record's exact bytes instead of JSON")
      .Excludes(rendered);
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
