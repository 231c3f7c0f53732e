// What is in force: participants, policies and gates, which change together or not at all. Every use case takes one
// snapshot.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/core/participants.h"
#include "gateway/gates/gates.h"
#include "gateway/policy/policy.h"

namespace entente::core {

struct GatesInForce {
  gates::Gates gates;
  std::string digest;  // of the file, "sha256:…"; told in the audit log
};
using GatesPtr = std::shared_ptr<const GatesInForce>;

struct Active {
  ParticipantsPtr participants;
  policy::PolicySetPtr policies;
  GatesPtr gates;  // null: none, and every record passes
};
using ActivePtr = std::shared_ptr<const Active>;

// What a start or a reload reads from outside.
struct ActiveSources {
  ParticipantsPtr participants;
  policy::Source floor;
  std::vector<policy::Source> policies;
  GatesPtr gates;
};
using SourceReader = std::function<absl::StatusOr<ActiveSources>()>;

class ActiveHolder {
 public:
  ActivePtr get() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return active_;
  }
  void set(ActivePtr active) {
    const std::lock_guard<std::mutex> lock(mutex_);
    active_ = std::move(active);
  }

 private:
  mutable std::mutex mutex_;
  ActivePtr active_;
};

}  // namespace entente::core
