#include "gateway/core/sweep.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/core/errors.h"
#include "gateway/core/papers.h"
#include "gateway/core/pointing.h"
#include "gateway/policy/access.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

constexpr int kSweepPage = 1'024;
constexpr size_t kKnownMax = 1'000'000;
constexpr int64_t kUnknown = -1;    // what was lent before: a set that is not there
constexpr char kAll[] = "all ";     // and a country, or nothing: the cause's word
constexpr char kHolders[] = "holders";
constexpr char kEdges[] = "edges";  // until when overlays were looked at, in microseconds

template <typename Source>
absl::StatusOr<std::optional<absl::Time>> LastLook(Source& source) {
  const absl::StatusOr<std::string> bytes = source.GetPaper(kPlaceShelf, kEdges);
  if (absl::IsNotFound(bytes.status())) return std::optional<absl::Time>();
  if (!bytes.ok()) return bytes.status();
  int64_t micros = 0;
  if (!absl::SimpleAtoi(*bytes, &micros)) return DamagedPaper();
  return std::optional<absl::Time>(absl::FromUnixMicros(micros));
}

store::Paper LookedAt(absl::Time now) { return {kPlaceShelf, kEdges, absl::StrCat(absl::ToUnixMicros(now))}; }

// Two causes of one microsecond must not share a place; the number keeps them apart and in order.
std::string SweepName(absl::Time now, int64_t number, const char* cause) {
  return absl::StrCat(NumberName(absl::ToUnixMicros(now)), " ", NumberName(number), " ", cause);
}

bool EdgeIn(const policy::PolicySet& policies, std::string_view country, absl::Time after, absl::Time until) {
  for (const absl::Time edge : policy::OverlayEdges(policies, country)) {
    if (edge > after && edge <= until) return true;
  }
  return false;
}

bool AnyEdge(const policy::PolicySet& policies, const std::set<std::string>& countries, absl::Time after,
             absl::Time until) {
  if (EdgeIn(policies, "", after, until)) return true;
  return std::any_of(countries.begin(), countries.end(),
                     [&](const std::string& country) { return EdgeIn(policies, country, after, until); });
}

absl::StatusOr<int64_t> LastNumber(const WriterView& view) {
  const auto history = view.Papers(kActivationShelf);
  if (!history.ok()) return history.status();
  return static_cast<int64_t>(history->size());
}

// Floor first, as policy::Digests tells them; the rest by what the sets keep of each country.
policy::PolicySetPtr SetAfter(const Parts& parts, const Participants& participants, int64_t number) {
  const auto digests = DigestsAfter(*parts.store, number);
  if (!digests.ok()) return nullptr;
  auto policies = LoadStored(*parts.store, {participants, parts.active->get()->policies}, *digests);
  return policies.ok() ? *policies : nullptr;
}

absl::StatusOr<std::unique_ptr<SweepRun>> Open(const Parts& parts, const Participants& participants,
                                               const store::Paper& paper) {
  absl::StatusOr<Sweep> sweep = ParseSweep(paper.bytes);
  if (!sweep.ok()) return sweep.status();
  if (sweep->end == 0) {
    // All that a feed may have passed over by what was in force before: it is in force no longer.
    const absl::StatusOr<store::Position> last = parts.store->LastPosition();
    if (!last.ok()) return last.status();
    sweep->end = *last;
  }
  auto run = std::make_unique<SweepRun>();
  run->name = paper.name;
  const size_t all = paper.name.find(kAll);
  if (all != std::string::npos) run->only = paper.name.substr(all + sizeof kAll - 1);
  run->holders_alone = absl::EndsWith(paper.name, kHolders);
  run->sweep = *sweep;
  policy::PolicySetPtr after = SetAfter(parts, participants, sweep->number_after);
  policy::PolicySetPtr before;
  if (sweep->number_before == sweep->number_after) before = after;
  if (sweep->number_before >= 0 && before == nullptr) before = SetAfter(parts, participants, sweep->number_before);
  run->change = std::make_unique<AccessChange>(std::move(before), std::move(after), *sweep, participants);
  return run;
}

