#include "gateway/core/gateway.h"

#include <utility>

#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/papers.h"
#include "gateway/core/refuse.h"

namespace entente::core {

Gateway::Gateway(GatewayOptions options)
    : options_(std::move(options)),
      context_salt_(options_.store, options_.sealer),
      cadence_(options_.answer_beat),
      workers_(options_.workers) {}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options) {
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(options)));
  const GatewayOptions& given = gateway->options_;
  const auto stored = given.store->Papers(kActiveShelf);
  if (!stored.ok()) return stored.status();
  // Before anything is written: a policy that cannot be loaded never becomes "no policy".
  const absl::Status sound = stored->empty() ? CheckFirst(given.sources, given.first_policies)
                                             : ReadActive(*given.store, given.sources).status();
  if (!sound.ok()) return sound;
  WriterOptions writing;
  writing.store = given.store;
  writing.log = given.log;
  writing.queue_max = given.queue_max;
  writing.committed = [wakeups = &gateway->wakeups_](store::Position last) { wakeups->Committed(last); };
  absl::StatusOr<std::unique_ptr<Writer>> writer = Writer::Start(std::move(writing));
  if (!writer.ok()) return writer.status();
  gateway->writer_ = *std::move(writer);
  absl::StatusOr<std::unique_ptr<Decoy>> decoy = Decoy::Make(given.store, given.sealer);
  if (!decoy.ok()) return decoy.status();
  gateway->decoy_ = *std::move(decoy);
  const absl::StatusOr<store::Position> last = given.store->LastPosition();
  if (!last.ok()) return last.status();
  gateway->wakeups_.Start(*last);
  gateway->parts_ = {.store = given.store,
                     .sealer = given.sealer,
                     .writer = gateway->writer_.get(),
                     .formats = given.formats,
                     .clock = given.clock,
                     .active = &gateway->active_,
                     .context_salt = &gateway->context_salt_,
                     .decoy = gateway->decoy_.get(),
                     .wakeups = &gateway->wakeups_,
                     .workers = &gateway->workers_,
                     .log = given.log,
                     .shadows = &gateway->shadows_,
                     .consents = &gateway->consents_};
  if (const absl::Status status = gateway->consents_.Load(*given.store, given.clock->Now()); !status.ok())
    return status;
  if (stored->empty()) {
    const absl::StatusOr<PolicySources> first = given.first_policies();
    if (!first.ok()) return PolicyInvalid(std::string(first.status().message()));
    if (const absl::Status status = BeginWithPolicies(gateway->parts_, *first); !status.ok()) return status;
  }
  const absl::Status loaded = core::Reload(gateway->parts_, given.sources, "", {}).status();
  if (!loaded.ok()) return loaded;
  if (const absl::Status status = ResumeRequests(gateway->parts_); !status.ok()) return status;
  gateway->reconciler_ = std::make_unique<Reconciler>(&gateway->parts_);
  gateway->parts_.reconciler = gateway->reconciler_.get();
  gateway->reconciler_->Start();
  return gateway;
}

Gateway::~Gateway() { Stop(); }

void Gateway::Stop() {
  if (reconciler_ != nullptr) reconciler_->Stop();
  if (writer_ != nullptr) writer_->Stop();
  office_.Stop();
  workers_.Stop();
  cadence_.Stop();
}

absl::Status Gateway::Health() const {
  const absl::Status writing = writer_->Health();
  return writing.ok() && reconciler_ != nullptr ? reconciler_->Health() : writing;
}

void Gateway::Submit(const Caller& caller, Submission submission, SubmitDone done) {
  core::Submit(parts_, caller, std::move(submission), std::move(done));
}

void Gateway::Withdraw(const Caller& caller, const Withdrawal& withdrawal,
                       absl::AnyInvocable<void(absl::StatusOr<Withdrawn>)> done) {
  core::Withdraw(parts_, caller, withdrawal, std::move(done));
}

void Gateway::Fetch(const Caller& caller, FetchQuery query, absl::AnyInvocable<void(absl::StatusOr<Fetched>)> done) {
  core::Fetch(parts_, caller, std::move(query), cadence_.Hold(std::move(done)));
}

void Gateway::CheckDocument(const Caller& caller, DocumentCheck check,
                            absl::AnyInvocable<void(absl::StatusOr<Checked>)> done) {
  core::CheckDocument(parts_, caller, std::move(check), cadence_.Hold(std::move(done)));
}

void Gateway::Acknowledge(const Caller& caller, const Answered& answered, absl::AnyInvocable<void(absl::Status)> done) {
  core::Acknowledge(parts_, caller, answered, std::move(done));
}

