// A policy changes by activation alone: proposed and approved by officers' signatures, by more than one pair of eyes, and
// never by two administrators over one another.
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <thread>

#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/policy/statement.h"
#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/office.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Office;
using testing::Peer;
using testing::ReasonOf;

constexpr char kOnlyBrazil[] = R"(kind: CountryPolicy
country: EC
version: 2
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-br
    permit: {to: [BR], records: [arrest]}
    fields: [identity, event]
)";

// As the network's first one, with a ban before everything.
constexpr char kNothingToColombia[] = R"(kind: CountryPolicy
country: EC
version: 2
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-co
    permit: {to: [CO], records: [arrest]}
    fields: [identity, event]
    caveats: [no-onward-sharing]
  - id: hits-to-pe
    permit: {to: [PE], records: [arrest]}
    reveal: hit
    match: [identity]
  - id: not-to-co
    forbid: {to: [CO]}
    why: an invented emergency
)";

constexpr char kTwoApprovals[] = R"(kind: CountryPolicy
country: EC
version: 2
approvals: {required: 2, roles: [data-protection-officer, policy-officer]}
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-br
    permit: {to: [BR], records: [arrest]}
    fields: [identity, event]
)";

class PolicyChange : public ::testing::Test {
 protected:
  // Whether CO sees EC's arrest: what the tests' policies differ in.
  bool ColombiaSees() {
    v1::FetchReply fetched;
    return co_.Fetch(arrest_, &fetched).ok();
  }
  v1::PolicyProposal MustPropose(const std::string& text, const std::string& officer = "EC/policy-1") {
    v1::ProposePolicyReply reply;
    const grpc::Status status = ec_.Propose(ec_.Next(text), officer, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply.proposal();
  }
  v1::PolicyProposal MustApprove(const v1::PolicyProposal& proposal, const std::string& officer) {
    v1::ApprovePolicyReply reply;
    const grpc::Status status = ec_.Approve(proposal, officer, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply.proposal();
  }
  std::string ActiveDigest() {
    const v1::ListPoliciesReply list = ec_.List();
    for (const v1::ActivePolicy& active : list.active()) {
      if (active.country() == "EC") return active.digest();
    }
    return "";
  }

  InProcessGateway gateway_;
  Office ec_{gateway_, "EC/admin"};
  Peer co_ = gateway_.Connect("CO/policia");
  const std::string arrest_ = gateway_.Connect("EC/migracion").MustSubmit(Arrest("EC-1")).record_id();
};

TEST_F(PolicyChange, TakesEffectWhenItIsActivatedAndNotBefore) {
  const std::string first = ActiveDigest();
  EXPECT_TRUE(ColombiaSees());
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  EXPECT_EQ(proposal.country(), "EC");
  EXPECT_EQ(proposal.replaces(), first);
  EXPECT_EQ(proposal.waits_for_size(), 1);
  EXPECT_TRUE(ColombiaSees());
  EXPECT_EQ(MustApprove(proposal, "EC/dpo-1").waits_for_size(), 0);
  EXPECT_TRUE(ColombiaSees());
  v1::ActivatePolicyReply activated;
  const grpc::Status status = ec_.Activate(proposal.digest(), false, &activated);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(ColombiaSees());
  EXPECT_EQ(ActiveDigest(), proposal.digest());
  EXPECT_EQ(activated.activation().kind(), v1::PolicyActivation::APPROVED);
  ASSERT_EQ(activated.activation().officers_size(), 2);
  EXPECT_EQ(activated.activation().officers(1), "EC/dpo-1");
}

TEST_F(PolicyChange, SurvivesARestart) {
  const std::string digest = ec_.MustActivate(kOnlyBrazil);
  gateway_.Stop();
  gateway_.Start();
  Office again(gateway_, "EC/admin");
  const v1::ListPoliciesReply list = again.List();
  ASSERT_EQ(list.activations_size(), 5);  // the floor's and three countries' first, and this
  EXPECT_EQ(list.activations(4).digest(), digest);
  Peer co = gateway_.Connect("CO/policia");
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(co.Fetch(arrest_, &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(PolicyChange, NeedsItsApprovals) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  v1::ActivatePolicyReply reply;
  const grpc::Status status = ec_.Activate(proposal.digest(), false, &reply);
  EXPECT_EQ(ReasonOf(status), v1::APPROVAL_MISSING);
  EXPECT_NE(status.error_message().find("1 approval"), std::string::npos) << status.error_message();
  EXPECT_TRUE(ColombiaSees());
}

TEST_F(PolicyChange, TheActiveVersionSaysHowManyApprovalsItsSuccessorNeeds) {
  ec_.MustActivate(kTwoApprovals);
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  const v1::PolicyProposal half = MustApprove(proposal, "EC/policy-2");
  ASSERT_EQ(half.waits_for_size(), 2);
  EXPECT_EQ(half.waits_for(1), "an approval of a data-protection-officer");
  EXPECT_EQ(MustApprove(proposal, "EC/policy-2").waits_for_size(), 2);  // one officer has one say
  EXPECT_EQ(MustApprove(proposal, "EC/dpo-1").waits_for_size(), 0);
}

TEST_F(PolicyChange, WhoProposesDoesNotApprove) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  v1::ApprovePolicyReply reply;
  const grpc::Status status = ec_.Approve(proposal, "EC/policy-1", &reply);
  EXPECT_EQ(ReasonOf(status), v1::NOT_ENTITLED);
  v1::ActivatePolicyReply activated;
  EXPECT_EQ(ReasonOf(ec_.Activate(proposal.digest(), false, &activated)), v1::APPROVAL_MISSING);
}

TEST_F(PolicyChange, AnApprovalForAnotherDigestIsNone) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil), other = MustPropose(kNothingToColombia);
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::ApprovePolicyRequest request;
  *request.mutable_context() = Context();
  request.set_digest(proposal.digest());
  *request.mutable_approver() =
      ec_.Sign("EC/dpo-1", policy::PolicyStatement(policy::kApprovePolicy, "EC", other.digest(), other.replaces(),
                                                   other.after()));
  v1::ApprovePolicyReply reply;
  EXPECT_EQ(ReasonOf(ec_.stub().ApprovePolicy(&context, request, &reply)), v1::NOT_ENTITLED);
}

TEST_F(PolicyChange, AProposersSignatureIsNoApproval) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::ApprovePolicyRequest request;
  *request.mutable_context() = Context();
  request.set_digest(proposal.digest());
  *request.mutable_approver() =
      ec_.Sign("EC/dpo-1", policy::PolicyStatement(policy::kProposePolicy, "EC", proposal.digest(),
                                                   proposal.replaces(), proposal.after()));
  v1::ApprovePolicyReply reply;
  EXPECT_EQ(ReasonOf(ec_.stub().ApprovePolicy(&context, request, &reply)), v1::NOT_ENTITLED);
}

