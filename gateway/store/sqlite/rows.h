// How the store's structs become rows and come back. The column lists stand beside the functions that rely on their
// order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/store/sqlite/connection.h"
#include "gateway/store/store.h"

namespace entente::store {

enum class Payload { kWhole, kRecordOnly };  // of a revision: with its receipt and original bytes, or without

inline constexpr char kRevisionColumns[] =
    "position, record_id, country, system, national_id, revision, state, kind, test, received_us, audit_index, "
    "content_digest, record_key, lookup_keys, format, batch, signature, sealed_record, sealed_receipt, "
    "sealed_original";
inline constexpr char kHolderColumns[] =
    "record_id, participant, purpose, view_revision, view_digest, view_position, first_release_us, until_us, status, "
    "review_us, debt, changed_us";
inline constexpr char kAcknowledgementColumns[] =
    "record_id, participant, purpose, view_revision, outcome, basis, case_number, why, time_us";

// All columns but the position, from parameter 1 on. `lookup_keys` must live until the statement is reset.
void BindRevision(Statement& insert, const Revision& revision, uint64_t audit_index, std::string_view lookup_keys);
void BindHolder(Statement& insert, const Holder& holder);
void BindAcknowledgement(Statement& insert, const Acknowledgement& acknowledgement);

// DataLoss when a row holds what no version of the store writes.
absl::StatusOr<Revision> ReadRevision(const Statement& row, Payload payload);
absl::StatusOr<Holder> ReadHolder(const Statement& row);
Acknowledgement ReadAcknowledgement(const Statement& row);

// Keys as one value: each behind a byte that tells its length (at most 255).
absl::StatusOr<std::string> PackKeys(const std::vector<std::string>& keys);
absl::StatusOr<std::vector<std::string>> UnpackKeys(std::string_view packed);

}  // namespace entente::store
