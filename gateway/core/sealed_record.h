// A record's sealed parts: put in when it is submitted, opened when it is looked at.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "entente/v1/receipt.pb.h"
#include "entente/v1/record.pb.h"
#include "gateway/store/sealer.h"
#include "gateway/store/store.h"

namespace entente::core {

struct PlainParts {
  v1::Record record;
  std::optional<v1::NativeRecord> original;  // none for a record that came in the common schema
  v1::Receipt receipt;
};

// Fills the sealed columns and `key` of `row`, which has its record id already. Of revision and originator the
// row's own hold, whatever is sealed.
absl::Status SealInto(store::Sealer& sealer, const store::RecordKey& key, const PlainParts& parts,
                      store::Revision& row);

struct OpenedRecord {
  store::RecordKey key;
  v1::Record record;
};
// DataLoss when what is stored does not hold together, NotFound when the record was erased.
absl::StatusOr<OpenedRecord> OpenRecord(store::Sealer& sealer, const store::Revision& row);
absl::StatusOr<v1::Receipt> OpenReceipt(store::Sealer& sealer, const store::Revision& row);
absl::StatusOr<std::optional<v1::NativeRecord>> OpenOriginal(store::Sealer& sealer, const store::Revision& row);

}  // namespace entente::core
