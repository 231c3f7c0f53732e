#include "gateway/core/shadow.h"

#include <utility>

#include "gateway/core/errors.h"
#include "gateway/core/parts.h"
#include "gateway/core/policy_proposal.h"
#include "gateway/core/replay.h"
#include "gateway/policy/access.h"
#include "gateway/policy/statement.h"

namespace entente::core {
namespace {

const char* EffectWord(policy::Effect effect) {
  switch (effect) {
    case policy::Effect::kRelease:
      return "release";
    case policy::Effect::kHit:
      return "hit";
    case policy::Effect::kOwn:
      return "own";
    case policy::Effect::kDeny:
      break;
  }
  return "deny";
}

}  // namespace

void Shadow::Count(const policy::PolicySet& active, const policy::Question& question, const policy::Decision& decision,
                   bool counts) {
  if (&active != active_.get()) return;
  const policy::Decision other = policy::Decide(*candidate_, question);
  const bool same = policy::SameAccess(decision, other);
  if (!counts) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  ++decisions_;
  if (same && decision.rule == other.rule) return;
  ++counts_[{question.recipient, question.purpose, EffectWord(decision.effect), decision.rule,
             EffectWord(other.effect), other.rule}];
}

v1::ShadowReport Shadow::Report(const policy::PolicySet& active) const {
  v1::ShadowReport report;
  report.set_country(country_);
  report.set_digest(digest_);
  report.set_over(&active != active_.get());
  *report.mutable_since() = ToProto(since_);
  const std::lock_guard<std::mutex> lock(mutex_);
  report.set_decisions(decisions_);
  for (const auto& [row, count] : counts_) {
    v1::ShadowCount& told = *report.add_counts();
    told.set_recipient(std::get<0>(row));
    told.set_purpose(std::get<1>(row));
    told.set_effect(std::get<2>(row));
    told.set_rule(std::get<3>(row));
    told.set_candidate_effect(std::get<4>(row));
    told.set_candidate_rule(std::get<5>(row));
    told.set_decisions(count);
  }
  return report;
}

ShadowPtr Shadows::For(const std::string& country) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (shadows_.empty()) return nullptr;
  auto found = shadows_.find(country);
  if (found == shadows_.end()) found = shadows_.find(policy::kNetworkPolicy);
  return found == shadows_.end() ? nullptr : found->second;
}

void Shadows::Put(ShadowPtr shadow) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ShadowPtr& place = shadows_[shadow->country()];
  place = std::move(shadow);
}

ShadowPtr Shadows::End(const std::string& country) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = shadows_.find(country);
  if (found == shadows_.end()) return nullptr;
  ShadowPtr shadow = std::move(found->second);
  shadows_.erase(found);
  return shadow;
}

absl::StatusOr<v1::ShadowReport> ShadowPolicy(const Parts& parts, const Caller& caller,
                                              const v1::RequestContext& context, const ShadowAsked& asked) {
  auto entry = PolicyEntry(parts, audit::Kind::kAdmin, caller.name(), context, caller.country, "", "");
  if (!entry.ok()) return entry.status();
  entry->policy_digests.clear();
  entry->details["did"] = asked.end ? "policy.shadow.end" : "policy.shadow";
  const auto audited = parts.writer->Run([&](const WriterView&, Changes& changes) {
    changes.entries.push_back(*entry);
    return absl::OkStatus();
  });
  if (!audited.ok()) return audited.status();
  if (asked.text.empty() && asked.digest.empty()) {
    const ShadowPtr running = asked.end ? parts.shadows->End(caller.country) : parts.shadows->For(caller.country);
    if (running != nullptr && running->country() == caller.country) {
      return running->Report(*parts.active->get()->policies);
    }
    return WithReason(absl::NotFoundError("no candidate runs beside this country's policy"), v1::RECORD_UNKNOWN);
  }
  const absl::StatusOr<PolicyCandidate> candidate = ReadPolicyCandidate(parts, caller, {asked.text, asked.digest});
  if (!candidate.ok()) return candidate.status();
  if (candidate->country != caller.country) return NotGoverned(candidate->country);
  auto shadow = std::make_shared<Shadow>(candidate->country, candidate->digest, parts.active->get()->policies,
                                         candidate->active->policies, parts.clock->Now());
  parts.shadows->Put(shadow);
  return shadow->Report(*parts.active->get()->policies);
}

}  // namespace entente::core
