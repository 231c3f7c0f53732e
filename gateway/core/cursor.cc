#include "gateway/core/cursor.h"

#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"

namespace entente::core {
namespace {

// Length first, so that no two pairs of names make one context.
std::string ContextOf(const CursorOf& of) {
  return absl::StrCat(of.sandbox ? "test-cursor/" : "cursor/", of.participant.size(), "/", of.participant, "/",
                      of.purpose);
}

std::string BigEndian(store::Position position) {
  std::string bytes(8, '\0');
  auto rest = static_cast<uint64_t>(position);
  for (size_t i = bytes.size(); i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xff);
  return bytes;
}

absl::Status NotACursor() {
  return WithReason(absl::InvalidArgumentError("the cursor is not one of this system and purpose"),
                    v1::REQUEST_INVALID);
}

}  // namespace

absl::StatusOr<std::string> MakeCursor(store::Sealer& sealer, const CursorOf& of, store::Position position) {
  return sealer.SealToken(ContextOf(of), BigEndian(position));
}

absl::StatusOr<store::Position> ReadCursor(store::Sealer& sealer, const CursorOf& of, std::string_view cursor) {
  if (cursor.empty()) return 0;
  CursorOf other_life = of;
  other_life.sandbox = !of.sandbox;
  if (sealer.OpenToken(ContextOf(other_life), cursor).ok()) {
    return WithReason(absl::OutOfRangeError("the cursor is of the time when this system had other records to see"),
                      v1::CURSOR_EXPIRED);
  }
  const absl::StatusOr<std::string> plain = sealer.OpenToken(ContextOf(of), cursor);
  if (!plain.ok() || plain->size() != 8) return NotACursor();
  uint64_t position = 0;
  for (const char byte : *plain) position = position << 8 | static_cast<unsigned char>(byte);
  return static_cast<store::Position>(position);
}

}  // namespace entente::core