TEST_F(PolicyChange, AnOfficerOfAnotherCountryApprovesNothing) {
  v1::ApprovePolicyReply reply;
  EXPECT_EQ(ReasonOf(ec_.Approve(MustPropose(kOnlyBrazil), "CO/dpo-1", &reply)), v1::NOT_ENTITLED);
  v1::ProposePolicyReply proposed;
  EXPECT_EQ(ReasonOf(ec_.Propose(ec_.Next(kOnlyBrazil), "CO/policy-1", &proposed)), v1::NOT_ENTITLED);
}

TEST_F(PolicyChange, AnAdministratorOfAnotherCountryChangesNothing) {
  Office co(gateway_, "CO/admin");
  v1::ProposePolicyReply proposed;
  EXPECT_EQ(ReasonOf(co.Propose(co.Next(kOnlyBrazil), "EC/policy-1", &proposed)), v1::NOT_ENTITLED);
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  v1::ApprovePolicyReply approved;
  EXPECT_EQ(ReasonOf(co.Approve(proposal, "EC/dpo-1", &approved)), v1::RECORD_UNKNOWN);
  MustApprove(proposal, "EC/dpo-1");
  v1::ActivatePolicyReply activated;
  EXPECT_EQ(ReasonOf(co.Activate(proposal.digest(), false, &activated)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(co.List().proposals_size(), 0);
}

TEST_F(PolicyChange, ASystemThatIsNoAdministratorLearnsNothing) {
  Office nobody(gateway_, "EC/migracion");
  v1::ActivatePolicyReply activated;
  EXPECT_EQ(ReasonOf(nobody.Activate("sha256:0", false, &activated)), v1::NOT_ENTITLED);
}

TEST_F(PolicyChange, WhoLeftTheParticipantsFileApprovesNoMore) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  MustApprove(proposal, "EC/dpo-1");
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const std::string line =
      "      - {id: dpo-1, role: data-protection-officer, certificate: officers/EC-dpo-1.pem}\n";
  const size_t at = participants.find(line);
  ASSERT_NE(at, std::string::npos);
  participants.erase(at, line.size());
  gateway_.network().WriteFile("participants.yaml", participants);
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  v1::ActivatePolicyReply activated;
  EXPECT_EQ(ReasonOf(ec_.Activate(proposal.digest(), false, &activated)), v1::APPROVAL_MISSING);
  v1::ApprovePolicyReply approved;
  EXPECT_EQ(ReasonOf(ec_.Approve(proposal, "EC/dpo-1", &approved)), v1::NOT_ENTITLED);
  EXPECT_TRUE(ColombiaSees());
}

TEST_F(PolicyChange, WhoseCertificateWasReplacedApprovesAnew) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  MustApprove(proposal, "EC/dpo-1");
  gateway_.network().WriteFile("officers/EC-dpo-1.pem", gateway_.network().Officer("CO/dpo-1").certificate_pem);
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  gateway_.network().WriteFile("participants.yaml", participants + "\n");
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  v1::ActivatePolicyReply activated;
  EXPECT_EQ(ReasonOf(ec_.Activate(proposal.digest(), false, &activated)), v1::APPROVAL_MISSING);
}

