// What is in force: participants and policies, which change together or not at all. Every use case takes one snapshot.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/core/participants.h"
#include "gateway/policy/policy.h"

namespace entente::core {

struct Active {
  ParticipantsPtr participants;
  policy::PolicySetPtr policies;
};
using ActivePtr = std::shared_ptr<const Active>;

// What a start or a reload reads from outside.
struct ActiveSources {
  ParticipantsPtr participants;
  policy::Source floor;
  std::vector<policy::Source> policies;
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
