// `entente check`: is this document in a record that may be seen, or known of?
#include <iostream>
#include <memory>

#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string number, kind, country, place;
};

ExitCode Check(const Flags& flags) {
  return WithClient(flags.connection, [&](Client& client) {
    v1::DocumentQuery query;
    query.set_number(flags.number);
    query.set_kind(flags.kind);
    query.set_country(flags.country);
    const absl::StatusOr<v1::CheckReply> reply = client.Check(query, {.place = flags.place});
    if (!reply.ok()) return Refuse(reply.status());
    std::cout << ToJson(*reply) << "\n";
    if (reply->result() == v1::CheckReply::NONE_FOUND) Say("nothing was found, which is no green light");
    if (reply->result() != v1::CheckReply::NOT_FULLY_CHECKED) return kDone;
    return Refuse(absl::UnavailableError("not everything could be checked: " + reply->why()));
  });
}

}  // namespace

void AddCheck(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command = app.Add("check", "Look a document's number up, exactly, among the others' records",
                                  "entente check --profile ec.yaml X0000001 --kind passport --place GYE",
                                  [flags] { return Check(*flags); });
  command.Text("number", &flags->number, "As printed; blanks, dots, dashes and case do not matter").Required();
  command.Text("--kind", &flags->kind, "passport, identity-card, …: only documents of this kind");
  command.Text("--country", &flags->country, "Only documents this state issued");
  command.Text("--place", &flags->place, "Where it is checked, IATA or UN/LOCODE; audited");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
