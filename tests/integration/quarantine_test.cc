// A record below its gate over the real wire: others meet it nowhere until it is mended, and then in its order.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"
#include "tests/cli/run_program.h"

namespace entente {
namespace {

using cli_test::Entente;
using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Notice;
using testing::Peer;
using testing::ReasonOf;

// A red notice without the warrant that its gate asks for.
v1::Record Bare(const std::string& id) {
  v1::Record record = Notice(id);
  record.clear_orders();
  return record;
}

class Quarantine : public ::testing::Test {
 protected:
  v1::ListQuarantinedReply MustList(Peer& peer) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ListQuarantinedRequest request;
    *request.mutable_context() = Context();
    v1::ListQuarantinedReply reply;
    const grpc::Status status = peer.stub().ListQuarantined(&context, request, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply;
  }
  grpc::Status Show(Peer& peer, const std::string& id, v1::ShowQuarantinedReply* reply) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::ShowQuarantinedRequest request;
    *request.mutable_context() = Context();
    request.set_national_id(id);
    return peer.stub().ShowQuarantined(&context, request, reply);
  }
  v1::RecheckQuarantinedReply MustRecheck(Peer& peer) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::RecheckQuarantinedRequest request;
    *request.mutable_context() = Context();
    v1::RecheckQuarantinedReply reply;
    const grpc::Status status = peer.stub().RecheckQuarantined(&context, request, &reply);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return reply;
  }
  static grpc::Status FetchByName(Peer& peer, const std::string& country, const std::string& id,
                                  v1::FetchReply* reply) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::FetchRequest request;
    *request.mutable_context() = Context();
    request.mutable_originator()->set_country(country);
    request.set_national_id(id);
    return peer.stub().Fetch(&context, request, reply);
  }
  static std::vector<std::string> IdsOf(const std::vector<v1::Event>& events) {
    std::vector<std::string> ids;
    for (const v1::Event& event : events) {
      if (event.has_record()) ids.push_back(event.record().header().national_id());
    }
    return ids;
  }

  InProcessGateway gateway_;
  Peer xpo_ = gateway_.Connect("XPO/ncb");
  Peer ec_ = gateway_.Connect("EC/migracion");
  Peer co_ = gateway_.Connect("CO/policia");
};

