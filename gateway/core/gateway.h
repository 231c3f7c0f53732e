// The gateway without its network: every use case, asynchronous, its callback called exactly once.
//
// Thread safety: all methods may be called from any thread. Callbacks run on the calling thread, a worker, or a thread
// of the writer, and must not block.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "gateway/audit/log.h"
#include "gateway/core/acknowledge.h"
#include "gateway/core/active.h"
#include "gateway/core/cadence.h"
#include "gateway/core/check.h"
#include "gateway/core/clock.h"
#include "gateway/core/feed.h"
#include "gateway/core/explain_decision.h"
#include "gateway/core/fetch.h"
#include "gateway/core/motion.h"
#include "gateway/core/parts.h"
#include "gateway/core/policy_change.h"
#include "gateway/core/quarantine.h"
#include "gateway/core/recalls.h"
#include "gateway/core/reconcile.h"
#include "gateway/core/release_request.h"
#include "gateway/core/reload.h"
#include "gateway/core/replay.h"
#include "gateway/core/submit.h"
#include "gateway/core/withdraw.h"

namespace entente::core {

struct GatewayOptions {
  store::Store* store = nullptr;  // not owned, like all below
  store::Sealer* sealer = nullptr;
  audit::Log* log = nullptr;
  const adapters::Registry* formats = nullptr;
  const Clock* clock = nullptr;
  SourceReader sources;         // participants and gates, read at start and at every reload
  PolicyReader first_policies;  // read when the store has none yet
  int workers = 2;
  size_t queue_max = 4096;                              // changes that may wait for the disk
  AnswerTimes answer_times;                             // of requests for release
  absl::Duration answer_beat = absl::Milliseconds(20);  // of checks and fetches, see Cadence
};

class Gateway {
 public:
  // Reads participants, gates and the store's policies, and audits that. FailedPrecondition, POLICY_INVALID: with the
  // faults; DataLoss: store and log contradict each other. Then nothing may run.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options);
  ~Gateway();

