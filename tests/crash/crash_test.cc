// The real daemon, killed with SIGKILL under load, again and again: what was acknowledged is there afterwards, once,
// with its audit entry, and the log verifies.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/testing/peer.h"
#include "gateway/testing/records.h"
#include "gateway/testing/test_network.h"
#include "tests/crash/daemon_process.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::ChannelTo;
using testing::DaemonProcess;
using testing::KeyPair;
using testing::Peer;
using testing::TestNetwork;

int Cycles() {
  const char* asked = std::getenv("ENTENTE_CRASH_CYCLES");
  return asked == nullptr ? 20 : std::atoi(asked);
}

struct Acknowledged {
  std::string record_id, audit_leaf;
};

// What was acknowledged so far, by national id.
class Ledger {
 public:
  void Add(const std::string& national_id, const v1::SubmitReply& reply) {
    const std::lock_guard<std::mutex> lock(mutex_);
    EXPECT_FALSE(acknowledged_.contains(national_id));
    acknowledged_[national_id] = {reply.record_id(), reply.audit_leaf()};
  }
  std::map<std::string, Acknowledged> acknowledged() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return acknowledged_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Acknowledged> acknowledged_;
};

class Crash : public ::testing::Test {
 protected:
  Peer Connect(int port, const std::string& system) {
    const KeyPair pair = network_.Certificate(system);
    return Peer(ChannelTo(port, network_.authority().certificate_pem(), &pair));
  }

  // Submits until the daemon is gone. Four at a time, so that groups are more than one record.
  std::vector<std::thread> StartLoad(int port, int cycle) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([this, port, cycle, t] {
        Peer ec = Connect(port, "EC/migracion");
        for (int i = 0;; ++i) {
          const std::string id = absl::StrCat("EC-", cycle, "-", t, "-", i);
          v1::SubmitReply reply;
          if (!ec.Submit(testing::Submission(Arrest(id)), &reply).ok()) return;
          ledger_.Add(id, reply);
        }
      });
    }
    return threads;
  }

  TestNetwork network_;
  Ledger ledger_;
};

TEST_F(Crash, WhatWasAcknowledgedSurvivesKillNine) {
  const int cycles = Cycles();
  for (int cycle = 0; cycle < cycles; ++cycle) {
    DaemonProcess daemon(network_);
    const int port = daemon.Start();
    ASSERT_NE(port, 0) << "the daemon did not come up in cycle " << cycle;
    std::vector<std::thread> load = StartLoad(port, cycle);
    // Not always at the same point of a group, a checkpoint or a tile.
    std::this_thread::sleep_for(std::chrono::milliseconds(150 + 37 * (cycle % 11)));
    EXPECT_EQ(daemon.End(SIGKILL), -SIGKILL);
    for (std::thread& thread : load) thread.join();
  }
  const std::map<std::string, Acknowledged> acknowledged = ledger_.acknowledged();
  ASSERT_GT(acknowledged.size(), static_cast<size_t>(cycles));

  DaemonProcess daemon(network_);
  const int port = daemon.Start();
  ASSERT_NE(port, 0);
  Peer ec = Connect(port, "EC/migracion");
  Peer co = Connect(port, "CO/policia");
  std::map<std::string, int> released;
  for (const v1::Event& event : co.WatchAll()) {
    if (event.kind() == v1::Event::RELEASE) ++released[event.record().header().national_id()];
  }
  for (const auto& [id, times] : released) EXPECT_EQ(times, 1) << id;
  for (const auto& [id, known] : acknowledged) {
    EXPECT_TRUE(released.contains(id)) << id << " was acknowledged and is gone";
    const v1::SubmitReply again = ec.MustSubmit(Arrest(id));
    EXPECT_TRUE(again.repeated_submission()) << id;
    EXPECT_EQ(again.record_id(), known.record_id);
    EXPECT_EQ(again.revision(), 1);
    EXPECT_EQ(again.audit_leaf(), known.audit_leaf);
  }
  EXPECT_EQ(daemon.End(SIGTERM), 0);

  const std::string folder = network_.folder() + "/data/audit";
  const auto verified = audit::Verify(folder, network_.ReadFile("data/audit.vkey"));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->unpublished, 0u);
  const auto entries = audit::ReadEntries(folder);
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::map<std::string, int> leaves;
  for (const std::string& entry : *entries) ++leaves[audit::LeafHash(entry)];
  for (const auto& [id, known] : acknowledged) EXPECT_EQ(leaves[known.audit_leaf], 1) << id;
  std::cout << cycles << " kills, " << acknowledged.size() << " acknowledged, " << released.size() << " stored, "
            << entries->size() << " audit entries\n";
}

TEST_F(Crash, WhatIsInQuarantineStaysThere) {
  v1::Record bare = testing::Notice("2031/1");
  bare.clear_orders();
  v1::SubmitReply first;
  {
    DaemonProcess daemon(network_);
    const int port = daemon.Start();
    ASSERT_NE(port, 0);
    first = Connect(port, "XPO/ncb").MustSubmit(bare);
    EXPECT_TRUE(first.quarantined());
    EXPECT_EQ(daemon.End(SIGKILL), -SIGKILL);
  }
  DaemonProcess daemon(network_);
  const int port = daemon.Start();
  ASSERT_NE(port, 0);
  EXPECT_EQ(Connect(port, "CO/policia").WatchAll().size(), 1u);  // caught up
  const v1::SubmitReply again = Connect(port, "XPO/ncb").MustSubmit(bare);
  EXPECT_TRUE(again.repeated_submission());
  EXPECT_TRUE(again.quarantined());
  EXPECT_EQ(again.audit_leaf(), first.audit_leaf());
  EXPECT_EQ(again.missing_size(), first.missing_size());
  EXPECT_EQ(daemon.End(SIGTERM), 0);
}

TEST_F(Crash, ASecondDaemonOnTheSameFolderIsRefused) {
  DaemonProcess first(network_);
  ASSERT_NE(first.Start(), 0);
  DaemonProcess second(network_);
  EXPECT_EQ(second.Start(), 0);
  EXPECT_EQ(first.End(SIGTERM), 0);
}

TEST_F(Crash, ADaemonThatCannotLoadAPolicyDoesNotRunAndLeavesNothing) {
  network_.WriteFile("policies/EC/policy.yaml", "kind: CountryPolicy\ncountry: EC\nversion: one\n");
  DaemonProcess daemon(network_);
  EXPECT_EQ(daemon.Start(), 0);
  EXPECT_NE(access((network_.folder() + "/data").c_str(), F_OK), 0);
}

}  // namespace
}  // namespace entente
