// What came back of each call, held against what the judge allows.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/core/format.h"
#include "tests/canary/world_run.h"

namespace entente::canary {
namespace {

using Kind = v1::Event;

constexpr int kRenderedAgainPercent = 10;

// What is told of a hit: whose, and of what kind.
std::string HitOf(const std::string& country, const std::string& kind) { return absl::StrCat(country, "/", kind); }

std::string KindOf(const v1::Record& record) {
  return record.has_notice()    ? "notice"
         : record.has_arrest()  ? "arrest"
         : record.has_seizure() ? "seizure"
                                : "incident";
}

template <typename Word>
std::string Listed(std::vector<Word> words) {
  std::sort(words.begin(), words.end());
  return absl::StrCat("[", absl::StrJoin(words, ", "), "]");
}

bool SameTerms(const v1::Terms& terms, const View& view, const std::string& purpose) {
  const absl::Time until =
      terms.has_until() ? absl::FromUnixSeconds(terms.until().seconds()) + absl::Nanoseconds(terms.until().nanos())
                        : absl::InfiniteFuture();
  return terms.purpose() == purpose && until == view.until &&
         std::equal(terms.caveats().begin(), terms.caveats().end(), view.caveats.begin(), view.caveats.end());
}

}  // namespace

std::string ErrorBytes(const grpc::Status& status) {
  v1::RpcStatus details;
  v1::ErrorDetail detail;
  if (!details.ParseFromString(status.error_details()) || details.details_size() != 1 ||
      !details.details(0).UnpackTo(&detail)) {
    return absl::StrCat(status.error_code(), "|", status.error_message(), "|no details");
  }
  detail.clear_decision_id();
  details.mutable_details(0)->PackFrom(detail);
  return absl::StrCat(status.error_code(), "|", status.error_message(), "|", details.SerializeAsString());
}

std::optional<size_t> WorldRun::RecordOf(const std::string& record_id) const {
  const auto found = by_id_.find(record_id);
  return found == by_id_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

// Against what each record was to this recipient, and what it is: told is what changed, each once.
void WorldRun::LookAtFeed(size_t recipient, const Feed& feed, const std::string& format) {
  const Spot spot{"the end of a feed", recipient, std::nullopt};
  Search(spot, feed.apart, Shown());
  std::map<size_t, std::string> told;
  std::vector<std::string> hits, hits_due;
  for (const v1::Event& event : feed.events) {
    if (event.kind() == Kind::HIT) {
      hits.push_back(HitOf(event.originator().country(), event.record_kind()));
      LookAtHit(recipient, event);
      continue;
    }
    const std::optional<size_t> record = RecordOf(event.record_id());
    if (event.kind() == Kind::RELEASE || event.kind() == Kind::AMEND) {
      LookAtCopy(recipient, event, format);
    } else {
      const bool caught_up = event.kind() == Kind::CAUGHT_UP;
      Search({caught_up ? "a cursor" : "the end of a copy", recipient, record}, event.SerializeAsString(), Shown());
      if (caught_up) continue;
      (event.kind() == Kind::RECALL ? findings_.recalls : findings_.ends) += 1;
      if (event.has_record() || event.has_rendering()) Differ(spot, "the end of a copy holds one");
    }
    if (!record) {
      Differ(spot, "a record id that nobody submitted");
      continue;
    }
    std::string& kinds = told[*record];
    kinds += v1::Event::Kind_Name(event.kind());
    if (!event.decision_id().empty() && decided_.size() < 8)
      decided_.push_back({event.decision_id(), recipient, record});
  }
  for (size_t record = 0; record < world_.records.size(); ++record) {
    const View& view = judge_->At(record, recipient);
    if (view.effect == policy::Effect::kOwn) continue;
    Held& held = HeldOf(record, recipient);
    std::string due;
    if (view.visible()) {
      due = !held.held ? "RELEASE" : held.apart_from_links != view.apart_from_links ? "AMEND" : "";
    } else if (held.held) {
      due = "RECALL";  // and a deletion or a withdrawal, which the owner's word tells apart
    } else if (view.requester_hit && !held.hit_told && !held.ever) {
      hits_due.push_back(HitOf(Owner(record).country(), KindOf(world_.records[record])));
      held.hit_told = true;
    }
    const auto event = told.find(record);
    std::string kind = event == told.end() ? "" : event->second;
    if (world_.gone[record] && (kind == "WITHDRAW" || kind == "DELETE")) kind = "RECALL";
    // A link that comes or goes with its target changes a copy, and may wait for another reason to be told.
    const bool links_alone = due.empty() && kind == "AMEND" && held.copy != view.copy;
    if (kind != due && !links_alone) {
      Differ({"the feed", recipient, record}, absl::StrCat("told `", kind, "`, due `", due, "`"));
    }
    held.held = view.visible();
    held.ever = held.ever || held.held;
    if (held.held && (!due.empty() || links_alone)) held.copy = view.copy;
    if (held.held) held.apart_from_links = view.apart_from_links;
  }
  if (Listed(hits) != Listed(hits_due)) {
    Differ(spot, absl::StrCat("hits ", Listed(hits), ", due ", Listed(hits_due)));
  }
}

void WorldRun::LookAtCopy(size_t recipient, const v1::Event& event, const std::string& format) {
  ++(event.kind() == v1::Event::RELEASE ? findings_.copies : findings_.amended_copies);
  const std::optional<size_t> record = RecordOf(event.record_id());
  const Spot spot{"an event with a copy", recipient, record};
  static const View kNothing;
  const View& view = record ? judge_->At(*record, recipient) : kNothing;
  Search(spot, event.SerializeAsString(), view.shown);
  SearchCut(spot, event.record().SerializeAsString(), view.shown);
  LookAtRendering(spot, format, event.record(), event.rendering(), view.shown);
  if (!record) return;
  if (CopyBytes(event.record()) != view.copy) Differ(spot, "the copy is another than the judge's");
  if (!SameTerms(event.terms(), view, Who(recipient).purpose)) Differ(spot, "the terms are others than the judge's");
  const bool first = event.view_revision() == 1;
  if (event.record().header().revision() != event.view_revision() ||
      event.record().header().action() != (first ? v1::ACTION_NEW : v1::ACTION_AMEND)) {
    Differ(spot, "the copy counts something else than its views");
  }
  if (!IsOwn(*record, recipient)) released_[*record] = true;
}

// What a format wrote is what it writes of the copy, to the byte.
void WorldRun::LookAtRendering(const Spot& spot, const std::string& format, const v1::Record& copy,
                               const v1::Rendering& rendering, const Shown& shown) {
  const Spot here{"written in " + format, spot.recipient, spot.record};
  Search(here, rendering.SerializeAsString(), shown);
  SearchCut(here, rendering.preamble() + "\n" + rendering.data(), shown);
  Findings::OfFormat& of = findings_.formats[format];
  ++(rendering.has_failure() ? of.refused : of.written);
  words_.Find(rendering.data(), Words::Cut::kMayBe, [&of](const Sighting&) { ++of.words; });
  if (!chance_.Percent(kRenderedAgainPercent)) return;
  const auto again = adapters::Registry::Builtin().Find(format)->Encode(copy);
  const bool same = again.ok()
                        ? rendering.preamble() == again->preamble && rendering.data() == again->data + again->closing
                        : rendering.has_failure() && rendering.data().empty();
  if (!same) Differ(here, "not what the format writes of the copy");
}

// It may name a notice of the recipient's, and nothing else.
void WorldRun::LookAtHit(size_t recipient, const v1::Event& event) {
  ++findings_.hit_events;
  const Spot spot{"a hit in a feed", recipient, std::nullopt};
  Shown notices;
  for (size_t record = 0; record < world_.records.size(); ++record) {
    const View& view = judge_->At(record, recipient);
    if (view.requester_hit && Owner(record).country() == event.originator().country()) notices.Add(view.notices);
  }
  Search(spot, event.SerializeAsString(), notices);
  if (event.has_record() || event.has_rendering()) Differ(spot, "it holds a record");
  Keep({recipient, event.record_id(), event.originator().country()});
}

void WorldRun::LookAtError(const Spot& spot, const grpc::Status& status, const std::string& apart,
                           const std::string& unknown) {
  ++findings_.errors;
  Search(spot, apart, Shown());
  if (status.ok() || ErrorBytes(status) != unknown) Differ(spot, "the error differs from that of nothing");
}

void WorldRun::LookAtFetch(const FetchCall& call, std::optional<size_t> record, const std::string& unknown) {
  ++findings_.fetches;
  const Spot spot{"the reply to a fetch", call.recipient, record};
  static const View kNothing;
  const View& view = record ? judge_->At(*record, call.recipient) : kNothing;
  if (view.visible() != call.status.ok()) {
    Search(spot, call.bytes(), view.shown);
    return Differ(spot, absl::StrCat("may be seen ", view.visible(), ", answered ", call.status.error_message()));
  }
  if (!view.visible()) {
    v1::RpcStatus details;
    v1::ErrorDetail detail;
    if (details.ParseFromString(call.status.error_details()) && details.details_size() == 1 &&
        details.details(0).UnpackTo(&detail) && decided_.size() < 16) {
      decided_.push_back({detail.decision_id(), call.recipient, record, true});
    }
    if (call.reply.ByteSizeLong() > 0) Differ(spot, "a reply came with the error");
    return LookAtError({"an error of a fetch", call.recipient, record}, call.status, call.bytes(), unknown);
  }
  Search(spot, call.bytes(), view.shown);
  if (view.effect == policy::Effect::kOwn) return;
  SearchCut(spot, call.reply.record().SerializeAsString(), view.shown);
  LookAtRendering(spot, call.request.format(), call.reply.record(), call.reply.rendering(), view.shown);
  if (CopyBytes(call.reply.record()) != view.copy) Differ(spot, "the copy is another than the judge's");
}

void WorldRun::LookAtCheck(const CheckCall& call, const std::string& number) {
  ++findings_.checks;
  const Spot spot{"the reply to a check", call.recipient, std::nullopt};
  if (!call.status.ok()) return Differ(spot, call.status.error_message());
  std::vector<size_t> shown, shown_due;
  std::vector<std::string> hits, hits_due;
  for (const v1::Candidate& candidate : call.reply.candidates()) {
    LookAtCandidate(call.recipient, candidate);
    const std::optional<size_t> record = RecordOf(candidate.record_id());
    if (candidate.hit_only()) hits.push_back(HitOf(candidate.originator().country(), candidate.record_kind()));
    if (!candidate.hit_only() && record) shown.push_back(*record);
  }
  std::set<std::string> beside_copies;  // owners
  for (size_t record = 0; record < world_.records.size(); ++record) {
    const View& view = judge_->At(record, call.recipient);
    const auto found = view.numbers.find(Folded(number));
    if (found == view.numbers.end()) continue;
    if (!found->second && view.visible()) beside_copies.insert(Owner(record).country());
    if (found->second) shown_due.push_back(record);
    if (!found->second) hits_due.push_back(HitOf(Owner(record).country(), KindOf(world_.records[record])));
  }
  if (Listed(shown) != Listed(shown_due) || Listed(hits) != Listed(hits_due)) {
    Differ(spot, absl::StrCat(number, ": shown ", Listed(shown), ", due ", Listed(shown_due), ", hits ", Listed(hits),
                              ", due ", Listed(hits_due)));
  }
  for (const v1::Candidate& candidate : call.reply.candidates()) {
    const std::string& owner = candidate.originator().country();
    if (candidate.hit_only()) Keep({call.recipient, candidate.record_id(), owner, !beside_copies.contains(owner)});
  }
  v1::CheckReply rest = call.reply;
  rest.clear_candidates();
  rest.clear_decision_id();
  rest.clear_index_time();
  const bool any = !call.reply.candidates().empty();
  Search(spot, rest.SerializeAsString() + call.Apart(), Shown());
  if (rest.result() != (any ? v1::CheckReply::CANDIDATES : v1::CheckReply::NONE_FOUND) ||
      (!any && rest.SerializeAsString() != nothing_found_)) {
    Differ(spot, "the answer differs from that about nothing: " + rest.ShortDebugString());
  }
}

// For the requests to come: few of owners whose officers nobody knows here.
void WorldRun::Keep(Hit hit) {
  const bool governs = std::count(Governing().begin(), Governing().end(), hit.owner) > 0;
  if (hits_.size() < (governs ? 16u : 4u)) hits_.push_back(std::move(hit));
}

void WorldRun::LookAtCandidate(size_t recipient, const v1::Candidate& candidate) {
  ++(candidate.hit_only() ? findings_.candidates_by_hit : findings_.candidates);
  if (candidate.hit_only()) {
    const Spot spot{"a candidate by hit alone", recipient, std::nullopt};
    if (candidate.has_record()) Differ(spot, "a hit holds a record");
    return Search(spot, candidate.SerializeAsString(), Shown());
  }
  const std::optional<size_t> record = RecordOf(candidate.record_id());
  const Spot spot{"a candidate", recipient, record};
  if (!record) return Differ(spot, "a record id that nobody submitted");
  const View& view = judge_->At(*record, recipient);
  Search(spot, candidate.SerializeAsString(), view.shown);
  if (view.effect == policy::Effect::kOwn) return;
  SearchCut(spot, candidate.record().SerializeAsString(), view.shown);
  if (CopyBytes(candidate.record()) != view.copy) Differ(spot, "the copy is another than the judge's");
}

}  // namespace entente::canary
