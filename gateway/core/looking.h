// One recipient looking at records for one purpose, at one moment, under one set of policies: the decision, and the
// copy it allows. Every way out of the gateway goes through here.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/active.h"
#include "gateway/core/parts.h"
#include "gateway/core/sealed_record.h"
#include "gateway/policy/policy.h"
#include "gateway/store/store.h"

namespace entente::core {

// A record as it is, and what may be done with it. Not for anybody outside.
struct Look {
  OpenedRecord opened;
  policy::Decision decision;
  policy::FactsPtr facts;  // that it was decided by; null when it is unreadable
  bool stopped = false;  // the stop switch holds back what the decision would give
  bool readable = true;  // false: damaged in the store, and so there for nobody; but what is held of it stays held
  bool visible() const {
    return decision.effect == policy::Effect::kRelease || decision.effect == policy::Effect::kOwn;
  }
};

class Looking {
 public:
  // `system` and what `parts` points at must outlive this.
  Looking(const Parts& parts, ActivePtr active, const System& system, std::string purpose);

  // Decides about an active revision. `held`: the copy that this recipient has already, whose retention runs.
  absl::StatusOr<Look> At(const store::Revision& row, const std::optional<store::Holder>& held);

  // The copy a visible look allows: redacted, links to what may not be seen left out, derived ids replaced by aliases.
  v1::Record Copy(const store::Revision& row, const Look& look, int64_t view_revision);

  // What rules read of a record; `test` says among which records its links may look.
  policy::FactsPtr FactsOf(const v1::Record& record, bool test);

  // Who asked for a notice; not found where there is none, none that stands, or none that a record with this `test` may
  // point at.
  policy::Requesters RequestersOf(const std::string& country, const std::string& national_id, bool test);
  // Others know a derived id by this only: the digest itself could be guessed from a row's values.
  std::string AliasOf(const store::Revision& row) const;
  // How this recipient may be told the id of a notice that it asked for, or owns.
  std::string NoticeIdFor(const v1::Link& link, bool test);

  // A store that could not be asked about another record, so that a copy may lack a link: it must not leave.
  const absl::Status& trouble() const { return trouble_; }

  v1::Terms TermsOf(const Look& look) const;
  const std::string& purpose() const { return purpose_; }
  absl::Time now() const { return now_; }
  const System& system() const { return system_; }
  const Active& active() const { return *active_; }

 private:
  void Decide(const store::Revision& row, const std::optional<store::Holder>& held, Look& look);
  const store::Revision* LinkTarget(const v1::Link& link, bool test);
  bool LinkShown(const v1::Link& link, bool test);
  void AliasIds(const store::Revision& row, v1::Record& copy);

  const Parts& parts_;
  const ActivePtr active_;
  const System& system_;
  const std::string purpose_;
  const absl::Time now_;
  std::map<std::string, std::optional<store::Revision>> targets_;  // of links, looked up once
  std::map<std::string, bool> shown_;
  absl::Status trouble_;  // not the same as that there is none
};

// A test meets sandboxes only, and a sandbox tests only.
bool MayMeet(const store::Revision& row, const System& system);

}  // namespace entente::core