TEST_F(Quarantine, IsAsIfTheRecordDidNotExist) {
  const v1::SubmitReply reply = xpo_.MustSubmit(Bare("2031/1"));
  EXPECT_TRUE(reply.quarantined());
  EXPECT_EQ(reply.missing_size(), 2);
  EXPECT_EQ(reply.audit_leaf().size(), 32u);
  EXPECT_EQ(co_.WatchAll().size(), 1u);  // caught up
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(co_.Fetch(reply.record_id(), &fetched)), v1::RECORD_UNKNOWN);
  EXPECT_EQ(ReasonOf(FetchByName(co_, "XPO", "2031/1", &fetched)), v1::RECORD_UNKNOWN);
  v1::CheckReply checked;
  ASSERT_TRUE(co_.Check("QZ 900.002", &checked).ok());
  EXPECT_EQ(checked.result(), v1::CheckReply::NONE_FOUND);
  // A link to it is a link to nothing.
  v1::Record arrest = Arrest("EC-1");
  v1::Link& link = *arrest.mutable_header()->add_links();
  link.set_kind(v1::Link::RELATED);
  link.mutable_originator()->set_country("XPO");
  link.set_national_id("2031/1");
  const std::string arrest_id = ec_.MustSubmit(arrest).record_id();
  ASSERT_TRUE(co_.Fetch(arrest_id, &fetched).ok());
  EXPECT_EQ(fetched.record().header().links_size(), 0);
  // Its own originator's fetch is a way out like any other.
  EXPECT_EQ(ReasonOf(xpo_.Fetch(reply.record_id(), &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(Quarantine, ItsOriginatorAloneSeesIt) {
  xpo_.MustSubmit(Bare("2031/1"));
  const v1::ListQuarantinedReply list = MustList(xpo_);
  ASSERT_EQ(list.records_size(), 1);
  EXPECT_EQ(list.records(0).national_id(), "2031/1");
  EXPECT_EQ(list.records(0).missing_size(), 2);
  EXPECT_EQ(MustList(co_).records_size(), 0);
  v1::ShowQuarantinedReply shown;
  ASSERT_TRUE(Show(xpo_, "2031/1", &shown).ok());
  EXPECT_EQ(shown.common().header().national_id(), "2031/1");
  EXPECT_EQ(ReasonOf(Show(co_, "2031/1", &shown)), v1::RECORD_UNKNOWN);
  Peer pe = gateway_.Connect("PE/pnp");
  EXPECT_EQ(ReasonOf(Show(pe, "2031/1", &shown)), v1::NOT_ENTITLED);
}

TEST_F(Quarantine, MendedItIsReleasedInItsOrder) {
  const std::string id = xpo_.MustSubmit(Bare("2031/1")).record_id();
  xpo_.MustSubmit(Notice("2031/2"));
  const std::vector<v1::Event> first = co_.WatchAll();
  EXPECT_EQ(IdsOf(first), std::vector<std::string>{"2031/2"});
  const v1::SubmitReply mended = xpo_.MustSubmit(Notice("2031/1"));
  EXPECT_FALSE(mended.quarantined());
  EXPECT_EQ(mended.revision(), 2);
  EXPECT_EQ(mended.record_id(), id);
  const std::vector<v1::Event> then = co_.WatchAll(first.back().cursor());
  ASSERT_EQ(IdsOf(then), std::vector<std::string>{"2031/1"});
  EXPECT_EQ(then[0].kind(), v1::Event::RELEASE);
  EXPECT_EQ(then[0].view_revision(), 1);  // how often it was sent before is told to nobody
  EXPECT_EQ(IdsOf(co_.WatchAll()), (std::vector<std::string>{"2031/2", "2031/1"}));
  v1::CheckReply checked;
  ASSERT_TRUE(co_.Check("QZ 900.002", &checked).ok());
  EXPECT_EQ(checked.candidates_size(), 2);
  EXPECT_EQ(MustList(xpo_).records_size(), 0);
}

TEST_F(Quarantine, AnAmendmentBelowTheGateLeavesWhatOthersHold) {
  const std::string id = xpo_.MustSubmit(Notice("2031/1")).record_id();
  const std::vector<v1::Event> first = co_.WatchAll();
  v1::Record worse = Bare("2031/1");
  worse.mutable_header()->mutable_event_place()->set_locality("Puerto Inventado");
  EXPECT_TRUE(xpo_.MustSubmit(worse).quarantined());
  EXPECT_EQ(co_.WatchAll(first.back().cursor()).size(), 1u);
  v1::FetchReply fetched;
  ASSERT_TRUE(co_.Fetch(id, &fetched).ok());
  EXPECT_EQ(fetched.record().header().event_place().locality(), "Villa Inventada");
  EXPECT_EQ(fetched.view_revision(), 1);
  // Withdrawn, both are.
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(xpo_.Withdraw("2031/1", false, &withdrawn).ok());
  EXPECT_EQ(withdrawn.holders(), 1);
  EXPECT_EQ(co_.WatchAll(first.back().cursor())[0].kind(), v1::Event::WITHDRAW);
  EXPECT_EQ(MustList(xpo_).records_size(), 0);
}

TEST_F(Quarantine, WithdrawnFromItNobodyHears) {
  xpo_.MustSubmit(Bare("2031/1"));
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(xpo_.Withdraw("2031/1", true, &withdrawn).ok());
  EXPECT_EQ(withdrawn.holders(), 0);
  EXPECT_EQ(co_.WatchAll().size(), 1u);
  EXPECT_EQ(MustList(xpo_).records_size(), 0);
}

TEST_F(Quarantine, AWaitingFeedSleepsThroughIt) {
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::WatchRequest request;
  *request.mutable_context() = Context();
  const auto reader = co_.stub().Watch(&context, request);
  v1::Event event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.kind(), v1::Event::CAUGHT_UP);
  xpo_.MustSubmit(Bare("2031/1"));
  xpo_.MustSubmit(Notice("2031/2"));
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.record().header().national_id(), "2031/2");
  context.TryCancel();
  while (reader->Read(&event)) {
  }
  reader->Finish();
}

TEST_F(Quarantine, SurvivesARestartAndIsJudgedAgainWhenAsked) {
  const v1::SubmitReply first = xpo_.MustSubmit(Bare("2031/1"));
  gateway_.Stop();
  gateway_.network().WriteFile("entented.yaml", gateway_.network().ReadFile("entented.yaml") + "gates: gates.yaml\n");
  gateway_.network().WriteFile("gates.yaml", "gates: []\n");
  gateway_.Start();
  Peer xpo = gateway_.Connect("XPO/ncb");
  Peer co = gateway_.Connect("CO/policia");
  const v1::SubmitReply again = xpo.MustSubmit(Bare("2031/1"));
  EXPECT_TRUE(again.repeated_submission());
  EXPECT_TRUE(again.quarantined());
  EXPECT_EQ(again.missing_size(), 0);  // by the gates of now
  EXPECT_EQ(again.audit_leaf(), first.audit_leaf());
  EXPECT_EQ(co.WatchAll().size(), 1u);
  const v1::RecheckQuarantinedReply rechecked = MustRecheck(xpo);
  ASSERT_EQ(rechecked.released_size(), 1);
  EXPECT_EQ(rechecked.released(0).revision(), 2);
  EXPECT_EQ(IdsOf(co.WatchAll()), std::vector<std::string>{"2031/1"});
}

TEST_F(Quarantine, AFaultInTheGatesFileKeepsWhatIsInForce) {
  gateway_.Stop();
  gateway_.network().WriteFile("entented.yaml", gateway_.network().ReadFile("entented.yaml") + "gates: gates.yaml\n");
  gateway_.network().WriteFile("gates.yaml", "gates: []\n");
  gateway_.Start();
  gateway_.network().WriteFile("gates.yaml", "gates:\n  - kind: notise\n");
  const absl::Status status = gateway_.daemon().Reload();
  EXPECT_NE(status.message().find("gates.yaml:2:11:"), std::string::npos) << status;
  Peer xpo = gateway_.Connect("XPO/ncb");
  EXPECT_FALSE(xpo.MustSubmit(Bare("2031/1")).quarantined());
  gateway_.network().WriteFile("gates.yaml",
                               "gates: [{kind: notice, needs: [{expected: a story, any_of: [narrative]}]}]\n");
  ASSERT_TRUE(gateway_.daemon().Reload().ok());
  EXPECT_TRUE(xpo.MustSubmit(Bare("2031/2")).quarantined());
}

// ---- the command ----

class QuarantineCommand : public Quarantine {
 protected:
  QuarantineCommand() {
    const testing::TestNetwork& network = gateway_.network();
    const testing::KeyPair pair = network.Certificate("XPO/ncb");
    network.WriteFile("xpo.pem", pair.certificate_pem);
    network.WriteFile("xpo.key", pair.key_pem);
    network.WriteFile("xpo.yaml", absl::StrCat("gateway: localhost:", gateway_.port(),
                                               "\nca: pki/ca.pem\ncert: xpo.pem\nkey: xpo.key\n"
                                               "purpose: criminal-investigation\n"));
  }
  // The sample's first notice; `warrants` as it stands there, or nothing in their place.
  std::string NoticeFile(bool with_warrant) {
    const std::string name = with_warrant ? "whole.json" : "bare.json";
    gateway_.network().WriteFile(
        name,
        absl::StrCat(R"({"arrest_warrants": [)",
                     with_warrant ? R"({"issuing_country_id": "CO", "charge": "Invented charge"})" : "",
                     R"(], "forename": "ANA", "name": "MUESTRA", "date_of_birth": "1990", "entity_id": "2031/7", )",
                     R"("nationalities": ["CO"], "_links": {"self": {"href": )",
                     R"("https://ws-public.interpol.int/notices/v1/red/2031-7"}}})"));
    return Path(name);
  }
  std::string Path(const std::string& name) { return gateway_.network().folder() + "/" + name; }
  cli_test::Ran Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--profile", Path("xpo.yaml")});
    return Entente(arguments);
  }
  static std::vector<std::string> Reviewed(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--from", "interpol-notice", "--matter", "ordinary", "--reviewer", "Invented",
                                       "--review-date", "2026-11-24"});
    return arguments;
  }
};

