// The salt under which officers and case numbers are committed to in the audit log: one a day (UTC), kept wrapped in
// the store, so that a day's commitments can be made meaningless by erasing it.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/store/sealer.h"
#include "gateway/store/store.h"

namespace entente::core {

class ContextSalt {
 public:
  ContextSalt(store::Store* store, store::Sealer* sealer) : store_(store), sealer_(sealer) {}
  absl::StatusOr<std::string> For(absl::Time time);

 private:
  absl::StatusOr<std::string> LoadOrMake(const std::string& day);

  store::Store* const store_;
  store::Sealer* const sealer_;
  std::mutex mutex_;
  std::string day_, salt_;
};

}  // namespace entente::core
