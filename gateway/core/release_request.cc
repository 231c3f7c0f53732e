#include "gateway/core/release_request.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/handle.h"
#include "gateway/core/ids.h"
#include "gateway/core/looking.h"
#include "gateway/core/officer_signature.h"
#include "gateway/core/pointing.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/core/reconcile.h"
#include "gateway/core/refuse.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

using Request = v1::ReleaseRequestEntry;

constexpr size_t kReleaseReasonMax = 1024;  // bytes

// A reason is about people: it is kept sealed, and opened for the two who may read it.
absl::Status SealReason(store::Sealer& sealer, Request& request) {
  const absl::StatusOr<std::string> sealed = sealer.SealToken("request/" + request.request_id(), request.reason());
  if (!sealed.ok()) return sealed.status();
  request.set_reason(absl::Base64Escape(*sealed));
  return absl::OkStatus();
}

absl::Status OpenReason(store::Sealer& sealer, Request& request) {
  std::string sealed;
  if (!absl::Base64Unescape(request.reason(), &sealed)) return absl::DataLossError("a stored request is damaged");
  absl::StatusOr<std::string> reason = sealer.OpenToken("request/" + request.request_id(), sealed);
  if (!reason.ok()) return reason.status();
  request.set_reason(*std::move(reason));
  return absl::OkStatus();
}

// A hit alone, or one on values that are not shown beside those that are.
bool MatchesUnseen(const Look& look) {
  if (look.decision.effect == policy::Effect::kHit) return true;
  if (look.decision.effect != policy::Effect::kRelease) return false;
  const std::vector<policy::Matchable> paths = policy::MatchablePaths(look.opened.record, look.decision);
  return std::any_of(paths.begin(), paths.end(), [](const policy::Matchable& path) { return !path.shown; });
}

// The record of a hit that the caller would still get; NotFound otherwise, whatever the reason.
absl::StatusOr<store::Revision> RecordOfHit(const Parts& parts, const ActivePtr& active, const System& system,
                                            const v1::ReleaseRequest& request) {
  const absl::StatusOr<std::string> record_id = ReadHandle(*parts.sealer, system.name(), request.handle());
  if (!record_id.ok()) return record_id.status();
  const absl::StatusOr<store::Revision> row = parts.store->Latest(*record_id);
  if (!row.ok()) return row.status();
  if (row->state != store::State::kActive) return absl::NotFoundError("the record is not in force");
  Looking looking(parts, active, system, request.context().purpose());
  const absl::StatusOr<Look> look = looking.At(*row, std::nullopt);
  if (!look.ok()) return look.status();
  if (!MatchesUnseen(*look)) return absl::NotFoundError("there is no hit");
  return row;
}

Request MakeRequest(const store::Revision& row, const Caller& caller, const v1::ReleaseRequest& asked, absl::Time now,
                    const AnswerTimes& times) {
  Request request;
  request.set_request_id(NewRecordId());
  request.set_record_id(row.record_id);
  request.set_record_kind(row.kind);
  request.set_owner(row.country);
  request.set_requester(caller.name());
  request.set_purpose(asked.context().purpose());
  request.set_reason(asked.reason());
  request.set_urgent(asked.urgent());
  *request.mutable_asked() = ToProto(now);
  *request.mutable_due() = ToProto(now + (asked.urgent() ? times.urgent : times.ordinary));
  request.set_state(Request::WAITING);
  return request;
}

// What is asked for: nobody waits for it twice.
std::string WaitingName(const Request& request) {
  return absl::StrCat(request.record_id(), " ", request.requester(), " ", request.purpose());
}