void Gateway::ListQuarantined(const Caller& caller, QuarantineQuery query,
                              absl::AnyInvocable<void(absl::StatusOr<QuarantinePage>)> done) {
  workers_.Post([this, caller, query = std::move(query), done = std::move(done)]() mutable {
    core::ListQuarantined(parts_, caller, query, std::move(done));
  });
}

void Gateway::ShowQuarantined(const Caller& caller, QuarantineQuery query,
                              absl::AnyInvocable<void(absl::StatusOr<QuarantineShown>)> done) {
  workers_.Post([this, caller, query = std::move(query), done = std::move(done)]() mutable {
    core::ShowQuarantined(parts_, caller, query, std::move(done));
  });
}

void Gateway::RecheckQuarantined(const Caller& caller, QuarantineQuery query,
                                 absl::AnyInvocable<void(absl::StatusOr<Rechecked>)> done) {
  workers_.Post([this, caller, query = std::move(query), done = std::move(done)]() mutable {
    core::RecheckQuarantined(parts_, caller, query, std::move(done));
  });
}

void Gateway::Watch(const Caller& caller, WatchQuery query,
                    absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<Feed>>)> done) {
  const v1::RequestContext context = query.context;
  absl::StatusOr<std::shared_ptr<Feed>> feed = Feed::Open(parts_, caller, std::move(query));
  if (feed.ok()) return done(*std::move(feed));
  Refuse(parts_, caller, context, feed.status(),
         [done = std::move(done)](absl::Status answer) mutable { done(std::move(answer)); });
}

void Gateway::Reload(const Caller& caller, const v1::RequestContext& context,
                     absl::AnyInvocable<void(absl::StatusOr<Reloaded>)> done) {
  const bool operator_asks = caller.country.empty();
  if (!operator_asks) {
    const absl::Status entitled = Entitle(*active_.get(), caller, context, Role::kAdministrator).status();
    if (!entitled.ok()) {
      return Refuse(parts_, caller, context, entitled,
                    [done = std::move(done)](absl::Status answer) mutable { done(std::move(answer)); });
    }
  }
  const std::string peer = operator_asks ? "" : caller.name();
  workers_.Post([this, peer, context, done = std::move(done)]() mutable {
    done(core::Reload(parts_, options_.sources, peer, context));
  });
}

template <typename Answer, typename Work>
void Gateway::Administer(const Caller& caller, const v1::RequestContext& context, Work work,
                         absl::AnyInvocable<void(absl::StatusOr<Answer>)> done) {
  office_.Post([this, caller, context, work = std::move(work), done = std::move(done)]() mutable {
    const absl::Status entitled = Entitle(*active_.get(), caller, context, Role::kAdministrator).status();
    absl::StatusOr<Answer> answer = entitled.ok() ? work() : absl::StatusOr<Answer>(entitled);
    if (answer.ok()) return done(std::move(answer));
    Refuse(parts_, caller, context, answer.status(),
           [done = std::move(done)](absl::Status status) mutable { done(std::move(status)); });
  });
}

void Gateway::ListPolicies(const Caller& caller, const v1::RequestContext& context,
                           absl::AnyInvocable<void(absl::StatusOr<PolicyList>)> done) {
  Administer<PolicyList>(
      caller, context, [this, caller, context] { return core::ListPolicies(parts_, caller, context); },
      std::move(done));
}

void Gateway::GetPolicy(const Caller& caller, const v1::RequestContext& context, std::string digest,
                        absl::AnyInvocable<void(absl::StatusOr<v1::GetPolicyReply>)> done) {
  Administer<v1::GetPolicyReply>(
      caller, context,
      [this, caller, context, digest = std::move(digest)] { return core::GetPolicy(parts_, caller, context, digest); },
      std::move(done));
}

void Gateway::ProposePolicy(const Caller& caller, const v1::RequestContext& context, PolicyDraft draft,
                            absl::AnyInvocable<void(absl::StatusOr<Proposed>)> done) {
  Administer<Proposed>(
      caller, context,
      [this, caller, context, draft = std::move(draft)] {
        return core::ProposePolicy(parts_, caller, context, draft);
      },
      std::move(done));
}

void Gateway::ApprovePolicy(const Caller& caller, const v1::RequestContext& context, std::string digest,
                            v1::OfficerSignature approver, absl::AnyInvocable<void(absl::StatusOr<Approved>)> done) {
  Administer<Approved>(
      caller, context,
      [this, caller, context, digest = std::move(digest), approver = std::move(approver)] {
        return core::ApprovePolicy(parts_, caller, context, digest, approver);
      },
      std::move(done));
}

void Gateway::ActivatePolicy(const Caller& caller, const v1::RequestContext& context, std::string digest,
                             bool emergency, absl::AnyInvocable<void(absl::StatusOr<Activated>)> done) {
  Administer<Activated>(
      caller, context,
      [this, caller, context, digest = std::move(digest), emergency] {
        return core::ActivatePolicy(parts_, caller, context, digest, emergency);
      },
      std::move(done));
}

