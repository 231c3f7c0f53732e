// The real daemon, killed at one write after another while it carries an activation out over many records: when it is
// back, every holder gets exactly the events that are due, once.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/audit/entry.h"
#include "gateway/audit/log.h"
#include "gateway/testing/office.h"
#include "gateway/testing/peer.h"
#include "gateway/testing/records.h"
#include "tests/crash/daemon_process.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::ChannelTo;
using testing::DaemonProcess;
using testing::KeyPair;
using testing::Office;
using testing::Peer;
using testing::TestNetwork;

// tests/crash/long.sh asks for 100,000 records. With sanitizers each costs several times as much.
#ifdef NDEBUG
constexpr int kRecords = 1'000;
#else
constexpr int kRecords = 300;
#endif

int FromEnvironment(const char* name, int otherwise) {
  const char* asked = std::getenv(name);
  return asked == nullptr ? otherwise : std::atoi(asked);
}

constexpr char kOnlyBrazil[] = R"(kind: CountryPolicy
country: EC
version: 2
defaults: {purposes: [criminal-investigation], retention: P1Y}
rules:
  - id: arrests-to-br
    permit: {to: [BR], records: [arrest]}
    fields: [identity, event]
)";

class ActivationCrash : public ::testing::Test {
 protected:
  Peer Connect(int port, const std::string& system) {
    const KeyPair pair = network_.Certificate(system);
    return Peer(ChannelTo(port, network_.authority().certificate_pem(), &pair));
  }

  // The second half points at the first, so that what follows has links to follow too.
  void SubmitAll(int port, int records) {
    SubmitSome(port, 0, records / 2);
    SubmitSome(port, records / 2, records);
  }

