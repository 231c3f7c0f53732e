#include "client-lib/src/grpc_connection.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "entente/error.h"
#include "entente/v1/exchange.grpc.pb.h"

namespace entente {
namespace {

constexpr int kMessageSizeMax = 8 * 1024 * 1024;  // an event may hold a record, its rendering and its original
constexpr int kConnectMaxMs = 3'000;              // a silent gateway is given up for the next target
constexpr int kKeepaliveMs = 60'000;              // a line that went dead is noticed
constexpr int kKeepaliveWaitMs = 20'000;

v1::ErrorDetail DetailOf(const grpc::Status& status) {
  v1::RpcStatus rpc;
  v1::ErrorDetail detail;
  if (!rpc.ParseFromString(status.error_details())) return detail;
  for (const google::protobuf::Any& any : rpc.details()) {
    if (any.Is<v1::ErrorDetail>() && any.UnpackTo(&detail)) return detail;
  }
  return detail;
}

}  // namespace

absl::Status ToAbslStatus(const grpc::Status& status, const std::string& target) {
  if (status.ok()) return absl::OkStatus();
  const v1::ErrorDetail detail = DetailOf(status);
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  if (detail.reason() == v1::REASON_UNSPECIFIED && code == absl::StatusCode::kUnavailable) {
    return absl::UnavailableError(absl::StrCat("no gateway answers at `", target, "`: ", status.error_message()));
  }
  return MakeFailure(code, status.error_message(), detail);
}

namespace {

class GrpcSubmissionStream : public SubmissionStream {
 public:
  GrpcSubmissionStream(v1::Exchange::Stub& stub, std::string target) : target_(std::move(target)) {
    stream_ = stub.SubmitStream(&context_);
  }
  bool Write(const v1::SubmitRequest& request) override { return stream_->Write(request); }
  void WritesDone() override { stream_->WritesDone(); }
  bool Read(v1::SubmitReply* reply) override { return stream_->Read(reply); }
  absl::Status Finish() override { return ToAbslStatus(stream_->Finish(), target_); }
  void Cancel() override { context_.TryCancel(); }

 private:
  const std::string target_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SubmitRequest, v1::SubmitReply>> stream_;
};

class GrpcEventStream : public EventStream {
 public:
  GrpcEventStream(v1::Exchange::Stub& stub, const v1::WatchRequest& request, std::string target)
      : target_(std::move(target)) {
    stream_ = stub.Watch(&context_, request);
  }
  bool Read(v1::Event* event) override { return stream_->Read(event); }
  absl::Status Finish() override { return ToAbslStatus(stream_->Finish(), target_); }
  void Cancel() override { context_.TryCancel(); }

 private:
  const std::string target_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Event>> stream_;
};

class GrpcConnection : public Connection {
 public:
  GrpcConnection(std::shared_ptr<grpc::Channel> channel, std::string target)
      : exchange_(v1::Exchange::NewStub(channel)), target_(std::move(target)) {}

  absl::StatusOr<v1::SubmitReply> Submit(const v1::SubmitRequest& request, Milliseconds deadline) override {
    return Call<v1::SubmitReply>(*exchange_, &v1::Exchange::Stub::Submit, request, deadline);
  }
  absl::StatusOr<v1::FetchReply> Fetch(const v1::FetchRequest& request, Milliseconds deadline) override {
    return Call<v1::FetchReply>(*exchange_, &v1::Exchange::Stub::Fetch, request, deadline);
  }
  absl::StatusOr<v1::CheckReply> Check(const v1::CheckRequest& request, Milliseconds deadline) override {
    return Call<v1::CheckReply>(*exchange_, &v1::Exchange::Stub::Check, request, deadline);
  }
  absl::StatusOr<v1::WithdrawReply> Withdraw(const v1::WithdrawRequest& request, Milliseconds deadline) override {
    return Call<v1::WithdrawReply>(*exchange_, &v1::Exchange::Stub::Withdraw, request, deadline);
  }
  absl::StatusOr<v1::AcknowledgeReply> Acknowledge(const v1::AcknowledgeRequest& request,
                                                   Milliseconds deadline) override {
    return Call<v1::AcknowledgeReply>(*exchange_, &v1::Exchange::Stub::Acknowledge, request, deadline);
  }
  absl::StatusOr<v1::ListQuarantinedReply> ListQuarantined(const v1::ListQuarantinedRequest& request,
                                                           Milliseconds deadline) override {
    return Call<v1::ListQuarantinedReply>(*exchange_, &v1::Exchange::Stub::ListQuarantined, request, deadline);
  }
  absl::StatusOr<v1::ShowQuarantinedReply> ShowQuarantined(const v1::ShowQuarantinedRequest& request,
                                                           Milliseconds deadline) override {
    return Call<v1::ShowQuarantinedReply>(*exchange_, &v1::Exchange::Stub::ShowQuarantined, request, deadline);
  }
  absl::StatusOr<v1::RecheckQuarantinedReply> RecheckQuarantined(const v1::RecheckQuarantinedRequest& request,
                                                                 Milliseconds deadline) override {
    return Call<v1::RecheckQuarantinedReply>(*exchange_, &v1::Exchange::Stub::RecheckQuarantined, request, deadline);
  }
  std::unique_ptr<SubmissionStream> SubmitStream() override {
    return std::make_unique<GrpcSubmissionStream>(*exchange_, target_);
  }
  std::unique_ptr<EventStream> Watch(const v1::WatchRequest& request) override {
    return std::make_unique<GrpcEventStream>(*exchange_, request, target_);
  }

 private:
  template <typename Reply, typename Stub, typename Method, typename Request>
  absl::StatusOr<Reply> Call(Stub& stub, Method method, const Request& request, Milliseconds deadline) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    Reply reply;
    const grpc::Status status = (stub.*method)(&context, request, &reply);
    if (!status.ok()) return ToAbslStatus(status, target_);
    return reply;
  }

  const std::unique_ptr<v1::Exchange::Stub> exchange_;
  const std::string target_;
};

}  // namespace

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& target, const TlsMaterial& tls) {
  grpc::SslCredentialsOptions credentials;
  credentials.pem_root_certs = tls.root_pem;
  credentials.pem_cert_chain = tls.cert_pem;
  credentials.pem_private_key = tls.key_pem;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageSizeMax);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // two clients of one program share no line
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);          // the environment does not lead police data elsewhere
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMaxMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kConnectMaxMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveWaitMs);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(target, grpc::SslCredentials(credentials), arguments);
}

std::unique_ptr<Connection> MakeGrpcConnection(std::shared_ptr<grpc::Channel> channel, std::string target) {
  return std::make_unique<GrpcConnection>(std::move(channel), std::move(target));
}

}  // namespace entente
