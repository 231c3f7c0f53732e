// One audit entry: a canonical JSON object (RFC 8785) of at most 32 KiB, without personal data. Officer, case and
// national id stand in it as commitments, HMAC-SHA-256 under a salt that can be erased.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace entente::audit {

enum class Kind {
  kGenesis,
  kSubmit,
  kAmend,
  kWithdraw,
  kRelease,
  kCheck,
  kHit,
  kRequest,
  kConsent,
  kDeny,
  kRecall,
  kDelete,
  kAck,
  kVerdict,
  kConfirm,
  kClearance,
  kPolicyPropose,
  kPolicyApprove,
  kPolicyActivate,
  kParticipantChange,
  kSuspend,
  kBlock,
  kErase,
  kKeyRotate,
  kWitness,
  kAdmin
};
std::string_view KindName(Kind kind);  // "submit", "policy.activate"

// What happened to one record. A release may speak of up to 128.
struct Subject {
  std::string record_id;
  int64_t revision = 0;     // of the view for releases, of the record for submissions
  std::string commitment;   // base64 HMAC-SHA-256(record salt, bytes submitted or released)
  std::string decision_id;  // empty where nothing was decided
  std::string rule;         // that decided
};

struct Entry {
  absl::Time time;
  Kind kind = Kind::kGenesis;
  std::string peer;  // "EC/migracion"; empty: the gateway itself
  std::string purpose;
  std::vector<Subject> subjects;
  std::vector<std::string> policy_digests;
  std::string decision_id;                         // of a denial or check that is about no record
  std::string place;                               // checks: IATA or UN/LOCODE
  std::map<std::string, std::string> commitments;  // "officer", "case", "national_id" -> base64
  std::map<std::string, std::string> details;      // "outcome": "done"; never personal data
};

std::string Serialise(const Entry& entry);  // RFC 8785
absl::StatusOr<Entry> Parse(std::string_view json);

std::string Commitment(std::string_view salt, std::string_view bytes);  // base64

}  // namespace entente::audit
