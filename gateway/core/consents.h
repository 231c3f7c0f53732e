// Consents to release that officers of a record's owner signed, as decisions look them up: in memory, since every look
// at a record asks. The store keeps them all; here are those that are not over.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/policy/policy.h"
#include "gateway/store/store.h"

namespace entente::core {

// Under which the store keeps it.
std::string ConsentName(const v1::ReleaseConsent& consent);

// The consent to this copy that was given by then, also when it is over; the store is asked. Null: none.
absl::StatusOr<std::optional<policy::ReleaseConsent>> ConsentThen(store::Store& store, const std::string& record_id,
                                                                  const std::string& participant,
                                                                  const std::string& purpose, absl::Time then);

class Consents {
 public:
  // What the store has that is not over.
  absl::Status Load(store::Store& store, absl::Time now);
  // Those that are over by now.
  void Forget(absl::Time now);
  void Put(const v1::ReleaseConsent& consent);
  // The consent that holds for this copy, if one was given; whether it is over is the decision's to see.
  std::optional<policy::ReleaseConsent> For(const std::string& record_id, const std::string& participant,
                                            const std::string& purpose) const;
  bool HasAny(const std::string& record_id) const;

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::map<std::string, policy::ReleaseConsent, std::less<>> consents_;  // by record, participant and purpose
  absl::Time first_end_ = absl::InfiniteFuture();                        // of them; nothing is over before
};

}  // namespace entente::core
