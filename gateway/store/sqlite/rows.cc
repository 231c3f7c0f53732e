#include "gateway/store/sqlite/rows.h"

#include <limits>

#include "absl/time/time.h"

namespace entente::store {

namespace {

// Infinite times are kept as the largest and smallest microsecond, which no real one reaches.
int64_t Micros(absl::Time time) {
  if (time == absl::InfiniteFuture()) return std::numeric_limits<int64_t>::max();
  if (time == absl::InfinitePast()) return std::numeric_limits<int64_t>::min();
  return absl::ToUnixMicros(time);
}

absl::Time FromMicros(int64_t micros) {
  if (micros == std::numeric_limits<int64_t>::max()) return absl::InfiniteFuture();
  if (micros == std::numeric_limits<int64_t>::min()) return absl::InfinitePast();
  return absl::FromUnixMicros(micros);
}

constexpr int64_t kStateMax = static_cast<int64_t>(State::kQuarantined);
constexpr int64_t kHolderStatusMax = static_cast<int64_t>(Holder::Status::kRecalled);
constexpr int64_t kDebtMax = static_cast<int64_t>(Holder::Debt::kQuiet);

}  // namespace

void BindRevision(Statement& insert, const Revision& revision, uint64_t audit_index, std::string_view lookup_keys) {
  insert.Text(1, revision.record_id)
      .Text(2, revision.country)
      .Text(3, revision.system)
      .Text(4, revision.national_id)
      .Int(5, revision.revision)
      .Int(6, static_cast<int64_t>(revision.state))
      .Text(7, revision.kind)
      .Int(8, revision.test ? 1 : 0)
      .Int(9, Micros(revision.received))
      .Int(10, static_cast<int64_t>(audit_index))
      .Blob(11, revision.content_digest)
      .Blob(12, revision.key)
      .Blob(13, lookup_keys)
      .Text(14, revision.format)
      .Text(15, revision.batch)
      .Blob(16, revision.signature)
      .Blob(17, revision.sealed_record)
      .Blob(18, revision.sealed_receipt)
      .Blob(19, revision.sealed_original);
}

absl::StatusOr<Revision> ReadRevision(const Statement& row, Payload payload) {
  Revision revision;
  revision.position = row.Integer(0);
  revision.record_id = row.Bytes(1);
  revision.country = row.Bytes(2);
  revision.system = row.Bytes(3);
  revision.national_id = row.Bytes(4);
  revision.revision = row.Integer(5);
  const int64_t state = row.Integer(6);
  if (state < 0 || state > kStateMax) return absl::DataLossError("a stored record has a state nobody gives");
  revision.state = static_cast<State>(state);
  revision.kind = row.Bytes(7);
  revision.test = row.Integer(8) != 0;
  revision.received = FromMicros(row.Integer(9));
  revision.audit_index = static_cast<uint64_t>(row.Integer(10));
  revision.content_digest = row.Bytes(11);
  revision.key = row.Bytes(12);
  auto keys = UnpackKeys(row.Bytes(13));
  if (!keys.ok()) return keys.status();
  revision.lookup_keys = *std::move(keys);
  revision.format = row.Bytes(14);
  revision.batch = row.Bytes(15);
  revision.signature = row.Bytes(16);
  revision.sealed_record = row.Bytes(17);
  if (payload == Payload::kRecordOnly) return revision;
  revision.sealed_receipt = row.Bytes(18);
  revision.sealed_original = row.Bytes(19);
  return revision;
}

void BindHolder(Statement& insert, const Holder& holder) {
  insert.Text(1, holder.record_id)
      .Text(2, holder.participant)
      .Text(3, holder.purpose)
      .Int(4, holder.view_revision)
      .Blob(5, holder.view_digest)
      .Int(6, holder.view_position)
      .Int(7, Micros(holder.first_release))
      .Int(8, Micros(holder.until))
      .Int(9, static_cast<int64_t>(holder.status))
      .Int(10, Micros(holder.review))
      .Int(11, static_cast<int64_t>(holder.debt))
      .Int(12, Micros(holder.changed));
}

absl::StatusOr<Holder> ReadHolder(const Statement& row) {
  Holder holder;
  holder.record_id = row.Bytes(0);
  holder.participant = row.Bytes(1);
  holder.purpose = row.Bytes(2);
  holder.view_revision = row.Integer(3);
  holder.view_digest = row.Bytes(4);
  holder.view_position = row.Integer(5);
  holder.first_release = FromMicros(row.Integer(6));
  holder.until = FromMicros(row.Integer(7));
  const int64_t status = row.Integer(8);
  if (status < 0 || status > kHolderStatusMax) return absl::DataLossError("a stored holder has a status nobody gives");
  holder.status = static_cast<Holder::Status>(status);
  holder.review = FromMicros(row.Integer(9));
  const int64_t debt = row.Integer(10);
  if (debt < 0 || debt > kDebtMax) return absl::DataLossError("a stored holder has a debt nobody gives");
  holder.debt = static_cast<Holder::Debt>(debt);
  holder.changed = FromMicros(row.Integer(11));
  return holder;
}

void BindAcknowledgement(Statement& insert, const Acknowledgement& acknowledgement) {
  insert.Text(1, acknowledgement.record_id)
      .Text(2, acknowledgement.participant)
      .Text(3, acknowledgement.purpose)
      .Int(4, acknowledgement.view_revision)
      .Int(5, acknowledgement.outcome)
      .Text(6, acknowledgement.basis)
      .Text(7, acknowledgement.case_number)
      .Text(8, acknowledgement.why)
      .Int(9, Micros(acknowledgement.time));
}

Acknowledgement ReadAcknowledgement(const Statement& row) {
  Acknowledgement acknowledgement;
  acknowledgement.record_id = row.Bytes(0);
  acknowledgement.participant = row.Bytes(1);
  acknowledgement.purpose = row.Bytes(2);
  acknowledgement.view_revision = row.Integer(3);
  acknowledgement.outcome = static_cast<int>(row.Integer(4));
  acknowledgement.basis = row.Bytes(5);
  acknowledgement.case_number = row.Bytes(6);
  acknowledgement.why = row.Bytes(7);
  acknowledgement.time = FromMicros(row.Integer(8));
  return acknowledgement;
}

absl::StatusOr<std::string> PackKeys(const std::vector<std::string>& keys) {
  std::string packed;
  for (const std::string& key : keys) {
    if (key.empty() || key.size() > 255) return absl::InvalidArgumentError("a look-up key must have 1 to 255 bytes");
    packed += static_cast<char>(static_cast<unsigned char>(key.size()));
    packed += key;
  }
  return packed;
}

absl::StatusOr<std::vector<std::string>> UnpackKeys(std::string_view packed) {
  std::vector<std::string> keys;
  while (!packed.empty()) {
    const size_t size = static_cast<unsigned char>(packed.front());
    packed.remove_prefix(1);
    if (size == 0 || size > packed.size()) return absl::DataLossError("a stored record's look-up keys are damaged");
    keys.emplace_back(packed.substr(0, size));
    packed.remove_prefix(size);
  }
  return keys;
}

}  // namespace entente::store
