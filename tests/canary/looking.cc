// What came back of each call, held against what the judge allows.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/canary/world_run.h"

namespace entente::canary {
namespace {

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

void WorldRun::Search(const std::string& where, std::string_view bytes, const Shown& shown) {
  findings_.bytes += static_cast<int64_t>(bytes.size());
  ForEachToken(bytes, [&](const std::string& token) {
    if (!shown.Covers(token)) findings_.Leak(where, token);
  });
}

std::optional<size_t> WorldRun::RecordOf(const std::string& record_id) const {
  const auto found = by_id_.find(record_id);
  return found == by_id_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

std::string WorldRun::Where(size_t recipient, const std::string& what) const {
  const Recipient& who = Recipients()[recipient];
  return absl::StrCat(Everywhere(what), ", ", who.name(), " for ", who.purpose);
}

void WorldRun::LookAtFeed(size_t recipient, const Feed& feed) {
  const std::string where = Where(recipient, "the feed");
  Search(where, feed.apart, Shown());
  std::vector<size_t> released, due;
  std::vector<std::string> hits, hits_due;
  for (const v1::Event& event : feed.events) {
    if (event.kind() == v1::Event::RELEASE) {
      LookAtRelease(recipient, event);
      if (const std::optional<size_t> record = RecordOf(event.record_id())) released.push_back(*record);
    } else if (event.kind() == v1::Event::HIT) {
      hits.push_back(HitOf(event.originator().country(), event.record_kind()));
      LookAtHit(recipient, event);
    } else {
      Search(where, event.SerializeAsString(), Shown());
      if (event.kind() != v1::Event::CAUGHT_UP) findings_.Differ(where, "an event that is none of these");
    }
  }
  for (size_t record = 0; record < records_.size(); ++record) {
    const View& view = judge_->At(record, recipient);
    if (view.effect == policy::Effect::kRelease) due.push_back(record);
    const bool told = view.effect == policy::Effect::kHit && view.requester_hit;
    if (told) hits_due.push_back(HitOf(records_[record].header().originator().country(), KindOf(records_[record])));
  }
  if (Listed(released) != Listed(due)) {
    findings_.Differ(where, absl::StrCat("released ", Listed(released), ", due ", Listed(due)));
  }
  if (Listed(hits) != Listed(hits_due)) {
    findings_.Differ(where, absl::StrCat("hits ", Listed(hits), ", due ", Listed(hits_due)));
  }
}

void WorldRun::LookAtRelease(size_t recipient, const v1::Event& event) {
  ++findings_.releases;
  const std::optional<size_t> record = RecordOf(event.record_id());
  const std::string where = Where(recipient, absl::StrCat("release of record ", record.value_or(0)));
  if (!record) return findings_.Differ(where, "a record id that nobody submitted");
  const View& view = judge_->At(*record, recipient);
  Search(where, event.SerializeAsString(), view.shown);
  if (event.record().SerializeAsString() != view.copy) findings_.Differ(where, "the copy is another than the judge's");
}

// It may name a notice of the recipient's, and nothing else.
void WorldRun::LookAtHit(size_t recipient, const v1::Event& event) {
  ++findings_.hit_events;
  Shown notices;
  for (size_t record = 0; record < records_.size(); ++record) {
    const View& view = judge_->At(record, recipient);
    const std::string& owner = records_[record].header().originator().country();
    if (view.requester_hit && owner == event.originator().country()) notices.Add(view.notices);
  }
  Search(Where(recipient, "a hit"), event.SerializeAsString(), notices);
  if (event.has_record() || event.has_rendering()) findings_.Differ(Where(recipient, "a hit"), "it holds a record");
}

void WorldRun::LookAtFetch(const FetchCall& call, std::optional<size_t> record, const std::string& unknown) {
  ++findings_.fetches;
  const std::string where =
      Where(call.recipient, absl::StrCat("fetch of record ", record ? absl::StrCat(*record) : "that is not there"));
  const View none;
  const View& view = record ? judge_->At(*record, call.recipient) : none;
  const bool own = view.effect == policy::Effect::kOwn;
  Search(where, call.bytes(), own ? Shown(records_[*record].SerializeAsString()) : view.shown);
  if (view.visible() != call.status.ok()) {
    return findings_.Differ(where,
                            absl::StrCat("may be seen ", view.visible(), ", answered ", call.status.error_message()));
  }
  if (!view.visible()) {
    ++findings_.errors;
    if (ErrorBytes(call.status) != unknown) findings_.Differ(where, "the error differs from that of nothing");
    if (call.reply.ByteSizeLong() > 0) findings_.Differ(where, "a reply came with the error");
    return;
  }
  if (!own && call.reply.record().SerializeAsString() != view.copy) {
    findings_.Differ(where, "the copy is another than the judge's");
  }
}

void WorldRun::LookAtWithdrawal(const WithdrawCall& call, std::optional<size_t> record, const std::string& unknown) {
  const std::string where = Where(call.recipient, absl::StrCat("withdrawal of record ", record.value_or(0)));
  Search(where, call.bytes(), Shown());
  const Recipient& who = Recipients()[call.recipient];
  const v1::Originator owner = record ? records_[*record].header().originator() : v1::Originator();
  if (!record || owner.country() != who.country || owner.system() != who.system) {
    ++findings_.errors;
    if (call.status.ok() || ErrorBytes(call.status) != unknown)
      findings_.Differ(where, "another error than of nothing");
    return;
  }
  ++findings_.withdrawals;
  if (!call.status.ok()) return findings_.Differ(where, call.status.error_message());
  if (call.reply.holders() != holders_[*record]) {
    findings_.Differ(where, absl::StrCat(call.reply.holders(), " holders, due ", holders_[*record]));
  }
  withdrawn_[*record] = true;
  judge_->Withdraw(*record);
}

void WorldRun::LookAtCheck(const CheckCall& call, const std::string& number) {
  ++findings_.checks;
  const std::string where = Where(call.recipient, absl::StrCat("check of ", number));
  if (!call.status.ok()) return findings_.Differ(where, call.status.error_message());
  std::vector<size_t> shown, shown_due;
  std::vector<std::string> hits, hits_due;
  for (const v1::Candidate& candidate : call.reply.candidates()) {
    LookAtCandidate(call.recipient, candidate);
    const std::optional<size_t> record = RecordOf(candidate.record_id());
    if (candidate.hit_only()) hits.push_back(HitOf(candidate.originator().country(), candidate.record_kind()));
    if (!candidate.hit_only() && record) shown.push_back(*record);
  }
  for (size_t record = 0; record < records_.size(); ++record) {
    const View& view = judge_->At(record, call.recipient);
    const auto found = view.numbers.find(number);
    if (found == view.numbers.end()) continue;
    if (found->second) shown_due.push_back(record);
    if (!found->second)
      hits_due.push_back(HitOf(records_[record].header().originator().country(), KindOf(records_[record])));
  }
  if (Listed(shown) != Listed(shown_due) || Listed(hits) != Listed(hits_due)) {
    findings_.Differ(where, absl::StrCat("shown ", Listed(shown), ", due ", Listed(shown_due), ", hits ", Listed(hits),
                                         ", due ", Listed(hits_due)));
  }
  v1::CheckReply rest = call.reply;
  rest.clear_candidates();
  rest.clear_decision_id();
  rest.clear_index_time();
  const bool any = !call.reply.candidates().empty();
  v1::CheckReply as_of_nothing;
  as_of_nothing.set_result(any ? v1::CheckReply::CANDIDATES : v1::CheckReply::NONE_FOUND);
  Search(where, rest.SerializeAsString() + call.Apart(), Shown());
  if (rest.result() != as_of_nothing.result() || (!any && rest.SerializeAsString() != nothing_found_)) {
    findings_.Differ(where, "the answer differs from that about nothing: " + rest.ShortDebugString());
  }
}

void WorldRun::LookAtCandidate(size_t recipient, const v1::Candidate& candidate) {
  ++(candidate.hit_only() ? findings_.candidates_by_hit : findings_.candidates);
  const std::string where = Where(recipient, "a candidate");
  if (candidate.hit_only()) {
    if (candidate.has_record()) findings_.Differ(where, "a hit holds a record");
    return Search(where, candidate.SerializeAsString(), Shown());
  }
  const std::optional<size_t> record = RecordOf(candidate.record_id());
  if (!record) return findings_.Differ(where, "a record id that nobody submitted");
  const View& view = judge_->At(*record, recipient);
  const bool own = view.effect == policy::Effect::kOwn;
  Search(where, candidate.SerializeAsString(), own ? Shown(records_[*record].SerializeAsString()) : view.shown);
  if (!own && candidate.record().SerializeAsString() != view.copy) {
    findings_.Differ(where, "the copy is another than the judge's");
  }
}

}  // namespace entente::canary
