#include "gateway/server/allocator.h"

#include <malloc.h>

namespace entente::server {
namespace {

constexpr int kTrimAbove = 64 << 20;  // bytes free at the end of an arena
constexpr int kGrowBy = 1 << 20;      // bytes

}  // namespace

void KeepFreedMemory() {
  mallopt(M_TRIM_THRESHOLD, kTrimAbove);
  mallopt(M_TOP_PAD, kGrowBy);
}

}  // namespace entente::server
