// What every use case works with; wired once, owned by the server.
#pragma once

#include <functional>
#include <string>

#include "adapters/core/format.h"
#include "gateway/core/active.h"
#include "gateway/audit/log.h"
#include "gateway/core/clock.h"
#include "gateway/core/consents.h"
#include "gateway/core/context_salt.h"
#include "gateway/core/decoy.h"
#include "gateway/core/shadow.h"
#include "gateway/core/wakeups.h"
#include "gateway/core/workers.h"
#include "gateway/core/writer.h"
#include "gateway/store/sealer.h"
#include "gateway/store/store.h"

namespace entente::core {

class Reconciler;

struct Parts {
  store::Store* store = nullptr;
  store::Sealer* sealer = nullptr;
  Writer* writer = nullptr;
  const adapters::Registry* formats = nullptr;
  const Clock* clock = nullptr;
  ActiveHolder* active = nullptr;
  ContextSalt* context_salt = nullptr;
  Decoy* decoy = nullptr;
  Wakeups* wakeups = nullptr;
  Workers* workers = nullptr;
  audit::Log* log = nullptr;
  Shadows* shadows = nullptr;        // null: none run
  Consents* consents = nullptr;      // null: none are given
  Reconciler* reconciler = nullptr;  // null: nobody looks after copies already out
  // Told of a stored record that cannot be opened, which every way out passes over as if it were not there. Empty:
  // nobody is told.
  std::function<void(const std::string& record_id)> unreadable;
};

}  // namespace entente::core
