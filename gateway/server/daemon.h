// The whole gateway, wired: the one place where everything is put together, and the order in which it comes down.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "gateway/core/clock.h"
#include "gateway/core/gateway.h"
#include "gateway/server/config.h"

namespace entente::server {

class Daemon {
 public:
  // Serves when it returns. `clock` null: the system's; it must outlive the daemon.
  static absl::StatusOr<std::unique_ptr<Daemon>> Start(const Config& config, const core::Clock* clock = nullptr);
  virtual ~Daemon() = default;  // shuts down

  virtual int port() const = 0;
  virtual int metrics_port() const = 0;
  // Participants and policies again. FailedPrecondition, POLICY_INVALID: what was in force stays. Blocks.
  virtual absl::Status Reload() = 0;
  // Whether recalls and releases wait to be written that were due when this was asked.
  virtual bool Busy() = 0;
  virtual void Shutdown() = 0;
};

// Everything a start would read, read and judged; nothing is made or changed.
absl::Status CheckConfig(const Config& config);

}  // namespace entente::server
