#include "adapters/core/convert.h"

#include <algorithm>
#include <vector>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Each with its end.
std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

}  // namespace

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

void ConvertTotals::AddWritten(const v1::Receipt& receipt) {
  written += receipt.said();
  left_behind += receipt.leaves() - receipt.said();
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
  written += other.written;
  left_behind += other.left_behind;
}

std::string ConvertTotals::ToString() const {
  const std::string rest =
      around == 0 ? "" : StrCat("; ", around, " around the records, ", around_unmapped, " of them unmapped");
  const std::string behind =
      left_behind == 0 ? "" : StrCat("; written: ", written, " values, and ", left_behind, " left behind");
  return StrCat(records, " records, ", refused, " refused, ", leaves, " leaves: ", mapped, " mapped, ", coded,
                " coded, ", carried, " carried, ", empty, " empty, ", dropped, " dropped, ", unmapped, " unmapped",
                rest, behind);
}

std::string Wrapping::Before(const Encoded& record) {
  if (preamble_.empty()) {
    preamble_ = record.preamble;
    closing_ = record.closing;
    return preamble_;
  }
  if (record.closing.empty() || (preamble_ == record.preamble && closing_ == record.closing)) return "";
  const std::vector<std::string> was = Lines(preamble_);
  const std::vector<std::string> is = Lines(record.preamble);
  const auto common =
      static_cast<size_t>(std::mismatch(was.begin(), was.end(), is.begin(), is.end()).first - was.begin());
  const std::vector<std::string> ends = Lines(closing_);
  std::string out;
  for (size_t i = 0; i < std::min(was.size() - common, ends.size()); ++i) out += ends[i];
  for (size_t i = common; i < is.size(); ++i) out += is[i];
  preamble_ = record.preamble;
  closing_ = record.closing;
  return out;
}

ConvertTotals Convert(std::string_view file, const Format& from, const Format& to, std::string_view edition,
                      const ConvertCallbacks& callbacks, Wrapping* wrapping) {
  return Convert(std::vector<NamedFile>{{"", file}}, from, to, edition, callbacks, wrapping);
}

ConvertTotals Convert(const std::vector<NamedFile>& files, const Format& from, const Format& to,
                      std::string_view edition, const ConvertCallbacks& callbacks, Wrapping* wrapping) {
  ConvertTotals totals;
  const auto refuse = [&](const Refusal& refusal) {
    ++totals.refused;
    callbacks.on_refusal(refusal);
  };
  const auto convert = [&](const Unit& unit) {
    if (callbacks.on_unit) callbacks.on_unit(unit);
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
    totals.AddWritten(encoded->receipt);
    if (callbacks.on_receipt) callbacks.on_receipt(encoded->receipt);
    if (const std::string before = wrapping->Before(*encoded); !before.empty()) callbacks.on_output(before);
    callbacks.on_output(encoded->data);
  };
  from.SplitFiles(files, convert, refuse);
  for (const NamedFile& file : files) {
    from.Envelope(file.bytes, [&](const v1::Receipt& receipt) {
      totals.AddEnvelope(receipt);
      if (callbacks.on_receipt) callbacks.on_receipt(receipt);
    });
  }
  return totals;
}

}  // namespace entente::adapters
