// One world's gateway and everybody's end of the wire, which catches every byte that comes back.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "entente/v1/policy.grpc.pb.h"
#include "gateway/server/daemon.h"
#include "gateway/testing/fake_clock.h"
#include "gateway/testing/office.h"
#include "gateway/testing/peer.h"
#include "gateway/testing/test_network.h"
#include "tests/canary/invented.h"

namespace entente::canary {

// What came back of one call, whole.
template <typename Request, typename Reply>
struct Call {
  size_t recipient = 0;  // who asks, where it is one
  std::string system;    // its name: "EC/migracion"
  Request request;
  grpc::ClientContext context;
  Reply reply;
  grpc::Status status;

  std::string bytes() const { return reply.SerializeAsString() + Apart(); }
  // Beside the reply: error, details and metadata.
  std::string Apart() const {
    std::string bytes = status.error_message() + status.error_details();
    for (const auto* metadata : {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()}) {
      for (const auto& [name, value] : *metadata) {
        bytes.append(name.data(), name.size()).append(value.data(), value.size());
      }
    }
    return bytes;
  }
};
using FetchCall = Call<v1::FetchRequest, v1::FetchReply>;
using CheckCall = Call<v1::CheckRequest, v1::CheckReply>;
using WithdrawCall = Call<v1::WithdrawRequest, v1::WithdrawReply>;
using ExplainCall = Call<v1::ExplainDecisionRequest, v1::ExplainDecisionReply>;
using AskCall = Call<v1::ReleaseRequest, v1::ReleaseRequestReply>;
using AnswerCall = Call<v1::ReleaseAnswer, v1::ReleaseAnswerReply>;
using AskedCall = Call<v1::ListReleaseRequestsRequest, v1::ListReleaseRequestsReply>;
using RecallsCall = Call<v1::ListRecallsRequest, v1::ListRecallsReply>;
using ReplayCall = Call<v1::ReplayPolicyRequest, v1::ReplayPolicyReply>;
using PoliciesCall = Call<v1::ListPoliciesRequest, v1::ListPoliciesReply>;
template <typename C>
using Calls = std::vector<std::unique_ptr<C>>;

struct Feed {
  std::vector<v1::Event> events;
  std::string apart;  // error, details
};

// The network's folder and everybody's certificates, of which one set serves all worlds.
class Host {
 public:
  Host();
  void Start(const differential::Files& files, absl::Time now);
  void Stop();

  // Each record by its owner, in the order given.
  std::vector<v1::SubmitReply> Submit(const std::vector<v1::Record>& records);
  // Of each, from its cursor on (empty: from the beginning), rendered in its format (empty: not).
  std::vector<Feed> WatchAll(const std::vector<Recipient>& recipients, const std::vector<std::string>& cursors,
                             const std::vector<std::string>& formats);
  // Many at once: an answer waits for its beat.
  template <typename C>
  void Ask(Calls<C>& calls);
  // How a country's officers change its policy. Only of those that govern.
  testing::Office& OfficeOf(const std::string& country) { return *offices_.at(country); }
  // Until whatever follows from a change is written.
  void WaitReconciled();

  std::string MetricsPage() const;
  std::string Log() const { return network_.ReadFile("log"); }
  std::string AuditLog() const { return Read("data/audit"); }
  std::string Data() const { return Read("data"); }
  // As if the gateway had written more into one of its files.
  void Append(const std::string& file, const std::string& bytes);

 private:
  struct End {
    std::unique_ptr<testing::Peer> peer;
    std::unique_ptr<v1::Admin::Stub> admin;
  };
  v1::Exchange::Stub& StubOf(const std::string& system) { return ends_.at(system).peer->stub(); }
  std::string Read(const std::string& folder) const;  // all files in it

  testing::TestNetwork network_;
  std::map<std::string, testing::KeyPair> keys_;
  std::unique_ptr<testing::FakeClock> clock_;
  std::unique_ptr<server::Daemon> daemon_;
  std::map<std::string, End> ends_;
  std::map<std::string, std::unique_ptr<testing::Office>> offices_;
};

}  // namespace entente::canary
