// Participants and gates are read again while the gateway runs: together, validated, audited, or not at all. Policies
// are not: they change by activation alone (policy_change_test.cc).
#include <gtest/gtest.h>

#include <map>

#include "entente/v1/policy.grpc.pb.h"
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
  grpc::Status Ask(const std::string& system, v1::ReloadReply* reply) {
    const Peer peer = gateway_.Connect(system);
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ReloadRequest request;
    *request.mutable_context() = Context();
    return v1::Admin::NewStub(peer.channel())->Reload(&context, request, reply);
  }

  InProcessGateway gateway_;
};

TEST_F(Reload, AFileOfPoliciesThatChangedUnderTheGatewayChangesNothing) {
  Peer ec = gateway_.Connect("EC/migracion");
  Peer co = gateway_.Connect("CO/policia");
  const std::string id = ec.MustSubmit(Arrest("EC-1")).record_id();
  gateway_.network().WriteFile("policies/EC/policy.yaml", "kind: CountryPolicy\ncountry: EC\nversion: 2\nrules: []\n");
  v1::ReloadReply reply;
  const grpc::Status status = Ask("DO/ncb", &reply);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(reply.changed());
  EXPECT_EQ(reply.policy_digests_size(), 4);
  v1::FetchReply fetched;
  EXPECT_TRUE(co.Fetch(id, &fetched).ok());
  gateway_.Stop();
  gateway_.network().WriteFile("policies/EC/policy.yaml", "nonsense");
  gateway_.Start();
  Peer again = gateway_.Connect("CO/policia");
  EXPECT_TRUE(again.Fetch(id, &fetched).ok());
}

TEST_F(Reload, AFaultyFileOfParticipantsChangesNothingAndTheAnswerSaysWhere) {
  Peer ec = gateway_.Connect("EC/migracion");
  Peer co = gateway_.Connect("CO/policia");
  const std::string id = ec.MustSubmit(Arrest("EC-1")).record_id();
  gateway_.network().WriteFile("participants.yaml", "trust_domain: entente.test\nparticipents: []\n");
  v1::ReloadReply reply;
  const grpc::Status status = Ask("DO/ncb", &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(status), v1::POLICY_INVALID);
  EXPECT_NE(status.error_message().find("participants.yaml:2:1"), std::string::npos) << status.error_message();
  v1::FetchReply fetched;
  EXPECT_TRUE(co.Fetch(id, &fetched).ok());
}

TEST_F(Reload, AParticipantThatAPolicyNamesCannotLeaveTheFile) {
  std::string participants = gateway_.network().ReadFile("participants.yaml");
  const size_t peru = participants.find("  - country: PE\n");
  ASSERT_NE(peru, std::string::npos);
  participants.erase(peru, participants.find("  - country: BR\n") - peru);
  gateway_.network().WriteFile("participants.yaml", participants);
  const absl::Status reloaded = gateway_.daemon().Reload();
  EXPECT_NE(reloaded.message().find("policies/EC/policy.yaml:"), std::string::npos) << reloaded;
}

TEST_F(Reload, OnlyAnAdministratorMayAskAndLearnsTheFaults) {
  gateway_.network().WriteFile("participants.yaml", "nonsense");
  v1::ReloadReply reply;
  const grpc::Status status = Ask("EC/migracion", &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(status.error_message().find("participants.yaml"), std::string::npos);
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

TEST_F(Reload, IsInTheAuditLog) {
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  gateway_.Stop();
  const auto entries = audit::ReadEntries(gateway_.network().folder() + "/data/audit");
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::map<std::string, int> did;
  int activations = 0;
  for (const std::string& text : *entries) {
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    ASSERT_TRUE(entry.ok());
    if (entry->kind == audit::Kind::kPolicyActivate) ++activations;
    if (entry->kind == audit::Kind::kAdmin) ++did[entry->details.at("did")];
  }
  EXPECT_EQ(activations, 1);  // the first start's
  EXPECT_EQ(did, (std::map<std::string, int>{{"reload", 1}, {"start", 1}}));
}

}  // namespace
}  // namespace entente
