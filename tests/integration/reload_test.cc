// Participants and policies are read again while the gateway runs: together, validated, audited, or not at all.
#include <gtest/gtest.h>

#include "entente/v1/exchange.grpc.pb.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Peer;
using testing::ReasonOf;

class Reload : public ::testing::Test {
 protected:
  grpc::Status Ask(const std::string& system, v1::ReloadPoliciesReply* reply) {
    const Peer peer = gateway_.Connect(system);
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ReloadPoliciesRequest request;
    *request.mutable_context() = Context();
    return v1::Admin::NewStub(peer.channel())->ReloadPolicies(&context, request, reply);
  }

  InProcessGateway gateway_;
};

constexpr char kNothingToCo[] = R"(kind: CountryPolicy
country: EC
version: 2
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-br
    permit: {to: [BR], records: [arrest]}
    fields: [identity, event]
)";

TEST_F(Reload, ANewPolicyDecidesFromThenOn) {
  Peer ec = gateway_.Connect("EC/migracion");
  Peer co = gateway_.Connect("CO/policia");
  Peer br = gateway_.Connect("BR/pf");
  const std::string id = ec.MustSubmit(Arrest("EC-1")).record_id();
  v1::FetchReply fetched;
  EXPECT_TRUE(co.Fetch(id, &fetched).ok());
  gateway_.network().WriteFile("policies/EC/policy.yaml", kNothingToCo);
  v1::ReloadPoliciesReply reply;
  const grpc::Status status = Ask("DO/ncb", &reply);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(reply.changed());
  EXPECT_EQ(reply.policy_digests_size(), 4);
  EXPECT_EQ(ReasonOf(co.Fetch(id, &fetched)), v1::RECORD_UNKNOWN);
  EXPECT_TRUE(br.Fetch(id, &fetched).ok());
  ASSERT_TRUE(Ask("DO/ncb", &reply).ok());
  EXPECT_FALSE(reply.changed());
}

TEST_F(Reload, AnAmendmentOfWhatMayNoLongerBeHeldIsARecall) {
  Peer ec = gateway_.Connect("EC/migracion");
  Peer co = gateway_.Connect("CO/policia");
  ec.MustSubmit(Arrest("EC-1"));
  const std::string cursor = co.WatchAll().back().cursor();
  gateway_.network().WriteFile("policies/EC/policy.yaml", kNothingToCo);
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  v1::Record amended = Arrest("EC-1");
  amended.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  ec.MustSubmit(amended);
  const std::vector<v1::Event> events = co.WatchAll(cursor);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::Event::RECALL);
  EXPECT_FALSE(events[0].has_record());
}

TEST_F(Reload, AFaultyPolicyChangesNothingAndTheAnswerSaysWhere) {
  Peer ec = gateway_.Connect("EC/migracion");
  Peer co = gateway_.Connect("CO/policia");
  const std::string id = ec.MustSubmit(Arrest("EC-1")).record_id();
  gateway_.network().WriteFile("policies/EC/policy.yaml", "kind: CountryPolicy\ncountry: EC\nversion: 2\nruels: []\n");
  v1::ReloadPoliciesReply reply;
  const grpc::Status status = Ask("DO/ncb", &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(status), v1::POLICY_INVALID);
  EXPECT_NE(status.error_message().find("policies/EC/policy.yaml:4:1"), std::string::npos) << status.error_message();
  v1::FetchReply fetched;
  EXPECT_TRUE(co.Fetch(id, &fetched).ok());
}

TEST_F(Reload, OnlyAnAdministratorMayAskAndLearnsTheFaults) {
  gateway_.network().WriteFile("policies/EC/policy.yaml", "nonsense");
  v1::ReloadPoliciesReply reply;
  const grpc::Status status = Ask("EC/migracion", &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(status.error_message().find("policy.yaml"), std::string::npos);
}

TEST_F(Reload, ASuspendedSystemsStreamsAreCut) {
  Peer co = gateway_.Connect("CO/policia");
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::WatchRequest request;
  *request.mutable_context() = Context();
  const auto reader = co.stub().Watch(&context, request);
  v1::Event event;
  ASSERT_TRUE(reader->Read(&event));
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const std::string live =
      "{id: policia, roles: [submit, receive, check], purposes: [criminal-investigation, "
      "border-control], state: live}";
  const size_t at = participants.find(live);
  ASSERT_NE(at, std::string::npos);
  participants.replace(at + live.size() - 5, 4, "suspended");
  gateway_.network().WriteFile("participants.yaml", participants);
  const absl::Status reloaded = gateway_.daemon().Reload();
  ASSERT_TRUE(reloaded.ok()) << reloaded;
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_EQ(ReasonOf(reader->Finish()), v1::NOT_ENTITLED);
}

TEST_F(Reload, AnActivationIsInTheAuditLog) {
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  gateway_.Stop();
  const auto entries = audit::ReadEntries(gateway_.network().folder() + "/data/audit");
  ASSERT_TRUE(entries.ok()) << entries.status();
  int activations = 0;
  for (const std::string& text : *entries) {
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    ASSERT_TRUE(entry.ok());
    if (entry->kind == audit::Kind::kPolicyActivate) ++activations;
  }
  EXPECT_EQ(activations, 2);  // the start's, and this one
}

}  // namespace
}  // namespace entente
