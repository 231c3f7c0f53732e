// "Once": what a submission is to what the store has already: new, a repeat, the next revision, or a conflict.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/core/writer_view.h"

namespace entente::core {

struct Identity {
  std::string country, system, national_id;
  int64_t stated_revision = 0;  // 0: the source has none
  std::string content_digest;   // tells a repeat from a change
};

struct PlaceInOrder {
  enum class Kind { kNew, kRepeat, kNext } kind = Kind::kNew;
  int64_t revision = 1;     // that it has or gets
  store::Revision earlier;  // kRepeat: the revision repeated; kNext: the latest
};

absl::StatusOr<PlaceInOrder> FindPlace(const WriterView& view, const Identity& identity);

}  // namespace entente::core
