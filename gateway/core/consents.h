// Consents to release that officers of a record's owner signed, as decisions look them up: in memory, since every look at
// a record asks.
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
#include "entente/v1/exchange.pb.h"
#include "gateway/policy/policy.h"
#include "gateway/store/store.h"

namespace entente::core {

class Consents {
 public:
  // What the store has.
  absl::Status Load(store::Store& store);
  void Put(const v1::ReleaseConsent& consent);
  // The consent that holds for this copy, if one was given; whether it is over is the decision's to see.
  std::optional<policy::ReleaseConsent> For(const std::string& record_id, const std::string& participant,
                                            const std::string& purpose) const;
  bool HasAny(const std::string& record_id) const;

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::map<std::string, policy::ReleaseConsent, std::less<>> consents_;  // by record, participant and purpose
};

}  // namespace entente::core
