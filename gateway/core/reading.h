// From what was submitted to a common record that holds to every rule: decode, add the facts, check whose it is.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "gateway/core/participants.h"
#include "gateway/core/sealed_record.h"

namespace entente::core {

struct Submission {
  v1::RequestContext context;
  std::optional<v1::NativeRecord> native;  // one of the two
  std::optional<v1::Record> record;
  v1::SubmissionFacts facts;
  std::string batch, signature;
};

struct ReadSubmission {
  PlainParts parts;
  bool is_record = true;  // false: an empty report, of which only a receipt is left
  int64_t stated_revision = 0;
  std::string format;       // "ec-detenidos/2024", "common"
  std::string exact_bytes;  // what was submitted, for digest and commitment
};

// InvalidArgument: RECORD_UNREADABLE, CODE_UNMAPPED, FORMAT_UNKNOWN or REQUEST_INVALID; PermissionDenied, NOT_ENTITLED:
// another country's record. No message holds a value of the record.
absl::StatusOr<ReadSubmission> ReadSubmitted(const adapters::Registry& formats, const System& caller,
                                             Submission submission);

}  // namespace entente::core