TEST_F(PolicyChange, ADigestThatDoesNotFollowIsRefused) {
  const std::string text = ec_.Next(kOnlyBrazil);
  ec_.MustActivate(kNothingToColombia);
  v1::ProposePolicyReply reply;
  const grpc::Status status = ec_.Propose(text, "EC/policy-1", &reply);
  EXPECT_EQ(ReasonOf(status), v1::CONCURRENT_CHANGE);
  EXPECT_NE(status.error_message().find(ActiveDigest()), std::string::npos) << status.error_message();
}

TEST_F(PolicyChange, AVersionThatIsNotTheNextIsRefused) {
  const std::string text =
      std::regex_replace(ec_.Next(kOnlyBrazil), std::regex("\nversion: 2\n"), "\nversion: 3\n");
  v1::ProposePolicyReply reply;
  const grpc::Status status = ec_.Propose(text, "EC/policy-1", &reply);
  EXPECT_EQ(ReasonOf(status), v1::POLICY_INVALID);
  EXPECT_NE(status.error_message().find("the highest ever + 1, which is 2"), std::string::npos);
}

TEST_F(PolicyChange, AFaultyFileIsRefusedWithItsPlace) {
  v1::ProposePolicyReply reply;
  const grpc::Status status =
      ec_.Propose(std::regex_replace(ec_.Next(kOnlyBrazil), std::regex("to: \\[BR\\]"), "to: [BX]"), "EC/policy-1",
                  &reply);
  EXPECT_EQ(ReasonOf(status), v1::POLICY_INVALID);
  EXPECT_NE(status.error_message().find("policies/EC/policy.yaml:8:19: `BX`"), std::string::npos) << status.error_message();
  EXPECT_EQ(ec_.List().proposals_size(), 0);
}

TEST_F(PolicyChange, TheSecondOfTwoThatFollowTheSameVersionIsTold) {
  const v1::PolicyProposal one = MustPropose(kOnlyBrazil), two = MustPropose(kNothingToColombia);
  MustApprove(one, "EC/dpo-1");
  MustApprove(two, "EC/dpo-1");
  v1::ActivatePolicyReply activated;
  ASSERT_TRUE(ec_.Activate(one.digest(), false, &activated).ok());
  EXPECT_EQ(ReasonOf(ec_.Activate(two.digest(), false, &activated)), v1::CONCURRENT_CHANGE);
  v1::ApprovePolicyReply approved;
  EXPECT_EQ(ReasonOf(ec_.Approve(two, "EC/policy-2", &approved)), v1::CONCURRENT_CHANGE);
  EXPECT_EQ(ActiveDigest(), one.digest());
}

TEST_F(PolicyChange, OfManyAtOnceOneIsActivated) {
  std::vector<v1::PolicyProposal> proposals;
  for (int i = 0; i < 4; ++i) {
    proposals.push_back(MustPropose(kOnlyBrazil + std::string("# draft ") + std::to_string(i) + "\n"));
    MustApprove(proposals.back(), "EC/dpo-1");
  }
  std::vector<std::thread> threads;
  std::vector<grpc::Status> ends(proposals.size());
  for (size_t i = 0; i < proposals.size(); ++i) {
    threads.emplace_back([&, i] {
      Office office(gateway_, "EC/admin");
      v1::ActivatePolicyReply activated;
      ends[i] = office.Activate(proposals[i].digest(), false, &activated);
    });
  }
  for (std::thread& thread : threads) thread.join();
  int activated = 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].ok()) {
      ++activated;
      EXPECT_EQ(ActiveDigest(), proposals[i].digest());
    } else {
      EXPECT_EQ(ReasonOf(ends[i]), v1::CONCURRENT_CHANGE) << ends[i].error_message();
    }
  }
  EXPECT_EQ(activated, 1);
}

