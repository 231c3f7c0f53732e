// What the audit log holds of refusals, and what it must not: nobody's own words.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
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

class Audited : public ::testing::Test {
 protected:
  static std::string DecisionOf(const grpc::Status& status) {
    v1::RpcStatus details;
    v1::ErrorDetail detail;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    EXPECT_TRUE(details.details_size() == 1 && details.details(0).UnpackTo(&detail));
    return detail.decision_id();
  }
  // Of the gateway, which stops for it.
  std::vector<std::string> Entries() {
    gateway_.Stop();
    const auto entries = audit::ReadEntries(gateway_.network().folder() + "/data/audit");
    EXPECT_TRUE(entries.ok()) << entries.status();
    return *entries;
  }
  grpc::Status Acknowledge(Peer& peer, const std::string& id) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::AcknowledgeRequest request;
    *request.mutable_context() = Context();
    request.set_record_id(id);
    request.set_view_revision(1);
    request.set_outcome(v1::AcknowledgeRequest::DONE);
    v1::AcknowledgeReply reply;
    return peer.stub().Acknowledge(&context, request, &reply);
  }
  grpc::Status CheckAt(Peer& peer, const std::string& place) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::CheckRequest request;
    *request.mutable_context() = Context();
    request.mutable_document()->set_number("QZ 900.001");
    request.set_place(place);
    v1::CheckReply reply;
    return peer.stub().Check(&context, request, &reply);
  }

  InProcessGateway gateway_;
  Peer ec_ = gateway_.Connect("EC/migracion");
  Peer br_ = gateway_.Connect("BR/pf");
};

TEST_F(Audited, AnUnknownRecordIsADenialWhateverWasAskedOfIt) {
  const std::string id = ec_.MustSubmit(Arrest("EC-1")).record_id();
  v1::WithdrawReply reply;
  std::vector<std::string> decisions;
  for (const grpc::Status& status : {Acknowledge(br_, id), br_.Withdraw("EC-1", false, &reply)}) {
    EXPECT_EQ(ReasonOf(status), v1::RECORD_UNKNOWN);
    decisions.push_back(DecisionOf(status));
    EXPECT_EQ(decisions.back().size(), 16u);
  }
  std::vector<std::string> denied;
  for (const std::string& text : Entries()) {
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    if (entry.ok() && entry->kind == audit::Kind::kDeny) denied.push_back(entry->decision_id);
  }
  EXPECT_EQ(denied, decisions);
}

TEST_F(Audited, APurposeThatNobodyListsIsNotWrittenDown) {
  v1::SubmitRequest request = testing::Submission(Arrest("BR-1"));
  request.mutable_context()->set_purpose("about-zutano-quispe");
  v1::SubmitReply reply;
  EXPECT_EQ(ReasonOf(br_.Submit(request, &reply)), v1::NOT_ENTITLED);
  request.mutable_context()->set_purpose("border-control");  // another system's
  EXPECT_EQ(ReasonOf(br_.Submit(request, &reply)), v1::NOT_ENTITLED);
  std::vector<std::string> purposes;
  for (const std::string& text : Entries()) {
    EXPECT_FALSE(absl::StrContains(text, "zutano"));
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    if (entry.ok() && entry->kind == audit::Kind::kDeny) purposes.push_back(entry->purpose);
  }
  EXPECT_EQ(purposes, (std::vector<std::string>{"unlisted", "border-control"}));
}

TEST_F(Audited, APlaceIsACodeOrRefused) {
  for (const char* place : {"", "GYE", "ECGYE", "EC2AB"}) EXPECT_TRUE(CheckAt(br_, place).ok()) << place;
  for (const char* place : {"gye", "GY", "GYE1", "house of Z", "E1GYE", "12345"}) {
    EXPECT_EQ(ReasonOf(CheckAt(br_, place)), v1::REQUEST_INVALID) << place;
  }
}

}  // namespace
}  // namespace entente