absl::Status PutRequest(Request& request, bool& repeated, audit::Entry& entry, const WriterView& view,
                        Changes& changes) {
  const absl::StatusOr<std::string> waiting = view.GetPaper(kWaitingShelf, WaitingName(request));
  if (!waiting.ok() && !absl::IsNotFound(waiting.status())) return waiting.status();
  if (waiting.ok()) {
    const auto earlier = FindPaper<Request>(view, kRequestShelf, *waiting);
    if (!earlier.ok()) return earlier.status();
    if (!*earlier) return DamagedPaper();
    request = **earlier;
    repeated = true;
    return absl::OkStatus();
  }
  PutPaper(changes, kRequestShelf, request.request_id(), request);
  changes.papers.push_back({kWaitingShelf, WaitingName(request), request.request_id()});
  changes.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::Status CheckAnswer(const v1::ReleaseAnswer& answer, absl::Time now) {
  if (!answer.granted()) {
    const bool bare = answer.field_sets_size() == 0 && !answer.has_until() && !answer.minors_included();
    return bare ? absl::OkStatus() : RequestInvalid("a refusal gives nothing: no field sets, no `until`, no minors");
  }
  if (answer.field_sets_size() == 0) return RequestInvalid("a consent names the field sets it gives");
  const std::vector<std::string> known = policy::FieldSetNames();
  for (const std::string& set : answer.field_sets()) {
    if (std::find(known.begin(), known.end(), set) == known.end()) return RequestInvalid("a field set is not known");
  }
  if (!answer.has_until() || FromProto(answer.until()) <= now) {
    return RequestInvalid("a consent has an `until`, which lies ahead");
  }
  return absl::OkStatus();
}

std::string StatementOf(const v1::ReleaseAnswer& answer) {
  const std::vector<std::string> sets(answer.field_sets().begin(), answer.field_sets().end());
  return policy::ReleaseStatement(answer.request_id(), answer.granted(), sets, answer.minors_included(),
                                  answer.until().seconds());
}

v1::ReleaseConsent ConsentOf(const v1::ReleaseAnswer& answer, const Request& request, absl::Time now) {
  v1::ReleaseConsent consent;
  consent.set_record_id(request.record_id());
  consent.set_participant(request.requester());
  consent.set_purpose(request.purpose());
  *consent.mutable_field_sets() = answer.field_sets();
  consent.set_minors_included(answer.minors_included());
  *consent.mutable_until() = answer.until();
  *consent.mutable_officer() = answer.officer();
  consent.set_request_id(request.request_id());
  *consent.mutable_given() = ToProto(now);
  return consent;
}

absl::Status PutAnswer(const v1::ReleaseAnswer& answer, absl::Time now, audit::Entry& entry, const WriterView& view,
                       Changes& changes) {
  auto request = FindPaper<Request>(view, kRequestShelf, answer.request_id());
  if (!request.ok()) return request.status();
  if (!*request) return RecordUnknown();
  if ((*request)->state() != Request::WAITING) {
    return WithReason(absl::AlreadyExistsError("the request was answered already"), v1::IDEMPOTENCY_CONFLICT);
  }
  (*request)->set_state(answer.granted() ? Request::GRANTED : Request::REFUSED);
  if (answer.granted()) {
    *(*request)->mutable_until() = answer.until();
    const v1::ReleaseConsent consent = ConsentOf(answer, **request, now);
    PutPaper(changes, kConsentShelf, ConsentName(consent), consent);
    changes.papers.push_back({kTellShelf, answer.request_id(), consent.record_id()});
  }
  PutPaper(changes, kRequestShelf, answer.request_id(), **request);
  changes.papers.push_back({kWaitingShelf, WaitingName(**request), ""});
  changes.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

bool IsOwner(const Participants& participants, const Caller& caller, const Request& request) {
  return MayGovern(participants, caller.country, request.owner());
}

// The owner sees which of its records, the other side the answer; nobody else anything.
absl::Status Show(const Parts& parts, bool owner, Request& request) {
  if (const absl::Status status = OpenReason(*parts.sealer, request); !status.ok()) return status;
  request.set_overdue(request.state() == Request::WAITING && FromProto(request.due()) < parts.clock->Now());
  if (!owner) {
    request.clear_record_id();
    return absl::OkStatus();
  }
  const absl::StatusOr<store::Revision> row = parts.store->Latest(request.record_id());
  if (!row.ok()) return row.status();
  request.set_national_id(row->national_id);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Request>> AllRequests(store::Store& store) {
  auto shelf = ReadShelf<Request>(store, kRequestShelf);
  if (!shelf.ok()) return shelf.status();
  std::vector<Request> requests;
  for (auto& [name, request] : *shelf) requests.push_back(std::move(request));
  return requests;
}

absl::StatusOr<std::vector<Request>> WaitingRequests(store::Store& store) {
  const absl::StatusOr<std::vector<store::Paper>> waiting = store.Papers(kWaitingShelf);
  if (!waiting.ok()) return waiting.status();
  std::vector<Request> requests;
  for (const store::Paper& paper : *waiting) {
    auto request = FindPaper<Request>(store, kRequestShelf, paper.bytes);
    if (!request.ok()) return request.status();
    if (*request) requests.push_back(**std::move(request));
  }
  return requests;
}

// Feeds come past the record, and past what points at it, when the consent is known to them.
absl::Status Tell(const Parts& parts, const std::vector<store::Paper>& papers) {
  Changes changes;
  for (const store::Paper& paper : papers) {
    changes.moved.push_back(paper.bytes);
    changes.papers.push_back({kTellShelf, paper.name, ""});
    const absl::StatusOr<store::Revision> row = parts.store->Latest(paper.bytes);
    if (!row.ok()) return row.status();
    auto noted = PointedPaper(parts, *row);
    if (!noted.ok()) return noted.status();
    if (*noted) changes.papers.push_back(**std::move(noted));
  }
  return parts.writer
      ->Run([&](const WriterView&, Changes& all) {
        all = std::move(changes);
        return absl::OkStatus();
      })
      .status();
}

// Those from before there was this shelf.
absl::Status IndexWaiting(const Parts& parts) {
  const absl::StatusOr<std::vector<store::Paper>> indexed = parts.store->FirstPapers(kWaitingShelf, 1);
  if (!indexed.ok() || !indexed->empty()) return indexed.status();
  const auto requests = AllRequests(*parts.store);
  if (!requests.ok()) return requests.status();
  Changes changes;
  for (const Request& request : *requests) {
    if (request.state() != Request::WAITING) continue;
    changes.papers.push_back({kWaitingShelf, WaitingName(request), request.request_id()});
  }
  if (changes.papers.empty()) return absl::OkStatus();
  return parts.writer
      ->Run([&](const WriterView&, Changes& all) {
        all = std::move(changes);
        return absl::OkStatus();
      })
      .status();
}

}  // namespace

absl::StatusOr<AskedRelease> RequestRelease(const Parts& parts, const Caller& caller, const v1::ReleaseRequest& asked,
                                            const AnswerTimes& times) {
  if (asked.reason().empty() || asked.reason().size() > kReleaseReasonMax) {
    return RequestInvalid("a request for release has a `reason` of at most 1024 bytes");
  }
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, caller, asked.context(), Role::kReceive);
  if (!system.ok()) return system.status();
  const absl::StatusOr<store::Revision> row = RecordOfHit(parts, active, **system, asked);
  if (absl::IsNotFound(row.status())) return RecordUnknown();
  if (!row.ok()) return row.status();
  const absl::Time now = parts.clock->Now();
  Request request = MakeRequest(*row, caller, asked, now, times);
  if (const absl::Status status = SealReason(*parts.sealer, request); !status.ok()) return status;
  auto entry = StartEntry(audit::Kind::kRequest, caller.name(), asked.context(), now, *parts.context_salt);
  if (!entry.ok()) return entry.status();
  entry->details["request"] = request.request_id();
  entry->details["urgent"] = asked.urgent() ? "true" : "false";
  audit::Subject subject;
  subject.record_id = row->record_id;
  entry->subjects.push_back(std::move(subject));
  bool repeated = false;
  const absl::StatusOr<Outcome> outcome = parts.writer->Run([&](const WriterView& view, Changes& changes) {
    return PutRequest(request, repeated, *entry, view, changes);
  });
  if (!outcome.ok()) return outcome.status();
  return AskedRelease{request.request_id(), FromProto(request.due()), repeated};
}

absl::Status AnswerRelease(const Parts& parts, const Caller& caller, const v1::ReleaseAnswer& answer) {
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, caller, answer.context(), Role::kAdministrator);
  if (!system.ok()) return system.status();
  const absl::Time now = parts.clock->Now();
  if (const absl::Status status = CheckAnswer(answer, now); !status.ok()) return status;
  const auto request = FindPaper<Request>(*parts.store, kRequestShelf, answer.request_id());
  if (!request.ok()) return request.status();
  if (!*request || !IsOwner(*active->participants, caller, **request)) return RecordUnknown();
  const auto officer = VerifyOfficer(*active->participants, answer.officer(), StatementOf(answer), now);
  if (!officer.ok()) return officer.status();
  if (!MayGovern(*active->participants, (*officer)->country, (*request)->owner())) {
    return NotGoverned((*request)->owner());
  }
  auto entry = PolicyEntry(parts, audit::Kind::kConsent, caller.name(), answer.context(), (*request)->owner(), "",
                           NameOf(answer.officer()));
  if (!entry.ok()) return entry.status();
  entry->policy_digests.clear();
  entry->details["request"] = answer.request_id();
  entry->details["outcome"] = answer.granted() ? "granted" : "refused";
  audit::Subject subject;
  subject.record_id = (*request)->record_id();
  entry->subjects.push_back(std::move(subject));
  const absl::StatusOr<Outcome> outcome = parts.writer->Run(
      [&](const WriterView& view, Changes& changes) { return PutAnswer(answer, now, *entry, view, changes); });
  if (!outcome.ok()) return outcome.status();
  if (!answer.granted()) return absl::OkStatus();
  parts.consents->Put(ConsentOf(answer, **request, now));
  return Tell(parts, {{kTellShelf, answer.request_id(), (*request)->record_id()}});
}

