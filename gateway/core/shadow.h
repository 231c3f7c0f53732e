// A candidate policy beside the active one: it decides whatever is decided, is counted by rule, and has no effect.
//
// Thread safety: all methods may be called from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/participants.h"
#include "gateway/policy/policy.h"

namespace entente::core {

struct Parts;

// One candidate of one country. Who changes any policy ends it: what it was compared with is no longer active.
class Shadow {
 public:
  Shadow(std::string country, std::string digest, policy::PolicySetPtr active, policy::PolicySetPtr candidate,
         absl::Time since)
      : country_(std::move(country)),
        digest_(std::move(digest)),
        active_(std::move(active)),
        candidate_(std::move(candidate)),
        since_(since) {}

  // `question` as the active policies decided it. A decision about the decoy takes as long and is not counted.
  void Count(const policy::PolicySet& active, const policy::Question& question, const policy::Decision& decision,
             bool counts);
  v1::ShadowReport Report(const policy::PolicySet& active) const;
  const std::string& country() const { return country_; }

 private:
  using Row = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

  const std::string country_, digest_;
  const policy::PolicySetPtr active_, candidate_;
  const absl::Time since_;
  mutable std::mutex mutex_;
  std::map<Row, int64_t> counts_;
  int64_t decisions_ = 0;
};
using ShadowPtr = std::shared_ptr<Shadow>;

class Shadows {
 public:
  // The one of the country whose records are decided about; null: none.
  ShadowPtr For(const std::string& country) const;
  void Put(ShadowPtr shadow);
  ShadowPtr End(const std::string& country);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ShadowPtr> shadows_;
};

struct ShadowAsked {
  std::string text, digest;  // a candidate begins; neither: the one that runs is told
  bool end = false;          // and ended
};
// Blocks: not for a network thread. NotFound, RECORD_UNKNOWN: none runs for the caller's country.
absl::StatusOr<v1::ShadowReport> ShadowPolicy(const Parts& parts, const Caller& caller,
                                              const v1::RequestContext& context, const ShadowAsked& asked);

}  // namespace entente::core
