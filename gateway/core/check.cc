#include "gateway/core/check.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/document_match.h"
#include "gateway/core/documents.h"
#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/handle.h"
#include "gateway/core/holding.h"
#include "gateway/core/ids.h"
#include "gateway/core/looking.h"
#include "gateway/core/refuse.h"
#include "gateway/core/release.h"

namespace entente::core {
namespace {

constexpr size_t kCandidatesMax = 64;
constexpr size_t kAnswerBytesMax = 3 << 20;  // of records; with the rest it stays below what a gRPC client takes
constexpr size_t kNumberMax = 128;           // bytes

struct CheckJourney {
  Parts parts;
  Caller caller;
  DocumentCheck check;
  int plans = 0;
  absl::AnyInvocable<void(absl::StatusOr<Checked>)> done;
};
using CheckJourneyPtr = std::shared_ptr<CheckJourney>;

// What one plan gathers, candidate by candidate.
struct Gathered {
  Checked checked;
  ReleasePlan plan;
  audit::Entry asked, shown, hits;
  size_t bytes = 0;  // of the records shown
};

absl::Status AddHit(const Parts& parts, const Looking& looking, const store::Revision& row, const Look& look,
                    Gathered& gathered) {
  absl::StatusOr<std::string> handle = MakeHandle(*parts.sealer, looking.system().name(), row.record_id);
  if (!handle.ok()) return handle.status();
  v1::Candidate candidate;
  candidate.set_record_id(*std::move(handle));
  candidate.set_hit_only(true);
  candidate.mutable_originator()->set_country(row.country);
  candidate.set_record_kind(row.kind);
  candidate.set_decision_id(NewDecisionId());
  gathered.plan.rows.push_back({row.record_id, row.position});
  gathered.hits.subjects.push_back(SubjectOf(look, row.record_id, candidate.decision_id()));
  gathered.checked.candidates.push_back(std::move(candidate));
  return absl::OkStatus();
}

void AddShown(Looking& looking, const store::Revision& row, const Look& look, const std::optional<store::Holder>& held,
              Gathered& gathered) {
  const bool own = look.decision.effect == policy::Effect::kOwn;
  v1::Candidate candidate;
  candidate.set_record_id(row.record_id);
  candidate.set_record_kind(row.kind);
  candidate.mutable_originator()->set_country(row.country);
  candidate.mutable_originator()->set_system(row.system);
  candidate.set_decision_id(NewDecisionId());
  v1::Record copy = looking.Copy(row, look, 0);
  gathered.bytes += copy.ByteSizeLong();
  if (gathered.bytes > kAnswerBytesMax) {
    gathered.checked.complete = false;
    return;
  }
  if (!own) {
    const store::Holder after = AfterRelease(row, looking, look, ViewDigest(copy, looking.TermsOf(look)), held);
    NumberView(copy, after.view_revision);
    gathered.plan.steps.push_back({held, after});
  }
  *candidate.mutable_record() = std::move(copy);
  if (!own) *candidate.mutable_terms() = looking.TermsOf(look);
  *candidate.mutable_requested_actions() = candidate.record().notice().requested_actions();
  gathered.plan.rows.push_back({row.record_id, row.position});
  gathered.shown.subjects.push_back(SubjectOf(look, row.record_id, candidate.decision_id(), candidate.record()));
  gathered.checked.candidates.push_back(std::move(candidate));
}

absl::Status AddCandidate(const CheckJourney& journey, Looking& looking, const store::Revision& row,
                          Gathered& gathered) {
  const auto held = journey.parts.store->FindHolder(row.record_id, looking.system().name(), looking.purpose());
  if (!held.ok()) return held.status();
  const absl::StatusOr<Look> look = looking.At(row, *held);
  if (!look.ok()) return look.status();
  const Match match = MatchDocument(journey.check.document, *look);
  if (match == Match::kNone) return absl::OkStatus();
  if (gathered.checked.candidates.size() >= kCandidatesMax) {
    gathered.checked.complete = false;
    return absl::OkStatus();
  }
  if (match == Match::kHit || !look->visible()) return AddHit(journey.parts, looking, row, *look, gathered);
  AddShown(looking, row, *look, *held, gathered);
  return absl::OkStatus();
}

absl::Status Gather(const CheckJourney& journey, Looking& looking, Gathered& gathered) {
  const std::string key = DocumentKey(*journey.parts.sealer, journey.check.document.number());
  const auto rows = journey.parts.store->ByKey(key);
  if (!rows.ok()) return rows.status();
  // A number that nobody submitted costs what one costs that this caller may not see.
  if (rows->empty()) return journey.parts.decoy->LookAt(looking);
  for (const store::Revision& row : *rows) {
    if (const absl::Status status = AddCandidate(journey, looking, row, gathered); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Gathered> Start(const CheckJourney& journey, const ActivePtr& active, absl::Time now) {
  Gathered gathered;
  gathered.checked.index_time = now;
  gathered.checked.decision_id = NewDecisionId();
  gathered.plan.active = active;
  gathered.plan.made = now;
  auto entry =
      StartEntry(audit::Kind::kCheck, journey.caller.name(), journey.check.context, now, *journey.parts.context_salt);
  if (!entry.ok()) return entry.status();
  gathered.asked = gathered.shown = gathered.hits = *std::move(entry);
  gathered.shown.kind = audit::Kind::kRelease;
  gathered.shown.details["by"] = "check";
  gathered.hits.kind = audit::Kind::kHit;
  gathered.asked.decision_id = gathered.checked.decision_id;
  gathered.asked.place = journey.check.place;
  gathered.asked.details["query"] = "document";
  gathered.asked.policy_digests = policy::Digests(*active->policies);
  return gathered;
}

void CloseEntries(Gathered& gathered) {
  gathered.asked.details["candidates"] = std::to_string(gathered.checked.candidates.size());
  gathered.plan.entries.push_back(std::move(gathered.asked));
  for (audit::Entry* entry : {&gathered.shown, &gathered.hits}) {
    if (entry->subjects.empty()) continue;
    for (audit::Entry& part : SplitToFit(std::move(*entry))) gathered.plan.entries.push_back(std::move(part));
  }
}

void Plan(const CheckJourneyPtr& journey) {
  const Parts& parts = journey->parts;
  const v1::RequestContext& context = journey->check.context;
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, journey->caller, context, Role::kCheck);
  if (!system.ok()) {
    return Refuse(parts, journey->caller, context, system.status(),
                  [journey](absl::Status answer) { journey->done(std::move(answer)); });
  }
  Looking looking(parts, active, **system, context.purpose());
  absl::StatusOr<Gathered> gathered = Start(*journey, active, looking.now());
  if (!gathered.ok()) return journey->done(gathered.status());
  if (const absl::Status status = Gather(*journey, looking, *gathered); !status.ok()) return journey->done(status);
  CloseEntries(*gathered);
  CommitRelease(parts, std::move(gathered->plan),
                [journey, checked = std::move(gathered->checked)](const absl::Status& status) mutable {
                  if (status.ok()) return journey->done(std::move(checked));
                  if (absl::IsAborted(status) && ++journey->plans < kPlansMax) {
                    return journey->parts.workers->Post([journey] { Plan(journey); });
                  }
                  journey->done(status);
                });
}

// IATA's three letters, or UN/LOCODE's two and three letters or digits: what the log keeps of a place is no free text.
bool IsPlaceCode(std::string_view place) {
  if (place.size() != 0 && place.size() != 3 && place.size() != 5) return false;
  const size_t letters = place.size() == 3 ? 3 : 2;
  for (size_t i = 0; i < place.size(); ++i) {
    const bool letter = absl::ascii_isupper(static_cast<unsigned char>(place[i]));
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(place[i]));
    if (!letter && !(i >= letters && digit)) return false;
  }
  return true;
}

absl::Status CheckQuery(const DocumentCheck& check) {
  const v1::DocumentQuery& query = check.document;
  const char* fault = nullptr;
  if (NormaliseNumber(query.number()).empty()) fault = "`document.number` is missing";
  if (query.number().size() > kNumberMax) fault = "`document.number` is longer than 128 bytes";
  if (query.kind().size() > kNumberMax || query.country().size() > kNumberMax) {
    fault = "`document.kind` and `document.country` may have 128 bytes each";
  }
  if (!IsPlaceCode(check.place)) fault = "`place` must be an IATA code (`BOG`) or a UN/LOCODE (`COBOG`)";
  return fault == nullptr ? absl::OkStatus() : RequestInvalid(fault);
}

}  // namespace

void CheckDocument(const Parts& parts, const Caller& caller, DocumentCheck check,
                   absl::AnyInvocable<void(absl::StatusOr<Checked>)> done) {
  if (const absl::Status status = CheckQuery(check); !status.ok()) return done(status);
  auto journey = std::make_shared<CheckJourney>();
  journey->parts = parts;
  journey->caller = caller;
  journey->check = std::move(check);
  journey->done = std::move(done);
  Plan(journey);
}

}  // namespace entente::core
