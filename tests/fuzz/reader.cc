#include "tests/fuzz/reader.h"

#include <cstdio>
#include <cstdlib>

namespace entente::fuzz {
namespace {

// Enough to reach every part of a mapping; the rest of a long file is more of the same.
constexpr int kRecordsMax = 200;

void Must(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

int64_t Fates(const v1::Receipt& receipt) {
  int64_t sum = 0;
  for (const v1::FateCount& count : receipt.fates()) sum += count.count();
  return sum;
}

void ReadOne(const adapters::Format& format, const adapters::Unit& unit) {
  const absl::StatusOr<adapters::Decoded> decoded = format.Decode(unit);
  if (!decoded.ok()) {
    Must(!adapters::RefusalOf(decoded.status()).expected.empty(), "a refusal says what was expected");
    return;
  }
  Must(Fates(decoded->receipt) == decoded->receipt.leaves(), "every value has one fate");
  if (!decoded->is_record) return;
  Must(adapters::Validate(decoded->record).ok(), "what is read is a sound record");
  const absl::StatusOr<adapters::Encoded> encoded = format.Encode(decoded->record);
  Must(encoded.ok() || !encoded.status().message().empty(), "what cannot be written has a reason");
}

}  // namespace

void ReadAnything(const adapters::Format& format, std::string_view bytes) {
  int records = 0;
  format.Split(
      bytes,
      [&](const adapters::Unit& unit) {
        if (records++ < kRecordsMax) ReadOne(format, unit);
      },
      [](const adapters::Refusal& refusal) { Must(!refusal.expected.empty(), "a refusal says what was expected"); });
  format.Envelope(bytes, [](const v1::Receipt& receipt) {
    Must(Fates(receipt) == receipt.leaves(), "every value around the records has one fate");
  });
}

}  // namespace entente::fuzz
