#include "gateway/core/sealed_record.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace entente::core {
namespace {

std::string ContextOf(const store::Revision& row, const char* part) { return absl::StrCat(row.record_id, "/", part); }

absl::Status Damaged() { return absl::DataLossError("a stored record does not hold together"); }

absl::StatusOr<store::RecordKey> KeyOf(store::Sealer& sealer, const store::Revision& row) {
  if (row.key.empty()) return absl::NotFoundError("the record was erased");
  return sealer.Unwrap(row.key);
}

template <typename Message>
absl::Status OpenPart(store::Sealer& sealer, const store::RecordKey& key, const store::Revision& row, const char* part,
                      const std::string& sealed, Message& message) {
  const absl::StatusOr<std::string> plain = sealer.Open(key, ContextOf(row, part), sealed);
  if (!plain.ok()) return plain.status();
  return message.ParseFromString(*plain) ? absl::OkStatus() : Damaged();
}

}  // namespace

absl::Status SealInto(store::Sealer& sealer, const store::RecordKey& key, const PlainParts& parts,
                      store::Revision& row) {
  absl::StatusOr<std::string> wrapped = sealer.Wrap(key);
  if (!wrapped.ok()) return wrapped.status();
  absl::StatusOr<std::string> record = sealer.Seal(key, ContextOf(row, "record"), parts.record.SerializeAsString());
  if (!record.ok()) return record.status();
  row.key = *std::move(wrapped);
  row.sealed_record = *std::move(record);
  if (parts.original) {
    auto sealed = sealer.Seal(key, ContextOf(row, "original"), parts.original->SerializeAsString());
    if (!sealed.ok()) return sealed.status();
    row.sealed_original = *std::move(sealed);
    sealed = sealer.Seal(key, ContextOf(row, "receipt"), parts.receipt.SerializeAsString());
    if (!sealed.ok()) return sealed.status();
    row.sealed_receipt = *std::move(sealed);
  }
  return absl::OkStatus();
}

absl::StatusOr<OpenedRecord> OpenRecord(store::Sealer& sealer, const store::Revision& row) {
  OpenedRecord opened;
  absl::StatusOr<store::RecordKey> key = KeyOf(sealer, row);
  if (!key.ok()) return key.status();
  opened.key = *std::move(key);
  const absl::Status status = OpenPart(sealer, opened.key, row, "record", row.sealed_record, opened.record);
  if (!status.ok()) return status;
  v1::Header& header = *opened.record.mutable_header();
  header.set_revision(row.revision);
  header.mutable_originator()->set_country(row.country);
  header.mutable_originator()->set_system(row.system);
  return opened;
}

absl::StatusOr<v1::Receipt> OpenReceipt(store::Sealer& sealer, const store::Revision& row) {
  v1::Receipt receipt;
  if (row.sealed_receipt.empty()) return receipt;
  const absl::StatusOr<store::RecordKey> key = KeyOf(sealer, row);
  if (!key.ok()) return key.status();
  const absl::Status status = OpenPart(sealer, *key, row, "receipt", row.sealed_receipt, receipt);
  if (!status.ok()) return status;
  return receipt;
}

absl::StatusOr<std::optional<v1::NativeRecord>> OpenOriginal(store::Sealer& sealer, const store::Revision& row) {
  std::optional<v1::NativeRecord> original;
  if (row.sealed_original.empty()) return original;
  const absl::StatusOr<store::RecordKey> key = KeyOf(sealer, row);
  if (!key.ok()) return key.status();
  original.emplace();
  const absl::Status status = OpenPart(sealer, *key, row, "original", row.sealed_original, *original);
  if (!status.ok()) return status;
  return original;
}

}  // namespace entente::core
