#include "adapters/core/frame/utf8.h"

#include <cstring>

namespace entente::adapters {
namespace {

// Length of the sequence that begins with `lead`, 0 when none can; and the range of its second byte.
int Sequence(unsigned char lead, unsigned char* low, unsigned char* high) {
  *low = 0x80;
  *high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0) *low = 0xA0;
    if (lead == 0xED) *high = 0x9F;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (lead == 0xF0) *low = 0x90;
    if (lead == 0xF4) *high = 0x8F;
    return 4;
  }
  return 0;
}

}  // namespace

int64_t InvalidUtf8At(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    if (i + 8 <= text.size()) {
      uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      if ((word & 0x8080808080808080ULL) == 0) {
        i += 8;
        continue;
      }
    }
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    unsigned char low = 0;
    unsigned char high = 0;
    const int size = Sequence(lead, &low, &high);
    if (size == 0 || i + static_cast<size_t>(size) > text.size()) return static_cast<int64_t>(i);
    for (int k = 1; k < size; ++k) {
      const auto c = static_cast<unsigned char>(text[i + static_cast<size_t>(k)]);
      if (c < (k == 1 ? low : 0x80) || c > (k == 1 ? high : 0xBF)) return static_cast<int64_t>(i);
    }
    i += static_cast<size_t>(size);
  }
  return -1;
}

}  // namespace entente::adapters
