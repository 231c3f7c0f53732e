#include "gateway/store/batch_check.h"

#include <limits>

namespace entente::store {

namespace {

constexpr uint64_t kAuditIndexMax = std::numeric_limits<int64_t>::max();

absl::Status CheckRevision(const Revision& revision) {
  if (revision.record_id.empty() || revision.country.empty() || revision.national_id.empty()) {
    return absl::InvalidArgumentError("a revision must name its record, country and national id");
  }
  for (const std::string& key : revision.lookup_keys) {
    if (key.empty() || key.size() > 255) return absl::InvalidArgumentError("a look-up key must have 1 to 255 bytes");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBatch(const Batch& batch, uint64_t next_audit_index) {
  if (batch.revision_entries.size() != batch.revisions.size()) {
    return absl::InvalidArgumentError("every revision of a batch must name its audit entry");
  }
  for (const size_t entry : batch.revision_entries) {
    if (entry >= batch.audit_entries.size()) {
      return absl::InvalidArgumentError("a revision names an audit entry that the batch does not have");
    }
  }
  for (const Revision& revision : batch.revisions) {
    if (auto status = CheckRevision(revision); !status.ok()) return status;
  }
  if (batch.audit_entries.empty()) return absl::OkStatus();
  if (batch.first_audit_index > kAuditIndexMax - batch.audit_entries.size()) {
    return absl::InvalidArgumentError("an audit index is beyond what a store can number");
  }
  if (batch.first_audit_index < next_audit_index) {
    return absl::AlreadyExistsError("an audit index of the batch was given already");
  }
  return absl::OkStatus();
}

}  // namespace entente::store