TEST_F(PolicyChange, TwoCountriesAtOnceBothComeThrough) {
  constexpr char kColombia[] =
      "kind: CountryPolicy\ncountry: CO\nversion: 1\nrules:\n  - {id: a, permit: {to: [EC]}, fields: [event], "
      "purposes: [criminal-investigation], retention: P1Y}\n";
  std::thread other([&] { Office(gateway_, "CO/admin").MustActivate(kColombia); });
  ec_.MustActivate(kOnlyBrazil);
  other.join();
  std::set<std::string> active;
  const v1::ListPoliciesReply list = ec_.List();
  for (const v1::ActivePolicy& policy : list.active()) active.insert(policy.country());
  EXPECT_EQ(active, (std::set<std::string>{"CO", "DO", "EC", "XPO", "network"}));
  EXPECT_FALSE(ColombiaSees());
}

TEST_F(PolicyChange, AnEarlierVersionComesBackWithApprovalsOfItsOwn) {
  const std::string first = ActiveDigest();
  const v1::PolicyProposal second = MustPropose(kOnlyBrazil);
  MustApprove(second, "EC/dpo-1");
  v1::ActivatePolicyReply activated;
  ASSERT_TRUE(ec_.Activate(second.digest(), false, &activated).ok());
  v1::ProposePolicyReply back;
  const grpc::Status status = ec_.Rollback(first, "EC/policy-1", &back);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(ReasonOf(ec_.Activate(first, false, &activated)), v1::APPROVAL_MISSING);
  MustApprove(back.proposal(), "EC/dpo-1");
  ASSERT_TRUE(ec_.Activate(first, false, &activated).ok());
  EXPECT_EQ(activated.activation().kind(), v1::PolicyActivation::ROLLBACK);
  EXPECT_TRUE(ColombiaSees());
  // What was signed for the second version once does not bring it back: it followed another activation.
  EXPECT_EQ(ReasonOf(ec_.Activate(second.digest(), false, &activated)), v1::CONCURRENT_CHANGE);
  // The next version is still the highest ever + 1.
  EXPECT_EQ(MustPropose(kNothingToColombia).version(), 3);
}

TEST_F(PolicyChange, AVersionThatWasNeverActiveIsNoEarlierOne) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  ec_.MustActivate(kNothingToColombia);
  v1::ProposePolicyReply back;
  EXPECT_EQ(ReasonOf(ec_.Rollback(proposal.digest(), "EC/policy-1", &back)), v1::RECORD_UNKNOWN);
}

TEST_F(PolicyChange, AnEmergencyThatNarrowsNeedsOneSignatureAndLapses) {
  const std::string first = ActiveDigest();
  const v1::PolicyProposal proposal = MustPropose(kNothingToColombia);
  v1::ActivatePolicyReply activated;
  const grpc::Status status = ec_.Activate(proposal.digest(), true, &activated);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(activated.activation().kind(), v1::PolicyActivation::EMERGENCY);
  EXPECT_EQ(activated.lapses().seconds() - activated.activation().time().seconds(), 72 * 60 * 60);
  EXPECT_FALSE(ColombiaSees());
  gateway_.clock().Advance(absl::Hours(72) - absl::Seconds(1));
  ec_.WaitReconciled();
  EXPECT_FALSE(ColombiaSees());
  gateway_.clock().Advance(absl::Seconds(1));
  ec_.WaitReconciled();
  EXPECT_TRUE(ColombiaSees());
  EXPECT_EQ(ActiveDigest(), first);
  const v1::ListPoliciesReply list = ec_.List();
  EXPECT_EQ(list.activations(list.activations_size() - 1).kind(), v1::PolicyActivation::LAPSED);
}

TEST_F(PolicyChange, AConfirmedEmergencyStays) {
  const v1::PolicyProposal proposal = MustPropose(kNothingToColombia);
  v1::ActivatePolicyReply activated;
  ASSERT_TRUE(ec_.Activate(proposal.digest(), true, &activated).ok());
  v1::ApprovePolicyReply approved;
  const grpc::Status status = ec_.Approve(proposal, "EC/dpo-1", &approved);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(approved.confirmed());
  gateway_.clock().Advance(absl::Hours(100));
  ec_.WaitReconciled();
  EXPECT_FALSE(ColombiaSees());
  EXPECT_EQ(ActiveDigest(), proposal.digest());
}

