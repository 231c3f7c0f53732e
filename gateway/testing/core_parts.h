// The parts of a small gateway in memory, for tests of one use case: EC submits, CO receives and checks.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "gateway/audit/test_logs.h"
#include "gateway/core/parts.h"
#include "gateway/store/open.h"
#include "gateway/testing/fake_clock.h"

namespace entente::core {

inline ActivePtr TestActive() {
  auto participants = std::make_shared<Participants>();
  participants->network.countries = {"EC", "CO"};
  for (const char* country : {"EC", "CO"}) {
    System system;
    system.country = country;
    system.id = "s";
    system.roles = {Role::kSubmit, Role::kReceive, Role::kCheck};
    system.purposes = {"criminal-investigation"};
    system.standing = Standing::kLive;
    participants->systems[system.name()] = system;
  }
  auto active = std::make_shared<Active>();
  active->participants = participants;
  auto policies = policy::Load(participants->network, {"network.yaml", "kind: NetworkFloor\nversion: 1\nrules: []\n"},
                               {{"EC",
                                 "kind: CountryPolicy\ncountry: EC\nversion: 1\nrules:\n  - {id: a, permit: {to: "
                                 "[CO]}, fields: [identity, event], purposes: [criminal-investigation], "
                                 "retention: P1Y}\n"}},
                               nullptr);
  EXPECT_TRUE(policies.ok()) << policies.status();
  active->policies = *std::move(policies);
  return active;
}

class TestParts {
 public:
  TestParts() {
    auto writer = Writer::Start({.store = store_.get(), .log = log_.get()});
    EXPECT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
    active_.set(TestActive());
    wakeups_.Start(0);
    parts_.store = store_.get();
    parts_.sealer = sealer_.get();
    parts_.writer = writer_.get();
    parts_.formats = &formats_;
    parts_.clock = &clock_;
    parts_.active = &active_;
    parts_.context_salt = &salt_;
    parts_.wakeups = &wakeups_;
    parts_.workers = &workers_;
    parts_.unreadable = [this](const std::string& record_id) { unreadable_.push_back(record_id); };
  }
  ~TestParts() {
    writer_->Stop();
    workers_.Stop();
  }

  const Parts& parts() const { return parts_; }
  const std::vector<std::string>& unreadable() const { return unreadable_; }
  store::Store& store() { return *store_; }
  testing::FakeClock& clock() { return clock_; }
  // As the store has it then.
  store::Revision Put(store::Revision revision) {
    const std::string id = revision.record_id;
    const auto outcome = writer_->Run([&](const WriterView&, Changes& changes) {
      changes.Add(std::move(revision), audit::TestEntry(1));
      return absl::OkStatus();
    });
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return *store_->Latest(id);
  }

 private:
  audit::TestFolder folder_;
  std::unique_ptr<audit::Log> log_ = audit::MustOpen(folder_);
  std::unique_ptr<store::Store> store_ = store::OpenMemory();
  std::unique_ptr<store::Sealer> sealer_ = store::MakeSealer(std::string(32, 'k'));
  adapters::Registry formats_{{}};
  testing::FakeClock clock_;
  ActiveHolder active_;
  ContextSalt salt_{store_.get(), sealer_.get()};
  Wakeups wakeups_;
  Workers workers_{1};
  std::vector<std::string> unreadable_;
  std::unique_ptr<Writer> writer_;
  Parts parts_;
};

// The answer of an asynchronous call, waited for.
template <typename Answer>
class Awaited {
 public:
  auto Done() {
    return [this](Answer answer) { promise_.set_value(std::move(answer)); };
  }
  Answer Get() { return promise_.get_future().get(); }

 private:
  std::promise<Answer> promise_;
};

}  // namespace entente::core
