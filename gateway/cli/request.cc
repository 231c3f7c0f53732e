// `entente request ask | list | show | answer`: after a hit, the record's release.
#include <google/protobuf/util/time_util.h>

#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_sign.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"
#include "gateway/policy/statement.h"

namespace entente::cli {
namespace {

using google::protobuf::util::TimeUtil;

struct Flags {
  ConnectionFlags connection;
  SigningFlags signing;
  std::string handle, reason, id, until;
  std::vector<std::string> fields = {"identity", "event"};
  bool urgent = false, overdue = false, answered = false, json = false, grant = false, refuse = false, minors = false;
};

std::string When(const google::protobuf::Timestamp& time) { return TimeUtil::ToString(time).substr(0, 16) + "Z"; }

ExitCode Ask(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    v1::ReleaseRequest request;
    request.set_handle(flags.handle);
    request.set_reason(flags.reason);
    request.set_urgent(flags.urgent);
    const auto reply = office.RequestRelease(std::move(request));
    if (!reply.ok()) return Refuse(reply.status());
    std::cout << reply->request_id() << "\n";
    Say(absl::StrCat(reply->repeated_request() ? "it was asked for already; " : "", "an answer is due by ",
                     When(reply->due())));
    return kDone;
  });
}

std::string StateOf(const v1::ReleaseRequestEntry& entry) {
  if (entry.overdue()) return "overdue";
  if (entry.state() == v1::ReleaseRequestEntry::GRANTED) return absl::StrCat("granted until ", When(entry.until()));
  return absl::AsciiStrToLower(v1::ReleaseRequestEntry::State_Name(entry.state()));
}

absl::StatusOr<v1::ListReleaseRequestsReply> Entries(Administration& office, bool overdue, bool answered) {
  v1::ListReleaseRequestsRequest request;
  request.set_overdue_only(overdue);
  request.set_answered(answered);
  return office.ListReleaseRequests(std::move(request));
}

ExitCode List(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = Entries(office, flags.overdue, flags.answered);
    if (!list.ok()) return Refuse(list.status());
    TextTable table({"request", "owner", "requester", "purpose", "kind", "due", "state"});
    for (const v1::ReleaseRequestEntry& entry : list->entries()) {
      if (flags.json) {
        std::cout << ToJson(entry) << "\n";
        continue;
      }
      table.Add({entry.request_id(), entry.owner(), entry.requester(), entry.purpose(), entry.record_kind(),
                 absl::StrCat(When(entry.due()), entry.urgent() ? " urgent" : ""), StateOf(entry)});
    }
    if (!table.empty()) std::cout << table.ToString(OutputWidth());
    Say(absl::StrCat(list->entries_size(), list->entries_size() == 1 ? " request" : " requests"));
    return kDone;
  });
}

ExitCode Show(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = Entries(office, false, true);
    if (!list.ok()) return Refuse(list.status());
    for (const v1::ReleaseRequestEntry& entry : list->entries()) {
      if (entry.request_id() != flags.id) continue;
      std::cout << ToJson(entry) << "\n";
      return kDone;
    }
    return Refuse(absl::NotFoundError("no such request of this country, or to it"));
  });
}

ExitCode Answer(const Flags& flags) {
  if (flags.grant == flags.refuse) return Usage("an answer is --grant or --refuse");
  v1::ReleaseAnswer answer;
  answer.set_request_id(flags.id);
  answer.set_granted(flags.grant);
  if (flags.grant) {
    absl::Time until;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, flags.until, &until, &error)) {
      return Usage("--grant needs --until, an instant as 2031-03-01T00:00:00Z");
    }
    *answer.mutable_until() = TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(until));
    for (const std::string& set : flags.fields) answer.add_field_sets(set);
    answer.set_minors_included(flags.minors);
  }
  return WithAdministration(flags.connection, [&](Administration& office) {
    const std::vector<std::string> sets(answer.field_sets().begin(), answer.field_sets().end());
    absl::StatusOr<v1::OfficerSignature> signature =
        Sign(flags.signing, policy::ReleaseStatement(answer.request_id(), answer.granted(), sets,
                                                     answer.minors_included(), answer.until().seconds()));
    if (!signature.ok()) return Usage(std::string(signature.status().message()));
    *answer.mutable_officer() = *std::move(signature);
    const auto reply = office.AnswerRelease(answer);
    if (!reply.ok()) return Refuse(reply.status());
    Say(flags.grant ? "granted; the record reaches the requester's feed" : "refused");
    return kDone;
  });
}

}  // namespace

void AddRequest(const Command& app) {
  const Command family = app.AddFamily("request", "After a hit: ask for the record's release, and answer",
                                       "entente request list --profile admin.yaml");
  const auto flags = std::make_shared<Flags>();
  const Command ask = family.Add("ask", "Ask a hit's owner for the record",
                                 "entente request ask --profile pe.yaml hit:0123 --reason 'the man stands before us'",
                                 [flags] { return Ask(*flags); });
  ask.Text("handle", &flags->handle, "Of the hit, as a check or an event gave it").Required();
  ask.Text("--reason", &flags->reason, "Told to the owner").Required();
  ask.Flag("--urgent", &flags->urgent, "An answer is needed in hours");
  AddConnectionFlags(ask, &flags->connection);

  const Command list = family.Add("list", "Requests to this country and of it, the longest due first",
                                  "entente request list --profile admin.yaml --overdue", [flags] { return List(*flags); });
  list.Flag("--overdue", &flags->overdue, "Those alone that should have been answered");
  list.Flag("--answered", &flags->answered, "Also those that were answered");
  list.Flag("--json", &flags->json, "One JSON line a request");
  AddConnectionFlags(list, &flags->connection);

  const Command show = family.Add("show", "One request as JSON, with its reason",
                                  "entente request show --profile admin.yaml REQUEST-ID", [flags] { return Show(*flags); });
  show.Text("id", &flags->id, "The request's id").Required();
  AddConnectionFlags(show, &flags->connection);

  const Command answer =
      family.Add("answer", "Grant until a date, or refuse; once, signed by an officer of the owner",
                 "entente request answer --profile admin.yaml REQUEST-ID --grant --until 2031-03-01T00:00:00Z "
                 "--officer-cert EC-policy-1.pem --officer-key EC-policy-1.key",
                 [flags] { return Answer(*flags); });
  answer.Text("id", &flags->id, "The request's id").Required();
  answer.Flag("--grant", &flags->grant, "Give it");
  answer.Flag("--refuse", &flags->refuse, "Do not");
  answer.Text("--until", &flags->until, "Until when the copy may be kept");
  answer.Texts("--fields", &flags->fields, "Field sets that are given; else identity and event");
  answer.Flag("--minors", &flags->minors, "Minors in it are included");
  AddSigningFlags(answer, &flags->signing);
  AddConnectionFlags(answer, &flags->connection);
}

}  // namespace entente::cli
