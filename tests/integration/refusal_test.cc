// What a gateway refuses: callers it does not know, callers who may not, and requests that are wrong or hostile. It is
// unharmed by all of them.
#include <gtest/gtest.h>

#include <thread>

#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::CertificateAuthority;
using testing::CertificateOptions;
using testing::ChannelTo;
using testing::Context;
using testing::InProcessGateway;
using testing::KeyPair;
using testing::Peer;
using testing::ReasonOf;
using testing::Submission;

class Refusal : public ::testing::Test {
 protected:
  // After every test the gateway still serves.
  void TearDown() override {
    Peer ec = gateway_.Connect("EC/migracion");
    EXPECT_EQ(ec.MustSubmit(Arrest("EC-LAST")).revision(), 1);
  }
  grpc::Status TryWith(const std::string& roots, const KeyPair* pair) {
    Peer peer(ChannelTo(gateway_.port(), roots, pair));
    v1::FetchReply reply;
    return peer.Fetch(std::string(32, 'a'), &reply);
  }
  const CertificateAuthority& authority() { return gateway_.network().authority(); }

  InProcessGateway gateway_;
};

KeyPair Issue(const CertificateAuthority& authority, const std::vector<std::string>& uris, int valid_until_s = 3600) {
  CertificateOptions options;
  options.common_name = "EC/migracion";
  options.uris = uris;
  options.valid_until_s = valid_until_s;
  return authority.Issue(options);
}

constexpr char kEcuador[] = "spiffe://entente.test/ncb/EC/migracion";

