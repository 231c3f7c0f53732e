#include "tests/policy/differential/settings.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"

namespace entente::differential {
namespace {

#ifdef NDEBUG
constexpr int64_t kPairs = 1000000;
#else
constexpr int64_t kPairs = 15000;
#endif

int64_t Setting(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr) return otherwise;
  int64_t value = 0;
  if (absl::SimpleAtoi(text, &value)) return value;
  std::fprintf(stderr, "%s is no number\n", name);
  std::exit(2);
}

}  // namespace

int64_t Pairs() { return Setting("ENTENTE_PAIRS", kPairs); }
int64_t Seed() { return Setting("ENTENTE_SEED", 20310301); }
int64_t DifferencesMax() { return Setting("ENTENTE_DIFFERENCES", 1); }

uint64_t SeedOf(int64_t world) { return static_cast<uint64_t>(Seed()) * 1000003 + static_cast<uint64_t>(world); }

}  // namespace entente::differential
