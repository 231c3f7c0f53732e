// What is in force: participants, policies and gates, which change together or not at all. Every use case takes one
// snapshot.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
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
  GatesPtr gates;
};
using SourceReader = std::function<absl::StatusOr<ActiveSources>()>;

// The policies a gateway begins with, at its first start; afterwards they change by activation alone.
struct PolicySources {
  policy::Source floor;
  std::vector<policy::Source> policies;
};
using PolicyReader = std::function<absl::StatusOr<PolicySources>()>;

class ActiveHolder {
 public:
  ActivePtr get() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return active_;
  }
  void set(ActivePtr active) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (coming_ == active) coming_ = nullptr;
    active_ = std::move(active);
  }
  // For the writer's thread: what will be in force when the group being decided is on disk. A release that another set
  // decided must not be written behind the activation.
  ActivePtr newest() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return coming_ == nullptr ? active_ : coming_;
  }
  void Announce(ActivePtr coming) {
    const std::lock_guard<std::mutex> lock(mutex_);
    coming_ = std::move(coming);
  }
  void TakeBack(const ActivePtr& coming) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (coming_ == coming) coming_ = nullptr;
  }
  // When an overlay last began or ended: what was decided before is decided again before it leaves.
  absl::Time edge() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return edge_;
  }
  void PassEdge(absl::Time edge) {
    const std::lock_guard<std::mutex> lock(mutex_);
    edge_ = std::max(edge_, edge);
  }

 private:
  mutable std::mutex mutex_;
  ActivePtr active_;
  ActivePtr coming_;
  absl::Time edge_ = absl::InfinitePast();
};

}  // namespace entente::core