absl::Status ResumeRequests(const Parts& parts) {
  if (const absl::Status status = IndexWaiting(parts); !status.ok()) return status;
  const absl::StatusOr<std::vector<store::Paper>> papers = parts.store->Papers(kTellShelf);
  if (!papers.ok() || papers->empty()) return papers.status();
  return Tell(parts, *papers);
}

absl::StatusOr<std::vector<v1::ReleaseRequestEntry>> ListReleaseRequests(const Parts& parts, const Caller& caller,
                                                                         const v1::RequestContext& context,
                                                                         const ReleaseListQuery& query) {
  const ActivePtr active = parts.active->get();
  const System* system = active->participants->Find(caller.country, caller.system);
  const Role role = system != nullptr && system->roles.contains(Role::kAdministrator) ? Role::kAdministrator
                                                                                      : Role::kReceive;
  if (const absl::Status status = Entitle(*active, caller, context, role).status(); !status.ok()) return status;
  auto requests = query.answered ? AllRequests(*parts.store) : WaitingRequests(*parts.store);
  if (!requests.ok()) return requests.status();
  std::vector<Request> entries;
  for (Request& request : *requests) {
    const bool owner = role == Role::kAdministrator && IsOwner(*active->participants, caller, request);
    // A requester's own systems see what it asked; its country's administrator all of them.
    const bool asker = request.requester() == caller.name() ||
                       (role == Role::kAdministrator && request.requester().rfind(caller.country + "/", 0) == 0);
    if (!owner && !asker) continue;
    if (const absl::Status status = Show(parts, owner, request); !status.ok()) return status;
    if (query.overdue_only && !request.overdue()) continue;
    entries.push_back(std::move(request));
  }
  std::sort(entries.begin(), entries.end(),
            [](const Request& a, const Request& b) { return FromProto(a.due()) < FromProto(b.due()); });
  return entries;
}

}  // namespace entente::core