void Gateway::ListRecalls(const Caller& caller, const v1::RequestContext& context, RecallQuery query,
                          absl::AnyInvocable<void(absl::StatusOr<RecallPage>)> done) {
  Administer<RecallPage>(
      caller, context,
      [this, caller, context, query = std::move(query)] { return core::ListRecalls(parts_, caller, context, query); },
      std::move(done));
}

void Gateway::MoveParticipant(const Caller& caller, const v1::RequestContext& context, MotionAsked asked,
                              absl::AnyInvocable<void(absl::StatusOr<Moved>)> done) {
  Administer<Moved>(
      caller, context,
      [this, caller, context, asked = std::move(asked)] {
        return core::MoveParticipant(parts_, caller, context, asked);
      },
      std::move(done));
}

void Gateway::ListParticipants(const Caller& caller, const v1::RequestContext& context,
                               absl::AnyInvocable<void(absl::StatusOr<ParticipantList>)> done) {
  Administer<ParticipantList>(
      caller, context, [this, caller, context] { return core::ListParticipants(parts_, caller, context); },
      std::move(done));
}

// Answers what `work` says, after its refusal is audited where it is one that must be.
template <typename Answer, typename Work>
void Gateway::Ask(const Caller& caller, const v1::RequestContext& context, Work work,
                  absl::AnyInvocable<void(absl::StatusOr<Answer>)> done) {
  office_.Post([this, caller, context, work = std::move(work), done = std::move(done)]() mutable {
    absl::StatusOr<Answer> answer = work();
    if (answer.ok()) return done(std::move(answer));
    const absl::Status refusal = answer.status();
    auto told = [done = std::move(done)](absl::Status status) mutable { done(std::move(status)); };
    if (ReasonOf(refusal) == v1::NOT_ENTITLED) return Refuse(parts_, caller, context, refusal, std::move(told));
    AnswerAudited(parts_, caller, context, refusal, std::move(told));
  });
}

void Gateway::RequestRelease(const Caller& caller, v1::ReleaseRequest request,
                             absl::AnyInvocable<void(absl::StatusOr<AskedRelease>)> done) {
  const v1::RequestContext context = request.context();
  Ask<AskedRelease>(
      caller, context,
      [this, caller, request = std::move(request)] {
        return core::RequestRelease(parts_, caller, request, options_.answer_times);
      },
      std::move(done));
}

void Gateway::AnswerRelease(const Caller& caller, v1::ReleaseAnswer answer,
                            absl::AnyInvocable<void(absl::Status)> done) {
  struct Nothing {};
  const v1::RequestContext context = answer.context();
  Ask<Nothing>(
      caller, context,
      [this, caller, answer = std::move(answer)]() -> absl::StatusOr<Nothing> {
        if (const absl::Status status = core::AnswerRelease(parts_, caller, answer); !status.ok()) return status;
        return Nothing{};
      },
      [done = std::move(done)](const absl::StatusOr<Nothing>& answered) mutable { done(answered.status()); });
}

void Gateway::ListReleaseRequests(const Caller& caller, const v1::RequestContext& context, ReleaseListQuery query,
                                  absl::AnyInvocable<void(absl::StatusOr<std::vector<v1::ReleaseRequestEntry>>)> done) {
  Ask<std::vector<v1::ReleaseRequestEntry>>(
      caller, context,
      [this, caller, context, query] { return core::ListReleaseRequests(parts_, caller, context, query); },
      std::move(done));
}

void Gateway::ExplainDecision(const Caller& caller, const v1::RequestContext& context, std::string decision_id,
                              absl::AnyInvocable<void(absl::StatusOr<v1::ExplainDecisionReply>)> done) {
  Ask<v1::ExplainDecisionReply>(
      caller, context,
      [this, caller, context, decision_id = std::move(decision_id)] {
        return core::ExplainDecision(parts_, caller, context, decision_id);
      },
      std::move(done));
}

void Gateway::ShadowPolicy(const Caller& caller, const v1::RequestContext& context, ShadowAsked asked,
                           absl::AnyInvocable<void(absl::StatusOr<v1::ShadowReport>)> done) {
  Administer<v1::ShadowReport>(
      caller, context,
      [this, caller, context, asked = std::move(asked)] { return core::ShadowPolicy(parts_, caller, context, asked); },
      std::move(done));
}

void Gateway::ReplayPolicy(const Caller& caller, const v1::RequestContext& context, ReplayQuery query,
                           absl::AnyInvocable<void(absl::StatusOr<Replayed>)> done) {
  Administer<Replayed>(
      caller, context,
      [this, caller, context, query = std::move(query)] { return core::ReplayPolicy(parts_, caller, context, query); },
      std::move(done));
}

}  // namespace entente::core
