#include "gateway/testing/peer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "gateway/testing/records.h"

namespace entente::testing {

std::shared_ptr<grpc::Channel> ChannelTo(int port, const std::string& roots_pem, const KeyPair* pair) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = roots_pem;
  if (pair != nullptr) {
    options.pem_cert_chain = pair->certificate_pem;
    options.pem_private_key = pair->key_pem;
  }
  grpc::ChannelArguments arguments;
  // Channels to one address would share a connection, and with it a certificate.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel("localhost:" + std::to_string(port), grpc::SslCredentials(options), arguments);
}

v1::Reason ReasonOf(const grpc::Status& status) {
  v1::RpcStatus details;
  v1::ErrorDetail detail;
  if (!details.ParseFromString(status.error_details()) || details.details().empty()) return v1::REASON_UNSPECIFIED;
  return details.details(0).UnpackTo(&detail) ? detail.reason() : v1::REASON_UNSPECIFIED;
}

void SetDeadline(grpc::ClientContext& context, int seconds) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(seconds));
}

Peer::Peer(std::shared_ptr<grpc::Channel> channel)
    : channel_(std::move(channel)), stub_(v1::Exchange::NewStub(channel_)) {}

grpc::Status Peer::Submit(const v1::SubmitRequest& request, v1::SubmitReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  return stub_->Submit(&context, request, reply);
}

v1::SubmitReply Peer::MustSubmit(const v1::Record& record) {
  v1::SubmitReply reply;
  const grpc::Status status = Submit(Submission(record), &reply);
  EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message();
  return reply;
}

grpc::Status Peer::Fetch(const std::string& record_id, v1::FetchReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::FetchRequest request;
  *request.mutable_context() = Context();
  request.set_record_id(record_id);
  return stub_->Fetch(&context, request, reply);
}

grpc::Status Peer::Check(const std::string& number, v1::CheckReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::CheckRequest request;
  *request.mutable_context() = Context();
  request.mutable_document()->set_number(number);
  return stub_->Check(&context, request, reply);
}

grpc::Status Peer::Withdraw(const std::string& national_id, bool erase, v1::WithdrawReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::WithdrawRequest request;
  *request.mutable_context() = Context();
  request.set_national_id(national_id);
  request.set_erase(erase);
  return stub_->Withdraw(&context, request, reply);
}

std::vector<v1::Event> Peer::WatchAll(const std::string& cursor, const std::string& purpose) {
  grpc::ClientContext context;
  SetDeadline(context, 300);  // the longest feed has 100,000 events
  v1::WatchRequest request;
  *request.mutable_context() = Context(purpose);
  request.set_cursor(cursor);
  request.set_until_caught_up(true);
  const auto reader = stub_->Watch(&context, request);
  std::vector<v1::Event> events;
  v1::Event event;
  while (reader->Read(&event)) events.push_back(event);
  const grpc::Status status = reader->Finish();
  EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message();
  return events;
}

}  // namespace entente::testing
