// One world's gateway and everybody's end of the wire, which catches every byte that comes back.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/server/daemon.h"
#include "gateway/testing/fake_clock.h"
#include "gateway/testing/peer.h"
#include "gateway/testing/test_network.h"
#include "tests/canary/invented.h"

namespace entente::canary {

// What came back of one call, whole.
template <typename Request, typename Reply>
struct Call {
  size_t recipient = 0;  // who asks
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
  // Of every recipient, from its cursor on (empty: from the beginning), rendered in its format (empty: not).
  std::vector<Feed> WatchAll(const std::vector<std::string>& cursors, const std::vector<std::string>& formats);
  void Fetch(Calls<FetchCall>& calls);
  void Check(Calls<CheckCall>& calls);
  void Withdraw(Calls<WithdrawCall>& calls);

  std::string MetricsPage() const;
  std::string Log() const { return network_.ReadFile("log"); }
  std::string AuditLog() const { return Read("data/audit"); }
  std::string Data() const { return Read("data"); }

 private:
  v1::Exchange::Stub& StubOf(const std::string& system) { return peers_.at(system)->stub(); }
  std::string Read(const std::string& folder) const;  // all files in it

  testing::TestNetwork network_;
  std::map<std::string, testing::KeyPair> keys_;
  std::unique_ptr<testing::FakeClock> clock_;
  std::unique_ptr<server::Daemon> daemon_;
  std::map<std::string, std::unique_ptr<testing::Peer>> peers_;
};

}  // namespace entente::canary
