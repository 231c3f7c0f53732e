// `entente participant list | move | stop | let-go`: participants' lives, under more than one pair of eyes.
#include <iostream>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_sign.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"
#include "gateway/policy/statement.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  SigningFlags signing;
  std::string subject, state;
  bool json = false;
};

std::string InWords(const v1::Motion& motion) {
  switch (motion.kind()) {
    case v1::Motion::STOP:
      return absl::StrCat("stop the release of ", motion.subject() == "everything" ? "everything" : motion.subject() + "'s records");
    case v1::Motion::LET_GO:
      return absl::StrCat("let ", motion.subject(), " go again");
    case v1::Motion::SANDBOX:
      return absl::StrCat(motion.subject(), " becomes a sandbox");
    case v1::Motion::RECEIVE_ONLY:
      return absl::StrCat(motion.subject(), " may receive only");
    case v1::Motion::LIVE:
      return absl::StrCat(motion.subject(), " goes live");
    case v1::Motion::SUSPENDED:
      return absl::StrCat(motion.subject(), " is suspended");
    default:
      return motion.subject();
  }
}

std::string Missing(const v1::Motion& motion) {
  const int missing = motion.required() - motion.signatures_size();
  return absl::StrCat(missing, missing == 1 ? " more signature" : " more signatures");
}

ExitCode List(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = office.ListParticipants({});
    if (!list.ok()) return Refuse(list.status());
    if (flags.json) {
      std::cout << ToJson(*list) << "\n";
      return kDone;
    }
    TextTable table({"system", "state"});
    for (const v1::ParticipantEntry& entry : list->participants()) table.Add({entry.name(), entry.state()});
    std::cout << table.ToString(OutputWidth());
    for (const v1::StopEntry& entry : list->stops()) {
      if (entry.stopped()) std::cout << "\nSTOPPED: no release of " << entry.subject() << "\n";
    }
    for (const v1::Motion& motion : list->pending()) {
      std::cout << "\nwaiting for " << Missing(motion) << ": " << InWords(motion) << "\n";
    }
    return kDone;
  });
}

// How many changes of the subject went before: every signature is for one change alone.
int64_t ChangesOf(const v1::ListParticipantsReply& list, const std::string& subject) {
  for (const v1::ParticipantEntry& entry : list.participants()) {
    if (entry.name() == subject) return entry.changes();
  }
  for (const v1::StopEntry& entry : list.stops()) {
    if (entry.subject() == subject) return entry.changes();
  }
  return 0;
}

ExitCode Move(const Flags& flags, v1::Motion::Kind kind) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = office.ListParticipants({});
    if (!list.ok()) return Refuse(list.status());
    v1::MoveParticipantRequest request;
    request.set_kind(kind);
    request.set_subject(flags.subject);
    absl::StatusOr<v1::OfficerSignature> signature =
        Sign(flags.signing, policy::MotionStatement(v1::Motion::Kind_Name(kind), flags.subject,
                                                    ChangesOf(*list, flags.subject)));
    if (!signature.ok()) return Usage(std::string(signature.status().message()));
    *request.mutable_officer() = *std::move(signature);
    const auto reply = office.MoveParticipant(std::move(request));
    if (!reply.ok()) return Refuse(reply.status());
    if (flags.json) std::cout << ToJson(*reply) << "\n";
    Say(reply->effective() ? absl::StrCat("done: ", InWords(reply->motion()))
                           : absl::StrCat("waiting for ", Missing(reply->motion()), ": ", InWords(reply->motion())));
    return kDone;
  });
}

ExitCode MoveTo(const Flags& flags) {
  const std::map<std::string, v1::Motion::Kind> states = {{"sandbox", v1::Motion::SANDBOX},
                                                          {"receive-only", v1::Motion::RECEIVE_ONLY},
                                                          {"live", v1::Motion::LIVE},
                                                          {"suspended", v1::Motion::SUSPENDED}};
  return Move(flags, states.at(flags.state));
}

}  // namespace

void AddParticipant(const Command& app) {
  const Command family = app.AddFamily("participant", "Participants' lives, and the switch that stops all release",
                                       "entente participant list --profile admin.yaml");
  const auto flags = std::make_shared<Flags>();
  const Command list = family.Add("list", "What state each system is in, what is stopped, and what waits for a signature",
                                  "entente participant list --profile admin.yaml", [flags] { return List(*flags); });
  list.Flag("--json", &flags->json, "As JSON");
  AddConnectionFlags(list, &flags->connection);

  const Command move =
      family.Add("move", "Sign that a system becomes sandbox, receive-only, live or suspended; two officers are needed",
                 "entente participant move --profile admin.yaml EC/migracion live --officer-cert EC-policy-1.pem "
                 "--officer-key EC-policy-1.key",
                 [flags] { return MoveTo(*flags); });
  move.Text("system", &flags->subject, "As EC/migracion").Required();
  move.Text("state", &flags->state, "sandbox, receive-only, live or suspended")
      .Required()
      .OneOf({"sandbox", "receive-only", "live", "suspended"});

  const Command stop = family.Add(
      "stop", "Sign that no record of a country, or of any, is released any more; one officer is enough",
      "entente participant stop --profile admin.yaml EC --officer-cert EC-policy-1.pem --officer-key EC-policy-1.key",
      [flags] { return Move(*flags, v1::Motion::STOP); });
  stop.Text("subject", &flags->subject, "A country, or everything").Required();

  const Command let_go = family.Add(
      "let-go", "Sign the end of a stop; two officers are needed",
      "entente participant let-go --profile admin.yaml EC --officer-cert EC-policy-1.pem --officer-key EC-policy-1.key",
      [flags] { return Move(*flags, v1::Motion::LET_GO); });
  let_go.Text("subject", &flags->subject, "A country, or everything").Required();

  for (const Command& command : {move, stop, let_go}) {
    command.Flag("--json", &flags->json, "As JSON");
    AddSigningFlags(command, &flags->signing);
    AddConnectionFlags(command, &flags->connection);
  }
}

}  // namespace entente::cli
