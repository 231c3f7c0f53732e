// One system's end of the wire: a channel over real TLS and the few calls that tests make.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "entente/v1/exchange.grpc.pb.h"
#include "gateway/testing/certificates.h"

namespace entente::testing {

std::shared_ptr<grpc::Channel> ChannelTo(int port, const std::string& roots_pem, const KeyPair* pair);

// The second word of a failure, out of the status details.
v1::Reason ReasonOf(const grpc::Status& status);

class Peer {
 public:
  explicit Peer(std::shared_ptr<grpc::Channel> channel);

  grpc::Status Submit(const v1::SubmitRequest& request, v1::SubmitReply* reply);
  v1::SubmitReply MustSubmit(const v1::Record& record);  // fails the test otherwise
  grpc::Status Fetch(const std::string& record_id, v1::FetchReply* reply);
  grpc::Status Check(const std::string& number, v1::CheckReply* reply);
  grpc::Status Withdraw(const std::string& national_id, bool erase, v1::WithdrawReply* reply);
  // All events until nothing more waits, the CAUGHT_UP at the end among them.
  std::vector<v1::Event> WatchAll(const std::string& cursor = "",
                                  const std::string& purpose = "criminal-investigation");

  v1::Exchange::Stub& stub() { return *stub_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Exchange::Stub> stub_;
};

// With the deadline that every call needs.
void SetDeadline(grpc::ClientContext& context, int seconds = 20);

}  // namespace entente::testing