TEST_F(PolicyChange, AnEmergencyDoesNotSayWhatConfirmsItNorIsFollowedByAnother) {
  ec_.MustActivate(kTwoApprovals);
  std::string narrower = kTwoApprovals;
  narrower.replace(narrower.find("required: 2, roles: [data-protection-officer, policy-officer]"),
                   std::string("required: 2, roles: [data-protection-officer, policy-officer]").size(), "required: 1");
  narrower += "  - {id: no, forbid: {to: [BR]}, why: an invented emergency}\n";
  const v1::PolicyProposal proposal = MustPropose(narrower);
  v1::ActivatePolicyReply activated;
  ASSERT_TRUE(ec_.Activate(proposal.digest(), true, &activated).ok());
  EXPECT_GT(MustApprove(proposal, "EC/policy-2").waits_for_size(), 0);
  const v1::PolicyProposal second = MustPropose(narrower + "  - {id: no-2, forbid: {to: [PE]}, why: another}\n");
  EXPECT_EQ(ReasonOf(ec_.Activate(second.digest(), true, &activated)), v1::APPROVAL_MISSING);
  v1::ApprovePolicyReply approved;
  ASSERT_TRUE(ec_.Approve(proposal, "EC/dpo-1", &approved).ok());
  EXPECT_TRUE(approved.confirmed());
}

TEST_F(PolicyChange, AVersionWhoseInvariantsDoNotHoldIsNotProposed) {
  v1::ProposePolicyReply reply;
  const grpc::Status status =
      ec_.Propose(ec_.Next(std::string(kOnlyBrazil) + "invariants:\n  - never: {fields: [identity]}\n"), "EC/policy-1",
                  &reply);
  EXPECT_EQ(ReasonOf(status), v1::POLICY_INVALID);
  EXPECT_NE(status.error_message().find("does not hold"), std::string::npos) << status.error_message();
  EXPECT_EQ(ec_.List().proposals_size(), 0);
}

TEST_F(PolicyChange, AnEmergencyThatAlsoGivesIsNone) {
  const v1::PolicyProposal proposal = MustPropose(kOnlyBrazil);
  v1::ActivatePolicyReply activated;
  EXPECT_EQ(ReasonOf(ec_.Activate(proposal.digest(), true, &activated)), v1::APPROVAL_MISSING);
  EXPECT_TRUE(ColombiaSees());
}

TEST_F(PolicyChange, TheFloorNeedsAnotherCountrysApproval) {
  const std::string floor = gateway_.network().ReadFile("policies/network.yaml");
  v1::ProposePolicyReply proposed;
  const grpc::Status status =
      ec_.Propose(std::regex_replace(ec_.Next(floor), std::regex("P5Y"), "P4Y"), "EC/policy-1", &proposed);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(proposed.proposal().country(), "network");
  v1::ApprovePolicyReply approved;
  ASSERT_TRUE(ec_.Approve(proposed.proposal(), "EC/dpo-1", &approved).ok());
  EXPECT_EQ(approved.proposal().waits_for_size(), 1);
  ASSERT_TRUE(Office(gateway_, "CO/admin").Approve(proposed.proposal(), "CO/dpo-1", &approved).ok());
  EXPECT_EQ(approved.proposal().waits_for_size(), 0);
  v1::ActivatePolicyReply activated;
  EXPECT_TRUE(ec_.Activate(proposed.proposal().digest(), false, &activated).ok());
}

TEST_F(PolicyChange, EveryStepIsAuditedWithoutNamingAnOfficer) {
  ec_.MustActivate(kOnlyBrazil);
  gateway_.Stop();
  const auto entries = audit::ReadEntries(gateway_.network().folder() + "/data/audit");
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::vector<std::string> kinds;
  for (const std::string& text : *entries) {
    EXPECT_EQ(text.find("policy-1"), std::string::npos) << text;
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    ASSERT_TRUE(entry.ok());
    const std::string kind(audit::KindName(entry->kind));
    if (kind.substr(0, 6) == "policy") kinds.push_back(kind);
    if (kind == "policy.approve") {
      EXPECT_TRUE(entry->commitments.contains("signer"));
    }
  }
  EXPECT_EQ(kinds,
            (std::vector<std::string>{"policy.activate", "policy.propose", "policy.approve", "policy.activate"}));
}

}  // namespace
}  // namespace entente
