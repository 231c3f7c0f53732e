// The audit entries of the use cases: one place says what is written down about each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/audit/entry.h"
#include "gateway/core/active.h"
#include "gateway/core/context_salt.h"

namespace entente::core {

// Who asked, for what, when: officer, case and operation as commitments under the day's salt.
absl::StatusOr<audit::Entry> StartEntry(audit::Kind kind, std::string_view peer, const v1::RequestContext& context,
                                        absl::Time now, ContextSalt& salts);

// A purpose that no policy and no participant lists is whatever somebody wrote, so it is no matter for the log.
void DropUnlistedPurpose(const Active& active, audit::Entry& entry);

// The same entry split so that no part is longer than the log takes; the subjects are shared out, in order.
std::vector<audit::Entry> SplitToFit(audit::Entry entry);

}  // namespace entente::core