  void Submit(const Caller& caller, Submission submission, SubmitDone done);
  void Withdraw(const Caller& caller, const Withdrawal& withdrawal,
                absl::AnyInvocable<void(absl::StatusOr<Withdrawn>)> done);
  void Fetch(const Caller& caller, FetchQuery query, absl::AnyInvocable<void(absl::StatusOr<Fetched>)> done);
  void CheckDocument(const Caller& caller, DocumentCheck check, absl::AnyInvocable<void(absl::StatusOr<Checked>)> done);
  void Acknowledge(const Caller& caller, const Answered& answered, absl::AnyInvocable<void(absl::Status)> done);
  void ListQuarantined(const Caller& caller, QuarantineQuery query,
                       absl::AnyInvocable<void(absl::StatusOr<QuarantinePage>)> done);
  void ShowQuarantined(const Caller& caller, QuarantineQuery query,
                       absl::AnyInvocable<void(absl::StatusOr<QuarantineShown>)> done);
  void RecheckQuarantined(const Caller& caller, QuarantineQuery query,
                          absl::AnyInvocable<void(absl::StatusOr<Rechecked>)> done);
  // Refusals are audited before they are answered, so the feed comes by callback too.
  void Watch(const Caller& caller, WatchQuery query,
             absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<Feed>>)> done);
  // The administrators' (policy_change.h); all of them run on a worker.
  void ListPolicies(const Caller& caller, const v1::RequestContext& context,
                    absl::AnyInvocable<void(absl::StatusOr<PolicyList>)> done);
  void GetPolicy(const Caller& caller, const v1::RequestContext& context, std::string digest,
                 absl::AnyInvocable<void(absl::StatusOr<v1::GetPolicyReply>)> done);
  void ProposePolicy(const Caller& caller, const v1::RequestContext& context, PolicyDraft draft,
                     absl::AnyInvocable<void(absl::StatusOr<Proposed>)> done);
  void ApprovePolicy(const Caller& caller, const v1::RequestContext& context, std::string digest,
                     v1::OfficerSignature approver, absl::AnyInvocable<void(absl::StatusOr<Approved>)> done);
  void ActivatePolicy(const Caller& caller, const v1::RequestContext& context, std::string digest, bool emergency,
                      absl::AnyInvocable<void(absl::StatusOr<Activated>)> done);
  void ListRecalls(const Caller& caller, const v1::RequestContext& context, RecallQuery query,
                   absl::AnyInvocable<void(absl::StatusOr<RecallPage>)> done);
  void ShadowPolicy(const Caller& caller, const v1::RequestContext& context, ShadowAsked asked,
                    absl::AnyInvocable<void(absl::StatusOr<v1::ShadowReport>)> done);
  void ReplayPolicy(const Caller& caller, const v1::RequestContext& context, ReplayQuery query,
                    absl::AnyInvocable<void(absl::StatusOr<Replayed>)> done);
  void MoveParticipant(const Caller& caller, const v1::RequestContext& context, MotionAsked asked,
                       absl::AnyInvocable<void(absl::StatusOr<Moved>)> done);
  void ListParticipants(const Caller& caller, const v1::RequestContext& context,
                        absl::AnyInvocable<void(absl::StatusOr<ParticipantList>)> done);
  // After a hit (release_request.h), and why a decision came out so (explain_decision.h).
  void RequestRelease(const Caller& caller, v1::ReleaseRequest request,
                      absl::AnyInvocable<void(absl::StatusOr<AskedRelease>)> done);
  void AnswerRelease(const Caller& caller, v1::ReleaseAnswer answer, absl::AnyInvocable<void(absl::Status)> done);
  void ListReleaseRequests(const Caller& caller, const v1::RequestContext& context, ReleaseListQuery query,
                           absl::AnyInvocable<void(absl::StatusOr<std::vector<v1::ReleaseRequestEntry>>)> done);
  void ExplainDecision(const Caller& caller, const v1::RequestContext& context, std::string decision_id,
                       absl::AnyInvocable<void(absl::StatusOr<v1::ExplainDecisionReply>)> done);
  // An empty caller is the operator of this machine (a signal).
  void Reload(const Caller& caller, const v1::RequestContext& context,
              absl::AnyInvocable<void(absl::StatusOr<Reloaded>)> done);

  // `tell` of each stored record that is found unreadable, from any thread; before anything is asked.
  void TellUnreadable(std::function<void(const std::string& record_id)> tell) { parts_.unreadable = std::move(tell); }
  ActivePtr active() const { return active_.get(); }
  absl::Status Health() const;
  // Whether recalls and releases wait to be written that were due when this was asked. Blocks while a piece is.
  bool Reconciling() { return reconciler_->Busy(); }
  // Ends what waits; afterwards everything is refused with SHUTTING_DOWN.
  void Stop();

 private:
  explicit Gateway(GatewayOptions options);
  template <typename Answer, typename Work>
  void Administer(const Caller& caller, const v1::RequestContext& context, Work work,
                  absl::AnyInvocable<void(absl::StatusOr<Answer>)> done);

  template <typename Answer, typename Work>
  void Ask(const Caller& caller, const v1::RequestContext& context, Work work,
           absl::AnyInvocable<void(absl::StatusOr<Answer>)> done);

  const GatewayOptions options_;
  ActiveHolder active_;
  ContextSalt context_salt_;
  Consents consents_;
  Shadows shadows_;
  Cadence cadence_;  // outlives whatever still answers
  Wakeups wakeups_;
  Workers workers_;
  Workers office_{2};  // administrators' work, which may take long: no feed waits for it
  std::unique_ptr<Decoy> decoy_;
  std::unique_ptr<Writer> writer_;
  Parts parts_;
  std::unique_ptr<Reconciler> reconciler_;
};

}  // namespace entente::core
