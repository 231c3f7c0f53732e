#include "gateway/core/fetch.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "gateway/core/audit_entries.h"
#include "gateway/core/documents.h"
#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/holding.h"
#include "gateway/core/ids.h"
#include "gateway/core/looking.h"
#include "gateway/core/refuse.h"
#include "gateway/core/release.h"
#include "gateway/core/rendering.h"

namespace entente::core {
namespace {

struct FetchJourney {
  Parts parts;
  Caller caller;
  FetchQuery query;
  int plans = 0;
  absl::AnyInvocable<void(absl::StatusOr<Fetched>)> done;
};
using FetchJourneyPtr = std::shared_ptr<FetchJourney>;

void Plan(const FetchJourneyPtr& journey);

absl::StatusOr<store::Revision> FindRow(const FetchJourney& journey) {
  const FetchQuery& query = journey.query;
  if (!query.record_id.empty()) return journey.parts.store->Latest(query.record_id);
  // Others know a derived id by its alias only: the digest itself could be guessed from a row's values.
  const bool own = query.originator.country() == journey.caller.country;
  if (!own && absl::StartsWith(query.national_id, "sha256:")) return absl::NotFoundError("derived");
  if (!query.originator.system().empty()) {
    return journey.parts.store->LatestByNationalId(query.originator.country(), query.originator.system(),
                                                   query.national_id);
  }
  auto rows = journey.parts.store->LatestByCountryAndNationalId(query.originator.country(), query.national_id);
  if (!rows.ok()) return rows.status();
  if (rows->size() != 1) return absl::NotFoundError("none, or not one");
  return std::move(rows->front());
}

void Unknown(FetchJourney& journey, const std::string& record_id, const std::string& rule,
             std::vector<std::string> digests) {
  Denial denial;
  denial.answer = RecordUnknown();
  denial.about.record_id = record_id;
  denial.about.rule = rule;
  denial.policy_digests = std::move(digests);
  RefuseAudited(journey.parts, journey.caller, journey.query.context, std::move(denial),
                [done = std::move(journey.done)](absl::Status status) mutable { done(std::move(status)); });
}

// Nothing to look at: the same work all the same.
void NothingThere(FetchJourney& journey, Looking& looking) {
  const absl::Status worked = journey.parts.decoy->LookAt(looking);
  if (!worked.ok()) return journey.done(worked);
  const std::string& asked = journey.query.record_id;
  Unknown(journey, IsRecordId(asked) ? asked : "", "unknown", {});
}

absl::StatusOr<Fetched> Build(const FetchJourney& journey, const adapters::Format* format, Looking& looking,
                              const store::Revision& row, const Look& look, const store::Holder& after) {
  Fetched fetched;
  fetched.record_id = row.record_id;
  fetched.decision_id = NewDecisionId();
  const bool own = look.decision.effect == policy::Effect::kOwn;
  fetched.view_revision = own ? row.revision : after.view_revision;
  fetched.record = looking.Copy(row, look, fetched.view_revision);
  if (format != nullptr) fetched.rendering = Render(*format, fetched.record);
  if (!own) {
    fetched.terms = looking.TermsOf(look);
    return fetched;
  }
  auto original = OpenOriginal(*journey.parts.sealer, row);
  if (!original.ok()) return original.status();
  fetched.original = *std::move(original);
  return fetched;
}

void Release(const FetchJourneyPtr& journey, const adapters::Format* format, Looking& looking, const ActivePtr& active,
             const store::Revision& row, const Look& look, const std::optional<store::Holder>& held) {
  const bool own = look.decision.effect == policy::Effect::kOwn;
  ReleasePlan plan;
  plan.active = active;
  plan.made = looking.now();
  plan.rows.push_back({row.record_id, row.position});
  store::Holder after;
  if (!own) {
    after = AfterRelease(row, looking, look, ViewDigest(looking.Copy(row, look, 0), looking.TermsOf(look)), held);
    plan.steps.push_back({held, after});
  }
  absl::StatusOr<Fetched> fetched = Build(*journey, format, looking, row, look, after);
  if (!fetched.ok()) return journey->done(fetched.status());
  auto entry = StartEntry(audit::Kind::kRelease, journey->caller.name(), journey->query.context, looking.now(),
                          *journey->parts.context_salt);
  if (!entry.ok()) return journey->done(entry.status());
  entry->policy_digests = look.decision.digests;
  entry->details["by"] = "fetch";
  entry->subjects.push_back(SubjectOf(look, row.record_id, fetched->decision_id, fetched->record));
  plan.entries.push_back(*std::move(entry));
  CommitRelease(journey->parts, std::move(plan),
                [journey, fetched = *std::move(fetched)](const absl::Status& status) mutable {
                  if (status.ok()) return journey->done(std::move(fetched));
                  if (absl::IsAborted(status) && ++journey->plans < kPlansMax) {
                    return journey->parts.workers->Post([journey] { Plan(journey); });
                  }
                  journey->done(status);
                });
}

void Plan(const FetchJourneyPtr& journey) {
  const Parts& parts = journey->parts;
  const FetchQuery& query = journey->query;
  auto refuse = [&](absl::Status status) {
    Refuse(parts, journey->caller, query.context, std::move(status),
           [journey](absl::Status answer) { journey->done(std::move(answer)); });
  };
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, journey->caller, query.context, Role::kReceive);
  if (!system.ok()) return refuse(system.status());
  const auto format = FormatFor(*parts.formats, **system, query.format);
  if (!format.ok()) return refuse(format.status());
  Looking looking(parts, active, **system, query.context.purpose());
  const absl::StatusOr<store::Revision> row = FindRow(*journey);
  if (!row.ok() && !absl::IsNotFound(row.status())) return journey->done(row.status());
  if (!row.ok() || row->state != store::State::kActive) return NothingThere(*journey, looking);
  const auto held = parts.store->FindHolder(row->record_id, (*system)->name(), query.context.purpose());
  if (!held.ok()) return journey->done(held.status());
  const absl::StatusOr<Look> look = looking.At(*row, *held);
  if (!look.ok()) return journey->done(look.status());
  if (look->visible()) return Release(journey, *format, looking, active, *row, *look, *held);
  // The decoy's documents are walked through; so are these.
  DocumentsOf(look->opened.record);
  Unknown(*journey, row->record_id, look->decision.rule, look->decision.digests);
}

absl::Status CheckQuery(const FetchQuery& query) {
  const bool by_id = !query.record_id.empty();
  const bool by_name = !query.national_id.empty() && !query.originator.country().empty();
  if (by_id != by_name) return absl::OkStatus();
  return WithReason(absl::InvalidArgumentError("a fetch names `record_id`, or `originator.country` and `national_id`"),
                    v1::REQUEST_INVALID);
}

}  // namespace

void Fetch(const Parts& parts, const Caller& caller, FetchQuery query,
           absl::AnyInvocable<void(absl::StatusOr<Fetched>)> done) {
  if (const absl::Status status = CheckQuery(query); !status.ok()) return done(status);
  auto journey = std::make_shared<FetchJourney>();
  journey->parts = parts;
  journey->caller = caller;
  journey->query = std::move(query);
  journey->done = std::move(done);
  Plan(journey);
}

}  // namespace entente::core