absl::Status SweepRow(const Parts& parts, SweepRun& run, Looking& anybody, const store::Revision& row,
                      Reconciliation& page) {
  if (row.state != store::State::kActive || !run.change->MayConcern(row)) return absl::OkStatus();
  if (!run.only.empty() && row.country != run.only) return absl::OkStatus();
  if (run.holders_alone) return page.Judge(row, store::kMoved);
  const absl::StatusOr<OpenedRecord> opened = OpenRecord(*parts.sealer, row);
  if (absl::IsDataLoss(opened.status()) || absl::IsNotFound(opened.status())) return absl::OkStatus();
  if (!opened.ok()) return opened.status();
  // What an officer consented to is lent by no rule, so no rule tells whether it changes.
  const bool consented = parts.consents != nullptr && parts.consents->HasAny(row.record_id);
  if (!run.change->Of(anybody.FactsOf(opened->record, row.test)) && !consented) return absl::OkStatus();
  if (const absl::Status status = page.Move(row); !status.ok()) return status;
  if (const absl::Status status = NotePointed(parts, row, Changed::kAccess, page); !status.ok()) return status;
  return page.Judge(row, store::kMoved);
}

}  // namespace

std::string FormatSweep(const Sweep& sweep) {
  return absl::StrCat(sweep.number_before, " ", sweep.number_after, " ", absl::ToUnixMicros(sweep.before), " ",
                      absl::ToUnixMicros(sweep.after), " ", sweep.cursor, " ", sweep.end);
}

absl::StatusOr<Sweep> ParseSweep(std::string_view text) {
  int64_t numbers[6] = {};
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ' ');
  bool good = parts.size() == std::size(numbers);
  for (size_t i = 0; good && i < std::size(numbers); ++i) good = absl::SimpleAtoi(parts[i], &numbers[i]);
  if (!good) return DamagedPaper();
  return Sweep{numbers[0], numbers[1], absl::FromUnixMicros(numbers[2]), absl::FromUnixMicros(numbers[3]),
               numbers[4], numbers[5]};
}

AccessChange::AccessChange(policy::PolicySetPtr before, policy::PolicySetPtr after, const Sweep& sweep,
                           const Participants& participants)
    : before_(std::move(before)), after_(std::move(after)), sweep_(sweep) {
  for (const auto& [name, system] : participants.systems) {
    for (const std::string& purpose : system.purposes) systems_[purpose].push_back(name);
  }
  if (before_ == nullptr || after_ == nullptr) {
    everywhere_ = true;
    return;
  }
  // Copies are out, too, for purposes that a system may state no longer.
  for (const std::string& purpose : policy::Purposes(*after_)) {
    systems_[purpose].clear();
    for (const auto& [name, system] : participants.systems) systems_[purpose].push_back(name);
  }
  everywhere_ = policy::DigestOf(*before_, "") != policy::DigestOf(*after_, "") ||
                EdgeIn(*before_, "", sweep.before, sweep.after) || EdgeIn(*after_, "", sweep.before, sweep.after);
  for (const std::string& country : participants.network.countries) {
    const auto parent = participants.network.parents.find(country);
    const std::string governing =
        policy::DigestOf(*after_, country).empty() && policy::DigestOf(*before_, country).empty() &&
                parent != participants.network.parents.end()
            ? parent->second
            : country;
    const bool differs = policy::DigestOf(*before_, governing) != policy::DigestOf(*after_, governing) ||
                         EdgeIn(*before_, governing, sweep.before, sweep.after) ||
                         EdgeIn(*after_, governing, sweep.before, sweep.after);
    if (differs) countries_.insert(country);
  }
}

// Who asked for a notice has a say too, and stands in the record.
bool AccessChange::MayConcern(const store::Revision& row) const {
  return everywhere_ || row.kind == "notice" || countries_.contains(row.country);
}

bool AccessChange::Of(const policy::FactsPtr& facts) {
  if (before_ == nullptr || after_ == nullptr) return true;
  const std::vector<std::string> controllers = policy::ControllersOf(*facts);
  const bool concerned = std::any_of(controllers.begin(), controllers.end(),
                                     [&](const std::string& country) { return countries_.contains(country); });
  if (!everywhere_ && !concerned) return false;
  if (known_.size() > kKnownMax) known_.clear();
  const auto [known, fresh] = known_.try_emplace(policy::DecisionKey(*facts));
  if (fresh) known->second = Decide(policy::WithoutKeepUntil(facts));
  return known->second;
}

// Retentions count from one moment, so that only what is lent differs. A copy that an overlay let stay is lent by rules
// that lend to nobody else any more.
bool AccessChange::Decide(const policy::FactsPtr& facts) const {
  std::set<absl::Time> releases = {sweep_.after};
  for (const std::string& country : policy::ControllersOf(*facts)) {
    for (const policy::PolicySetPtr& policies : {before_, after_}) {
      const std::vector<absl::Time> kept = policy::KeptReleases(*policies, country, sweep_.after);
      releases.insert(kept.begin(), kept.end());
    }
  }
  return std::any_of(releases.begin(), releases.end(), [&](absl::Time release) { return DecideFor(facts, release); });
}

