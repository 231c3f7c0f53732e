// The wire: a real gRPC server in this process, on a free port, behind mutual TLS.
#include "client-lib/src/grpc_connection.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "client-lib/src/test_certificates.h"
#include "entente/client.h"
#include "entente/v1/exchange.grpc.pb.h"

namespace entente {
namespace {

using std::chrono::milliseconds;

grpc::Status Refusal() {
  v1::ErrorDetail detail;
  detail.set_reason(v1::RECORD_UNKNOWN);
  detail.set_decision_id("d1");
  v1::RpcStatus rpc;
  rpc.add_details()->PackFrom(detail);
  return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such record", rpc.SerializeAsString());
}

class FakeExchange : public v1::Exchange::Service {
 public:
  grpc::Status Submit(grpc::ServerContext*, const v1::SubmitRequest* request, v1::SubmitReply* reply) override {
    reply->set_national_id(request->native().data());
    return grpc::Status::OK;
  }
  grpc::Status Fetch(grpc::ServerContext*, const v1::FetchRequest*, v1::FetchReply*) override { return Refusal(); }
  grpc::Status SubmitStream(grpc::ServerContext*,
                            grpc::ServerReaderWriter<v1::SubmitReply, v1::SubmitRequest>* stream) override {
    v1::SubmitRequest request;
    while (stream->Read(&request)) {
      if (++submitted == 50) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down");
      v1::SubmitReply reply;
      reply.set_sequence(request.sequence());
      stream->Write(reply);
    }
    return grpc::Status::OK;
  }
  // Two events, then the stream ends as if the gateway stopped.
  grpc::Status Watch(grpc::ServerContext*, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::Event>* stream) override {
    ++watched;
    int at = request->cursor().empty() ? 0 : std::stoi(request->cursor());
    for (int i = 0; i < 2; ++i) {
      v1::Event event;
      event.set_cursor(std::to_string(++at));
      stream->Write(event);
    }
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down");
  }

  std::atomic<int> submitted{0}, watched{0};
};

class Wire : public testing::Test {
 protected:
  void SetUp() override {
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = certificates_.root_pem;
    tls.pem_key_cert_pairs.push_back({certificates_.server_key_pem, certificates_.server_pem});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port_);
    builder.RegisterService(&exchange_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }
  void TearDown() override { server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1)); }

  ClientOptions Options() const {
    return {.targets = {"127.0.0.1:" + std::to_string(port_)},
            .tls = {.root_pem = certificates_.root_pem,
                    .cert_pem = certificates_.client_pem,
                    .key_pem = certificates_.client_key_pem},
            .retry = {.attempts_max = 2, .sleep = [](milliseconds) {}},
            .purpose = "criminal-investigation"};
  }
  static v1::NativeRecord Native(const std::string& data) {
    v1::NativeRecord record;
    record.set_data(data);
    return record;
  }

  const TestCertificates certificates_ = MakeTestCertificates();
  FakeExchange exchange_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(Wire, SubmitsOverMutualTls) {
  absl::StatusOr<Client> client = Client::Connect(Options());
  ASSERT_TRUE(client.ok()) << client.status();
  const auto reply = client->Submit(Native("n1"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->national_id(), "n1");
}

TEST_F(Wire, TheSecondWordComesThrough) {
  absl::StatusOr<Client> client = Client::Connect(Options());
  ASSERT_TRUE(client.ok());
  const absl::Status status = client->Fetch("r1").status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_EQ(ReasonOf(status), v1::RECORD_UNKNOWN);
  EXPECT_EQ(DetailOf(status).decision_id(), "d1");
  EXPECT_EQ(status.message(), "no such record");
}

TEST_F(Wire, WhatTheGatewayHasNotBuiltIsUnimplemented) {
  absl::StatusOr<Client> client = Client::Connect(Options());
  ASSERT_TRUE(client.ok());
  EXPECT_TRUE(absl::IsUnimplemented(client->Withdraw("n1").status()));
}

TEST_F(Wire, AGatewayThatIsNotThereIsFollowedByTheNext) {
  ClientOptions options = Options();
  options.targets.insert(options.targets.begin(), "127.0.0.1:1");
  absl::StatusOr<Client> client = Client::Connect(options);
  ASSERT_TRUE(client.ok());
  EXPECT_TRUE(client->Submit(Native("n1")).ok());
}

TEST_F(Wire, NoGatewayIsSaidWithItsAddress) {
  ClientOptions options = Options();
  options.targets = {"127.0.0.1:1"};
  absl::StatusOr<Client> client = Client::Connect(options);
  ASSERT_TRUE(client.ok());
  const absl::Status status = client->Submit(Native("n1")).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_NE(std::string(status.message()).find("no gateway answers at `127.0.0.1:1`"), std::string::npos) << status;
}

TEST_F(Wire, AServerOfAnotherAuthorityIsNotSpokenTo) {
  ClientOptions options = Options();
  options.tls.root_pem = MakeTestCertificates().root_pem;
  absl::StatusOr<Client> client = Client::Connect(options);
  ASSERT_TRUE(client.ok());
  EXPECT_TRUE(absl::IsUnavailable(client->Submit(Native("n1")).status()));
}

TEST_F(Wire, AStreamThatBreaksIsTakenUpAgain) {
  absl::StatusOr<Client> client = Client::Connect(Options());
  ASSERT_TRUE(client.ok());
  int given = 0, answered = 0;
  const absl::Status end = client->SubmitAll(
      [&]() -> std::optional<Submission> {
        if (given++ == 200) return std::nullopt;
        return Submission{Native("n"), {}};
      },
      [&](uint64_t, const absl::StatusOr<v1::SubmitReply>& reply) { answered += reply.ok(); });
  EXPECT_TRUE(end.ok()) << end;
  EXPECT_EQ(answered, 200);
  EXPECT_GT(exchange_.submitted, 200);
}

TEST_F(Wire, AWatchResumesWhereItsHandlerWas) {
  absl::StatusOr<Client> client = Client::Connect(Options());
  ASSERT_TRUE(client.ok());
  std::string seen;
  Subscription subscription = client->Watch({}, [&](const v1::Event& event) {
    seen += event.cursor() + " ";
    return event.cursor() == "5" ? absl::OutOfRangeError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(subscription.Wait(), absl::OutOfRangeError("enough"));
  EXPECT_EQ(seen, "1 2 3 4 5 ");
  EXPECT_EQ(exchange_.watched, 3);
}

TEST_F(Wire, ADeadlineEndsACall) {
  ClientOptions options = Options();
  options.deadline = milliseconds(0);
  absl::StatusOr<Client> client = Client::Connect(options);
  ASSERT_TRUE(client.ok());
  EXPECT_TRUE(absl::IsDeadlineExceeded(client->Submit(Native("n1")).status()));
}

}  // namespace
}  // namespace entente
