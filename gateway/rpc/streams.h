// The streams that are open: how many a system has, and how to end them at shutdown or when their system is suspended.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "gateway/core/active.h"

namespace entente::rpc {

class Stream {
 public:
  virtual ~Stream() = default;
  virtual void End(const absl::Status& why) = 0;
};

class StreamRegistry {
 public:
  explicit StreamRegistry(int64_t per_system_max) : per_system_max_(per_system_max) {}

  // ResourceExhausted, LIMIT_EXCEEDED: the system has too many. Unavailable, SHUTTING_DOWN.
  absl::Status Add(const std::string& peer, const std::shared_ptr<Stream>& stream);
  void Remove(const Stream* stream);
  void EndAll(const absl::Status& why);  // and none is added any more
  void EndSuspended(const core::Active& active);

 private:
  struct Known {
    std::string peer;
    std::weak_ptr<Stream> stream;
  };
  const int64_t per_system_max_;
  std::mutex mutex_;
  std::map<const Stream*, Known> streams_;
  std::map<std::string, int64_t> counts_;
  absl::Status ended_;
};

}  // namespace entente::rpc
