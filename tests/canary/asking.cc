// What administrators, officers and auditors are told: requests for release, recalls, explanations.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/policy/statement.h"
#include "tests/canary/world_run.h"

namespace entente::canary {
namespace {

bool Governs(const std::string& country) { return std::count(Governing().begin(), Governing().end(), country) > 0; }

// A sub-bureau without a policy of its own is its parent's to govern; here no parent's officers are known.
template <typename C>
std::unique_ptr<C> CallOf(const std::string& system, const std::string& purpose) {
  auto call = std::make_unique<C>();
  call->system = system;
  call->request.mutable_context()->set_purpose(purpose);
  return call;
}

constexpr char kOffice[] = "criminal-investigation";  // what administrators and auditors state

}  // namespace

Shown WorldRun::NationalIdsOf(const std::string& country) const {
  Shown ids;
  for (const v1::Record& record : world_.records) {
    if (record.header().originator().country() == country) ids.Add(words_, record.header().national_id());
  }
  return ids;
}

// Hits are asked about, by those who got them and by others in vain; owners' officers answer; both sides see the list.
void WorldRun::Consent() {
  if (hits_.empty()) return;
  step_ = "after consents";
  Calls<AskCall> calls;
  std::vector<std::string> reasons;
  std::vector<size_t> hits;
  const auto add = [&](size_t recipient, const std::string& handle, size_t hit) {
    reasons.push_back(words_.New());
    hits.push_back(hit);
    calls.push_back(CallOf<AskCall>(Who(recipient).name(), Who(recipient).purpose));
    calls.back()->recipient = recipient;
    calls.back()->request.set_handle(handle);
    calls.back()->request.set_reason(reasons.back());
  };
  add(0, "hit:AAAA", 0);
  for (size_t i = 0; i < hits_.size(); ++i) {
    add(hits_[i].recipient, hits_[i].handle, i);
    const size_t other = SomeRecipient();
    if (Who(other).name() != Who(hits_[i].recipient).name()) add(other, hits_[i].handle, i);
  }
  host_.Ask(calls);
  for (size_t i = 0; i < calls.size(); ++i) {
    const Hit& hit = hits_[hits[i]];
    const Spot spot{"the reply to a request for release", calls[i]->recipient, std::nullopt};
    const bool own = i > 0 && Who(calls[i]->recipient).name() == Who(hit.recipient).name();
    if (!own) {
      LookAtError({"an error of a request for release"}, calls[i]->status, calls[i]->bytes(),
                  ErrorBytes(calls[0]->status));
      continue;
    }
    ++findings_.requests;
    Search(spot, calls[i]->bytes(), Shown());
    if (!hit.must_hold && ErrorBytes(calls[i]->status) == ErrorBytes(calls[0]->status)) continue;
    if (!calls[i]->status.ok()) {
      Differ(spot, calls[i]->status.error_message());
      continue;
    }
    if (!calls[i]->reply.repeated_request()) {
      asked_[calls[i]->reply.request_id()] = {calls[i]->recipient, hit.owner, reasons[i]};
    }
  }
  Answer(LookAtRequests());
  host_.WaitReconciled();
  Watch();
}

// By each who may hear of some. What the owners' officers are to answer comes back.
std::vector<v1::ReleaseRequestEntry> WorldRun::LookAtRequests() {
  std::vector<v1::ReleaseRequestEntry> to_answer;
  Calls<AskedCall> calls;
  for (const std::string& country : Governing()) calls.push_back(CallOf<AskedCall>(AdminOf(country), kOffice));
  for (const Recipient& recipient : world_.recipients) {
    calls.push_back(CallOf<AskedCall>(recipient.name(), recipient.purpose));
  }
  for (const auto& call : calls) call->request.set_answered(true);
  host_.Ask(calls);
  for (const auto& call : calls) {
    const Spot spot{"a list of requests for release"};
    const std::string country = call->system.substr(0, call->system.find('/'));
    const bool admin = call->system == AdminOf(country);
    size_t due = 0;
    for (const auto& [id, asked] : asked_) {
      const std::string by = Who(asked.recipient).name();
      due += admin ? asked.owner == country || by.starts_with(country + "/") : by == call->system;
    }
    if (!call->status.ok() || call->reply.entries_size() != static_cast<int>(due)) {
      Differ(spot, absl::StrCat(call->system, " is told of ", call->reply.entries_size(), ", due ", due, " ",
                                call->status.error_message()));
    }
    for (const v1::ReleaseRequestEntry& entry : call->reply.entries()) {
      const auto asked = asked_.find(entry.request_id());
      const bool owner = admin && entry.owner() == country;
      Shown shown = owner ? NationalIdsOf(country) : Shown();
      if (asked != asked_.end()) shown.Add(words_, asked->second.reason);
      Search(spot, entry.SerializeAsString(), shown);
      if (!owner && !(entry.record_id() + entry.national_id()).empty())
        Differ(spot, "it names the record to the asker");
      if (owner && entry.state() == v1::ReleaseRequestEntry::WAITING) to_answer.push_back(entry);
    }
    Search(spot, call->Apart(), Shown());
  }
  return to_answer;
}

void WorldRun::Answer(const std::vector<v1::ReleaseRequestEntry>& entries) {
  Calls<AnswerCall> calls;
  std::set<size_t> records;
  for (const v1::ReleaseRequestEntry& entry : entries) {
    const auto asked = asked_.find(entry.request_id());
    const std::optional<size_t> record = RecordOf(entry.record_id());
    if (asked == asked_.end() || !record) {
      Differ({"a list of requests for release"}, "a request that nobody made");
      continue;
    }
    calls.push_back(CallOf<AnswerCall>(AdminOf(entry.owner()), kOffice));
    v1::ReleaseAnswer& answer = calls.back()->request;
    answer.set_request_id(entry.request_id());
    answer.set_granted(chance_.Percent(75));
    std::vector<std::string> sets;
    if (answer.granted()) {
      sets = chance_.Some(differential::kFieldSets, 3, 9);
      answer.mutable_field_sets()->Assign(sets.begin(), sets.end());
      answer.set_minors_included(chance_.Percent(50));
      answer.mutable_until()->set_seconds(absl::ToUnixSeconds(world_.now + absl::Hours(48)));
      world_.consents[{*record, asked->second.recipient}] = {sets, answer.minors_included(),
                                                             absl::FromUnixSeconds(answer.until().seconds())};
      records.insert(*record);
    }
    ++(answer.granted() ? findings_.consents : findings_.refusals);
    *answer.mutable_officer() = host_.OfficeOf(entry.owner())
                                    .Sign(entry.owner() + "/policy-1",
                                          policy::ReleaseStatement(entry.request_id(), answer.granted(), sets,
                                                                   answer.minors_included(), answer.until().seconds()));
  }
  host_.Ask(calls);
  for (const auto& call : calls) {
    const Spot spot{"the reply to an officer's answer"};
    if (!call->status.ok()) Differ(spot, call->status.error_message());
    Search(spot, call->bytes(), Shown());
  }
  judge_->LookAt(records);
}

// By the asker, the owner, an auditor, and somebody whom it does not concern. One is explained at a time.
void WorldRun::Explain() {
  std::string unknown, denied;
  const auto ask = [&](const std::string& system, const std::string& purpose, const std::string& id) {
    Calls<ExplainCall> calls;
    calls.push_back(CallOf<ExplainCall>(system, purpose));
    calls[0]->request.set_decision_id(id);
    host_.Ask(calls);
    return std::move(calls[0]);
  };
  unknown = ErrorBytes(ask(Who(0).name(), Who(0).purpose, "0123456789abcdef")->status);
  for (const Decided& decided : decided_) {
    const Recipient& who = Who(decided.recipient);
    ++findings_.explanations;
    const auto own = ask(who.name(), who.purpose, decided.id);
    const Spot spot{"an explanation to who asked", decided.recipient, decided.record};
    Search(spot, own->bytes(), Shown());
    if (!own->status.ok()) Differ(spot, own->status.error_message());
    if (decided.nothing) {
      v1::ExplainDecisionReply reply = own->reply;
      for (const char* name : {"decision_id", "time", "requester", "purpose", "text"}) {
        reply.GetReflection()->ClearField(&reply, reply.GetDescriptor()->FindFieldByName(name));
      }
      const std::string rest = reply.SerializeAsString();
      if (denied.empty()) denied = rest;
      const std::string of_nothing = absl::StrCat("Nothing was found that may be seen by `", who.name(), "` for `");
      if (rest != denied || !own->reply.text().starts_with(of_nothing)) {
        Differ(spot, "of what is hidden more is told than of nothing");
      }
    }
    const std::string owner = decided.record ? Owner(*decided.record).country() : "";
    const Shown id = decided.record ? Shown(words_, world_.records[*decided.record].header().national_id()) : Shown();
    const auto auditors = ask(kAuditor, kOffice, decided.id);
    Search({"an explanation to an auditor", std::nullopt, decided.record}, auditors->bytes(), id);
    if (!auditors->status.ok()) Differ({"an explanation to an auditor"}, auditors->status.error_message());
    if (Governs(owner)) {
      Search({"an explanation to the owner", std::nullopt, decided.record},
             ask(AdminOf(owner), kOffice, decided.id)->bytes(), id);
    }
    for (const std::string& country : Governing()) {
      if (country == owner || country == who.country) continue;
      const auto others = ask(AdminOf(country), kOffice, decided.id);
      LookAtError({"an error of an explanation"}, others->status, others->bytes(), unknown);
      break;
    }
  }
}

// Recalls are of one's own records; policies tell of no record at all.
void WorldRun::AskAdministrators() {
  for (const std::string& country : Governing()) {
    const Shown ids = NationalIdsOf(country);
    std::string after;
    do {
      Calls<RecallsCall> calls;
      calls.push_back(CallOf<RecallsCall>(AdminOf(country), kOffice));
      calls[0]->request.set_answered(true);
      calls[0]->request.set_after(after);
      host_.Ask(calls);
      const Spot spot{"a list of recalls"};
      if (!calls[0]->status.ok()) Differ(spot, calls[0]->status.error_message());
      Search(spot, calls[0]->bytes(), ids);
      for (const v1::Recall& recall : calls[0]->reply.recalls()) {
        const std::optional<size_t> record = RecordOf(recall.record_id());
        if (!record || Owner(*record).country() != country) Differ(spot, "it tells of another's record");
      }
      after = calls[0]->reply.next();
    } while (!after.empty());
    Calls<PoliciesCall> calls;
    calls.push_back(CallOf<PoliciesCall>(AdminOf(country), kOffice));
    host_.Ask(calls);
    if (!calls[0]->status.ok()) Differ({"a list of policies"}, calls[0]->status.error_message());
    Search({"a list of policies"}, calls[0]->bytes(), Shown());
  }
}

}  // namespace entente::canary
