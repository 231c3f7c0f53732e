// Invented revisions and batches, for tests of stores.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/store/store.h"

namespace entente::store {

inline std::string RecordId(int number) {
  return absl::StrCat(absl::Hex(number, absl::kZeroPad16), "00000000000invented");
}

inline Revision MakeRevision(int record, int64_t revision) {
  Revision made;
  made.record_id = RecordId(record);
  made.country = "EC";
  made.system = "invented";
  made.national_id = absl::StrCat("INVENTED-", record);
  made.revision = revision;
  made.kind = "arrest";
  made.content_digest = absl::StrCat("digest of ", record, "/", revision);
  made.sealed_record = absl::StrCat("record ", record, "/", revision);
  made.sealed_original = absl::StrCat("original ", record, "/", revision);
  made.sealed_receipt = absl::StrCat("receipt ", record, "/", revision);
  made.key = absl::StrCat("key ", record);
  made.format = "invented-format";
  made.received = absl::FromUnixMicros(1'700'000'000'123'456 + record);
  return made;
}

// One revision, one entry.
inline Batch MakeBatch(Revision revision, uint64_t audit_index) {
  Batch batch;
  batch.audit_entries = {absl::StrCat("entry ", audit_index)};
  batch.first_audit_index = audit_index;
  batch.revision_entries = {0};
  batch.revisions = {std::move(revision)};
  return batch;
}

inline Holder MakeHolder(int record, const std::string& participant, const std::string& purpose) {
  Holder holder;
  holder.record_id = RecordId(record);
  holder.participant = participant;
  holder.purpose = purpose;
  holder.view_revision = 1;
  holder.view_digest = "view";
  holder.view_position = 1;
  holder.first_release = absl::FromUnixMicros(1'700'000'000'000'001);
  holder.until = absl::InfiniteFuture();
  return holder;
}

}  // namespace entente::store
