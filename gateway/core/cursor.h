// A feed's cursor: opaque, bound to one system and one purpose, without a number anybody outside can read.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateway/store/sealer.h"
#include "gateway/store/store.h"

namespace entente::core {

struct CursorOf {
  std::string participant, purpose;
  bool sandbox = false;  // tests and real records are two logs: a place in one is none in the other
};

absl::StatusOr<std::string> MakeCursor(store::Sealer& sealer, const CursorOf& of, store::Position position);
// InvalidArgument, REQUEST_INVALID: not a cursor of this system and purpose.
absl::StatusOr<store::Position> ReadCursor(store::Sealer& sealer, const CursorOf& of, std::string_view cursor);

}  // namespace entente::core
