#include "adapters/core/convert.h"
#include "adapters/core/text.h"

namespace entente::adapters {

void ConvertTotals::Add(const v1::Receipt& receipt) {
  leaves += receipt.leaves();
  for (const v1::FateCount& count : receipt.fates()) {
    switch (count.fate()) {
      case v1::MAPPED:
      case v1::CONVERTED:
      case v1::LINK:
      case v1::DEFAULTED:
        mapped += count.count();
        break;
      case v1::CODED:
      case v1::TEXT_ONLY:
        coded += count.count();
        break;
      case v1::EMPTY:
      case v1::UNKNOWN:
        empty += count.count();
        break;
      case v1::CARRIED:
        carried += count.count();
        break;
      case v1::DROPPED:
      case v1::SHADOWED:
        dropped += count.count();
        break;
      default:
        unmapped += count.count();
        break;
    }
  }
}

void ConvertTotals::AddEnvelope(const v1::Receipt& receipt) {
  around += receipt.leaves();
  for (const v1::FateCount& count : receipt.fates()) {
    if (count.fate() == v1::UNMAPPED) around_unmapped += count.count();
  }
}

void ConvertTotals::Add(const ConvertTotals& other) {
  records += other.records;
  refused += other.refused;
  leaves += other.leaves;
  mapped += other.mapped;
  coded += other.coded;
  carried += other.carried;
  empty += other.empty;
  dropped += other.dropped;
  unmapped += other.unmapped;
  around += other.around;
  around_unmapped += other.around_unmapped;
}

std::string ConvertTotals::ToString() const {
  const std::string rest =
      around == 0 ? "" : StrCat("; ", around, " around the records, ", around_unmapped, " of them unmapped");
  return StrCat(records, " records, ", refused, " refused, ", leaves, " leaves: ", mapped, " mapped, ", coded,
                " coded, ", carried, " carried, ", empty, " empty, ", dropped, " dropped, ", unmapped, " unmapped",
                rest);
}

ConvertTotals Convert(std::string_view file, const Format& from, const Format& to, std::string_view edition,
                      const ConvertCallbacks& callbacks, std::string* header) {
  ConvertTotals totals;
  const auto refuse = [&](const Refusal& refusal) {
    ++totals.refused;
    callbacks.on_refusal(refusal);
  };
  const auto convert = [&](const Unit& unit) {
    absl::StatusOr<Decoded> decoded = from.Decode(unit);
    if (!decoded.ok()) return refuse(RefusalOf(decoded.status()));
    totals.Add(decoded->receipt);
    if (callbacks.on_receipt) callbacks.on_receipt(decoded->receipt);
    if (!decoded->is_record) return;  // an empty report: a receipt, and nothing to write
    absl::StatusOr<Encoded> encoded = to.Encode(decoded->record, edition);
    if (!encoded.ok()) {
      return refuse({unit.where, "", StrCat("a record that ", to.name(), " can hold: ", encoded.status().message())});
    }
    ++totals.records;
    encoded->receipt.set_where(unit.where);
    if (callbacks.on_receipt) callbacks.on_receipt(encoded->receipt);
    if (!encoded->preamble.empty() && header->empty()) {
      *header = encoded->preamble;
      callbacks.on_output(encoded->preamble);
    }
    callbacks.on_output(encoded->data);
  };
  from.Split(file, convert, refuse);
  from.Envelope(file, [&](const v1::Receipt& receipt) {
    totals.AddEnvelope(receipt);
    if (callbacks.on_receipt) callbacks.on_receipt(receipt);
  });
  return totals;
}

}  // namespace entente::adapters