bool AccessChange::DecideFor(const policy::FactsPtr& facts, absl::Time first_release) const {
  policy::Question question;
  question.facts = facts;
  question.explain = false;
  question.first_release = first_release;
  for (const auto& [purpose, systems] : systems_) {
    question.purpose = purpose;
    question.now = sweep_.before;
    const policy::Together before = policy::DecideTogether(*before_, question, systems);
    question.now = sweep_.after;
    const policy::Together after = policy::DecideTogether(*after_, question, systems);
    std::set<std::pair<size_t, size_t>> compared;
    for (size_t i = 0; i < systems.size(); ++i) {
      if (!compared.emplace(before.of[i], after.of[i]).second) continue;
      if (!policy::SameAccess(before.distinct[before.of[i]], after.distinct[after.of[i]])) return true;
    }
  }
  return false;
}

absl::StatusOr<bool> StepSweep(const Parts& parts, uint64_t met, std::unique_ptr<SweepRun>& run) {
  const auto shelf = parts.store->Papers(kSweepShelf);
  if (!shelf.ok()) return shelf.status();
  if (shelf->empty()) {
    run = nullptr;
    return false;
  }
  const ActivePtr active = parts.active->get();
  if (run == nullptr || run->name != shelf->front().name) {
    auto opened = Open(parts, *active->participants, shelf->front());
    if (!opened.ok()) return opened.status();
    run = *std::move(opened);
  }
  const auto rows = parts.store->LogAfter(run->sweep.cursor, kSweepPage);
  if (!rows.ok()) return rows.status();
  Reconciliation page(parts, active, met, "activation");
  static const System kAnybody;
  Looking anybody(parts, active, kAnybody, "");
  Sweep next = run->sweep;
  next.cursor = next.end;  // unless the page is full before
  for (const store::Revision& row : *rows) {
    if (row.position > run->sweep.end) break;
    if (const absl::Status status = SweepRow(parts, *run, anybody, row, page); !status.ok()) return status;
    if (page.full() || (&row == &rows->back() && rows->size() == kSweepPage)) next.cursor = row.position;
    if (page.full()) break;
  }
  const bool through = next.cursor >= next.end;
  page.Put({kSweepShelf, run->name, through ? "" : FormatSweep(next)});
  if (const absl::Status status = page.Commit(); !status.ok()) return status;
  run->sweep = next;
  if (through) run = nullptr;
  return true;
}

absl::Status NoteEdges(const Parts& parts) {
  const auto last = LastLook(*parts.store);
  if (!last.ok()) return last.status();
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(parts.clock->Now()));  // as Looking reads it
  const ActivePtr active = parts.active->get();
  const std::set<std::string>& countries = active->participants->network.countries;
  if (*last && !AnyEdge(*active->policies, countries, **last, now)) return absl::OkStatus();
  if (*last) parts.active->PassEdge(now);
  return parts.writer
      ->Run([&](const WriterView& view, Changes& changes) -> absl::Status {
        const auto newest = LastLook(view);
        if (!newest.ok()) return newest.status();
        if (*newest != *last) return absl::OkStatus();  // an activation looked meanwhile
        changes.papers.push_back(LookedAt(now));
        if (!*last) return absl::OkStatus();
        const absl::StatusOr<int64_t> number = LastNumber(view);
        if (!number.ok()) return number.status();
        changes.papers.push_back(
            {kSweepShelf, SweepName(now, *number, "time"), FormatSweep({*number, *number, **last, now, 0, 0})});
        return absl::OkStatus();
      })
      .status();
}

store::Paper SweepOfAll(int64_t number, absl::Time now, const std::string& country) {
  const std::string cause = absl::StrCat(kAll, country);
  return {kSweepShelf, SweepName(now, number, cause.c_str()), FormatSweep({kUnknown, number, now, now, 0, 0})};
}

store::Paper SweepOfHolders(int64_t number, absl::Time now) {
  return {kSweepShelf, SweepName(now, number, kHolders), FormatSweep({kUnknown, number, now, now, 0, 0})};
}

absl::Status AddSweep(const WriterView& view, int64_t number, absl::Time now, Changes& changes) {
  const auto last = LastLook(view);
  if (!last.ok()) return last.status();
  const Sweep sweep{number - 1, number, last->value_or(now), now, 0, 0};
  changes.papers.push_back({kSweepShelf, SweepName(now, number, "activation"), FormatSweep(sweep)});
  changes.papers.push_back(LookedAt(now));
  return absl::OkStatus();
}

}  // namespace entente::core
