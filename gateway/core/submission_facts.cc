#include "gateway/core/submission_facts.h"

#include <algorithm>

#include "gateway/core/errors.h"

namespace entente::core {
namespace {

absl::Status MergeRevision(int64_t stated, v1::Header& header) {
  if (stated < 0 || header.revision() < 0) {
    return WithReason(absl::InvalidArgumentError("a revision must be 1 or more, or 0 for the next one"),
                      v1::REQUEST_INVALID);
  }
  if (stated != 0 && header.revision() != 0 && stated != header.revision()) {
    return WithReason(absl::InvalidArgumentError("`facts.revision` is not the record's own revision"),
                      v1::REQUEST_INVALID);
  }
  if (stated != 0) header.set_revision(stated);
  return absl::OkStatus();
}

}  // namespace

absl::Status MergeFacts(const v1::SubmissionFacts& facts, v1::Header& header) {
  if (const absl::Status status = MergeRevision(facts.revision(), header); !status.ok()) return status;
  if (header.matters().empty()) *header.mutable_matters() = facts.matters();
  if (!header.has_matter_review() && facts.has_matter_review()) *header.mutable_matter_review() = facts.matter_review();
  if (!header.has_keep_until() && facts.has_keep_until()) *header.mutable_keep_until() = facts.keep_until();
  for (const std::string& operation : facts.operations()) {
    if (std::find(header.operations().begin(), header.operations().end(), operation) == header.operations().end()) {
      header.add_operations(operation);
    }
  }
  header.mutable_markings()->MergeFrom(facts.markings());
  header.mutable_links()->MergeFrom(facts.links());
  if (facts.test()) header.set_test(true);
  return absl::OkStatus();
}

}  // namespace entente::core