TEST_F(Refusal, NoCertificate) {
  EXPECT_EQ(TryWith(authority().certificate_pem(), nullptr).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Refusal, ACertificateOfAnotherAuthority) {
  const CertificateAuthority other;
  const KeyPair pair = Issue(other, {kEcuador});
  EXPECT_EQ(TryWith(authority().certificate_pem(), &pair).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Refusal, AnExpiredCertificate) {
  const KeyPair pair = Issue(authority(), {kEcuador}, -60);
  EXPECT_EQ(TryWith(authority().certificate_pem(), &pair).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Refusal, ACertificateThatNamesNobodyOrTwo) {
  for (const std::vector<std::string>& uris :
       std::vector<std::vector<std::string>>{{},  // the CN alone says who it is
                                             {kEcuador, "spiffe://entente.test/ncb/CO/policia"},
                                             {kEcuador, "https://entente.test/"},
                                             {"spiffe://elsewhere.test/ncb/EC/migracion"},
                                             {"spiffe://entente.test/ncb/EC/unknown"},
                                             {"spiffe://entente.test/ncb/EC/migracion/more"},
                                             {"spiffe://entente.test/EC/migracion"}}) {
    const KeyPair pair = Issue(authority(), uris);
    const grpc::Status status = TryWith(authority().certificate_pem(), &pair);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << ::testing::PrintToString(uris);
    EXPECT_EQ(ReasonOf(status), v1::CALLER_UNKNOWN);
  }
}

TEST_F(Refusal, ASuspendedSystem) {
  Peer ve = gateway_.Connect("VE/ncb");
  v1::FetchReply reply;
  EXPECT_EQ(ReasonOf(ve.Fetch(std::string(32, 'a'), &reply)), v1::NOT_ENTITLED);
}

TEST_F(Refusal, ARoleAStateOrAPurposeThatIsNotTheCallers) {
  v1::SubmitReply reply;
  Peer pe = gateway_.Connect("PE/pnp");
  grpc::Status status = pe.Submit(Submission(Arrest("PE-1")), &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(status), v1::NOT_ENTITLED);
  Peer archive = gateway_.Connect("CO/archivo");
  EXPECT_EQ(ReasonOf(archive.Submit(Submission(Arrest("CO-1")), &reply)), v1::NOT_ENTITLED);
  Peer br = gateway_.Connect("BR/pf");
  v1::SubmitRequest request = Submission(Arrest("BR-1"));
  request.mutable_context()->set_purpose("border-control");
  EXPECT_EQ(ReasonOf(br.Submit(request, &reply)), v1::NOT_ENTITLED);
  request.mutable_context()->clear_purpose();
  EXPECT_EQ(ReasonOf(br.Submit(request, &reply)), v1::REQUEST_INVALID);
}

TEST_F(Refusal, AnotherCountrysRecord) {
  Peer br = gateway_.Connect("BR/pf");
  v1::Record record = Arrest("BR-1");
  record.mutable_header()->mutable_originator()->set_country("EC");
  v1::SubmitReply reply;
  EXPECT_EQ(ReasonOf(br.Submit(Submission(record), &reply)), v1::NOT_ENTITLED);
}

TEST_F(Refusal, ACallWithoutDeadline) {
  Peer ec = gateway_.Connect("EC/migracion");
  grpc::ClientContext context;
  v1::SubmitReply reply;
  const grpc::Status status = ec.stub().Submit(&context, Submission(Arrest("EC-1")), &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), v1::REQUEST_INVALID);
}

TEST_F(Refusal, EmptyRequests) {
  Peer ec = gateway_.Connect("EC/migracion");
  v1::SubmitReply reply;
  EXPECT_EQ(ReasonOf(ec.Submit({}, &reply)), v1::REQUEST_INVALID);
  v1::SubmitRequest request;
  *request.mutable_context() = Context();
  EXPECT_EQ(ReasonOf(ec.Submit(request, &reply)), v1::REQUEST_INVALID);
  request.mutable_native();
  EXPECT_EQ(ReasonOf(ec.Submit(request, &reply)), v1::REQUEST_INVALID);
  request.mutable_record();
  EXPECT_EQ(ReasonOf(ec.Submit(request, &reply)), v1::RECORD_UNREADABLE);
  v1::CheckReply checked;
  EXPECT_EQ(ReasonOf(ec.Check(" .- ", &checked)), v1::REQUEST_INVALID);
  v1::FetchReply fetched;
  EXPECT_EQ(ReasonOf(ec.Fetch("", &fetched)), v1::REQUEST_INVALID);
  EXPECT_EQ(ReasonOf(ec.Fetch("no id at all", &fetched)), v1::RECORD_UNKNOWN);
}

TEST_F(Refusal, FieldsOfANewerClient) {
  Peer ec = gateway_.Connect("EC/migracion");
  v1::SubmitReply reply;
  v1::SubmitRequest outside = Submission(Arrest("EC-1"));
  outside.GetReflection()->MutableUnknownFields(&outside)->AddVarint(900, 1);
  EXPECT_EQ(ReasonOf(ec.Submit(outside, &reply)), v1::REQUEST_INVALID);
  v1::SubmitRequest deep = Submission(Arrest("EC-1"));
  v1::Name& name = *deep.mutable_record()->mutable_subjects(0)->mutable_names(0);
  name.GetReflection()->MutableUnknownFields(&name)->AddLengthDelimited(900, "a canary");
  const grpc::Status status = ec.Submit(deep, &reply);
  EXPECT_EQ(ReasonOf(status), v1::REQUEST_INVALID);
  EXPECT_EQ(status.error_message().find("canary"), std::string::npos);
}

TEST_F(Refusal, AMessageThatIsTooLarge) {
  Peer ec = gateway_.Connect("EC/migracion");
  v1::Record record = Arrest("EC-1");
  record.set_narrative(std::string(2 << 20, 'x'));
  v1::SubmitReply reply;
  EXPECT_EQ(ec.Submit(Submission(record), &reply).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(Refusal, AFormatThatIsNotThereAndBytesThatAreNoRecord) {
  Peer ec = gateway_.Connect("EC/migracion");
  v1::SubmitRequest request;
  *request.mutable_context() = Context();
  request.mutable_native()->set_format("no-such-format");
  request.mutable_native()->set_data("{}");
  v1::SubmitReply reply;
  EXPECT_EQ(ReasonOf(ec.Submit(request, &reply)), v1::FORMAT_UNKNOWN);
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
    for (const std::string& data : {std::string("\x00\xff\xfe garbage", 11), std::string(100'000, '['),
                                    std::string("{\"a\":"), std::string("canary-value")}) {
      request.mutable_native()->set_format(format->name());
      request.mutable_native()->set_data(data);
      const grpc::Status status = ec.Submit(request, &reply);
      EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << format->name();
      EXPECT_EQ(status.error_message().find("canary"), std::string::npos) << status.error_message();
    }
  }
}

TEST_F(Refusal, WhatIsNotBuilt) {
  Peer ec = gateway_.Connect("EC/migracion");
  grpc::ClientContext context;
  testing::SetDeadline(context);
  v1::CheckRequest request;
  *request.mutable_context() = Context();
  request.mutable_person();
  v1::CheckReply reply;
  const grpc::Status status = ec.stub().Check(&context, request, &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(ReasonOf(status), v1::NOT_BUILT);
}

TEST_F(Refusal, TooManyWatchesOfOneSystem) {
  Peer co = gateway_.Connect("CO/policia");
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<v1::Event>>> readers;
  v1::WatchRequest request;
  *request.mutable_context() = Context();
  v1::Event event;
  for (int i = 0; i < 16; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    testing::SetDeadline(*contexts.back());
    readers.push_back(co.stub().Watch(contexts.back().get(), request));
    ASSERT_TRUE(readers.back()->Read(&event));
  }
  grpc::ClientContext context;
  testing::SetDeadline(context);
  const auto one_more = co.stub().Watch(&context, request);
  EXPECT_FALSE(one_more->Read(&event));
  EXPECT_EQ(ReasonOf(one_more->Finish()), v1::LIMIT_EXCEEDED);
  for (const auto& open : contexts) open->TryCancel();
  for (const auto& reader : readers) {
    while (reader->Read(&event)) {
    }
    reader->Finish();
  }
}

}  // namespace
}  // namespace entente
