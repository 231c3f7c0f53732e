// A record in quarantine, opened and judged by the gates now in force. Not for anybody but its originator.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/active.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"
#include "gateway/core/quarantine.h"
#include "gateway/core/sealed_record.h"

namespace entente::core {

struct Judged {
  store::Revision row;
  OpenedRecord opened;
  v1::QuarantinedRecord about;
};

struct JudgedPage {
  std::vector<Judged> records;  // by national id
  bool more = false;
};

// The caller's own behind `after`. One that is damaged in the store is told of and left out.
absl::StatusOr<JudgedPage> JudgePage(const Parts& parts, const Active& active, const Caller& caller,
                                     const std::string& after);
// NotFound, RECORD_UNKNOWN. With receipt and original bytes.
absl::StatusOr<Judged> JudgeOne(const Parts& parts, const Active& active, const Caller& caller,
                                const std::string& national_id);

// Whether the caller may ask this at all.
absl::Status CheckAsked(const Active& active, const Caller& caller, const QuarantineQuery& query);

}  // namespace entente::core