TEST_F(QuarantineCommand, ListsShowsAndMends) {
  const cli_test::Ran submitted = Run(Reviewed({"submit", NoticeFile(false)}));
  EXPECT_EQ(submitted.code, 0) << submitted.err;
  EXPECT_NE(submitted.out.find("\"quarantined\":true,\"missing\":2"), std::string::npos) << submitted.out;
  EXPECT_NE(submitted.last_err_line().find("`entente quarantine list`"), std::string::npos) << submitted.err;

  const cli_test::Ran listed = Run({"quarantine", "list"});
  EXPECT_EQ(listed.code, 0);
  ASSERT_EQ(listed.out_lines().size(), 1u);
  EXPECT_NE(listed.out.find("\"nationalId\":\"2031/7\""), std::string::npos) << listed.out;
  EXPECT_NE(listed.out.find("\"missing\":2"), std::string::npos) << listed.out;
  EXPECT_EQ(listed.last_err_line(), "entente: 1 record in quarantine");

  const cli_test::Ran shown = Run({"quarantine", "show", "2031/7"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_NE(shown.err.find("this format keeps it at `arrest_warrants[]/issuing_country_id`"), std::string::npos)
      << shown.err;
  EXPECT_EQ(Run({"quarantine", "show", "2031/8"}).code, 1);
  EXPECT_EQ(Run({"quarantine", "show", "2031/7", "--original"}).out, cli_test::ReadAll(NoticeFile(false)));

  const cli_test::Ran still = Run(Reviewed({"quarantine", "mend", "2031/7", NoticeFile(false)}));
  EXPECT_EQ(still.code, 1);
  EXPECT_NE(still.out.find("\"released\":false,\"missing\":2"), std::string::npos) << still.out;
  EXPECT_EQ(co_.WatchAll().size(), 1u);
  EXPECT_EQ(Run(Reviewed({"quarantine", "mend", "2031/8", NoticeFile(true)})).code, 1);
  EXPECT_EQ(Run({"quarantine", "mend", "2031/7"}).code, 2);

  const cli_test::Ran mended = Run(Reviewed({"quarantine", "mend", "2031/7", NoticeFile(true)}));
  EXPECT_EQ(mended.code, 0) << mended.err;
  EXPECT_NE(mended.out.find("\"released\":true"), std::string::npos) << mended.out;
  EXPECT_EQ(IdsOf(co_.WatchAll()), std::vector<std::string>{"2031/7"});
  EXPECT_EQ(Run({"quarantine", "list"}).last_err_line(), "entente: 0 records in quarantine");
  EXPECT_EQ(Run({"quarantine", "mend", "--recheck"}).last_err_line(), "entente: 0 released, 0 kept in quarantine");
  // What is released is amended by `entente submit`.
  EXPECT_EQ(Run(Reviewed({"quarantine", "mend", "2031/7", NoticeFile(true)})).code, 1);
}

}  // namespace
}  // namespace entente