  void SubmitSome(int port, int first, int last) {
    std::atomic<int> next{first};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        Peer ec = Connect(port, "EC/migracion");
        for (int i = next++; i < last; i = next++) {
          v1::Record record = Arrest(absl::StrCat("EC-", i));
          if (first > 0) {
            v1::Link& link = *record.mutable_header()->add_links();
            link.set_kind(v1::Link::SAME_INCIDENT);
            link.mutable_originator()->set_country("EC");
            link.set_national_id(absl::StrCat("EC-", i - first));
          }
          ec.MustSubmit(record);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  std::map<std::string, std::string> KillAt(int64_t write, bool triggered) {
    std::map<std::string, std::string> environment = {
        {"LD_PRELOAD", KILL_AT_WRITE},
        {"ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0"},
        {"ENTENTE_KILL_AT", absl::StrCat(write)}};
    if (triggered) environment["ENTENTE_KILL_TRIGGER"] = network_.folder() + "/trigger";
    return environment;
  }

  // Proposed, approved, and being activated when the daemon is killed; whether the activation was answered.
  void ActivateAndDie(int64_t write) {
    unlink((network_.folder() + "/trigger").c_str());
    DaemonProcess daemon(network_);
    const int port = daemon.Start(KillAt(write, true));
    ASSERT_NE(port, 0);
    Office ec(network_, Connect(port, "EC/admin"));
    v1::ProposePolicyReply proposed;
    if (digest_.empty()) {
      ASSERT_TRUE(ec.Propose(ec.Next(kOnlyBrazil), "EC/policy-1", &proposed).ok());
      digest_ = proposed.proposal().digest();
      v1::ApprovePolicyReply approved;
      ASSERT_TRUE(ec.Approve(proposed.proposal(), "EC/dpo-1", &approved).ok());
    }
    network_.WriteFile("trigger", "");
    v1::ActivatePolicyReply activated;
    ec.Activate(digest_, false, &activated);
    for (int i = 0; i < 500 && !daemon.Ended(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(daemon.Ended()) << "nothing ended the daemon at its write " << write;
  }

  // One more life, killed at that write; true: it came to the end of its work before.
  bool LiveUntil(int64_t write) {
    DaemonProcess daemon(network_);
    const int port = daemon.Start(KillAt(write, false));
    if (port == 0) return false;
    Office ec(network_, Connect(port, "EC/admin"));
    while (!daemon.Ended()) {
      grpc::ClientContext context;
      testing::SetDeadline(context);
      v1::ListPoliciesRequest request;
      *request.mutable_context() = testing::Context();
      v1::ListPoliciesReply list;
      if (ec.stub().ListPolicies(&context, request, &list).ok() && IsActive(list) && list.reconciling() == 0) {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  bool IsActive(const v1::ListPoliciesReply& list) {
    for (const v1::ActivePolicy& active : list.active()) {
      if (active.digest() == digest_) return true;
    }
    return false;
  }

  TestNetwork network_;
  std::string digest_;
};

using Counts = std::map<std::string, int>;  // by record

Counts Count(const std::vector<v1::Event>& events, v1::Event::Kind kind) {
  Counts counts;
  for (const v1::Event& event : events) {
    if (event.kind() != kind && event.kind() != v1::Event::CAUGHT_UP) ADD_FAILURE() << event.ShortDebugString();
    if (event.kind() == kind) ++counts[event.record_id()];
  }
  return counts;
}

void ExpectEachOnce(const Counts& counts, size_t records) {
  EXPECT_EQ(counts.size(), records);
  for (const auto& [id, times] : counts) EXPECT_EQ(times, 1) << id;
}

TEST_F(ActivationCrash, LeavesEveryHolderWithExactlyTheEventsDue) {
  const int records = FromEnvironment("ENTENTE_CRASH_RECORDS", kRecords);
  const int stride = FromEnvironment("ENTENTE_CRASH_STRIDE", 29);
  std::string cursor;
  {
    DaemonProcess daemon(network_);
    const int port = daemon.Start();
    ASSERT_NE(port, 0);
    SubmitAll(port, records);
    const std::vector<v1::Event> first = Connect(port, "CO/policia").WatchAll();
    ExpectEachOnce(Count(first, v1::Event::RELEASE), static_cast<size_t>(records));
    cursor = first.back().cursor();
    ASSERT_EQ(daemon.End(SIGTERM), 0);
  }
  // The activation itself, killed at each of its first writes until it is through.
  int kills = 0;
  bool active = false;
  for (int64_t write = 1; !active; ++write) {
    ActivateAndDie(write);
    DaemonProcess daemon(network_);
    const int port = daemon.Start(KillAt(1'000'000'000, false));
    ASSERT_NE(port, 0);
    Office ec(network_, Connect(port, "EC/admin"));
    active = IsActive(ec.List());
    EXPECT_EQ(daemon.End(SIGKILL), -SIGKILL);
    ++kills;
    ASSERT_LT(write, 50);
  }
  // And what follows from it, killed at ever later writes of a life.
  for (int64_t write = 1; !LiveUntil(write); write += stride) ++kills;

  DaemonProcess daemon(network_);
  const int port = daemon.Start();
  ASSERT_NE(port, 0);
  Office ec(network_, Connect(port, "EC/admin"));
  ec.WaitReconciled();
  ExpectEachOnce(Count(Connect(port, "CO/policia").WatchAll(cursor), v1::Event::RECALL),
                 static_cast<size_t>(records));
  ExpectEachOnce(Count(Connect(port, "BR/pf").WatchAll(), v1::Event::RELEASE), static_cast<size_t>(records));
  ASSERT_EQ(daemon.End(SIGTERM), 0);

  const std::string folder = network_.folder() + "/data/audit";
  const auto verified = audit::Verify(folder, network_.ReadFile("data/audit.vkey"));
  ASSERT_TRUE(verified.ok()) << verified.status();
  const auto entries = audit::ReadEntries(folder);
  ASSERT_TRUE(entries.ok()) << entries.status();
  Counts recalled;
  for (const std::string& text : *entries) {
    const absl::StatusOr<audit::Entry> entry = audit::Parse(text);
    ASSERT_TRUE(entry.ok());
    if (entry->kind != audit::Kind::kRecall || entry->details.at("by") != "reconciliation") continue;
    for (const audit::Subject& subject : entry->subjects) ++recalled[subject.record_id];
  }
  ExpectEachOnce(recalled, static_cast<size_t>(records));
  EXPECT_GT(kills, 10);
  std::cout << records << " records, " << kills << " kills, " << entries->size() << " audit entries\n";
}

}  // namespace
}  // namespace entente
