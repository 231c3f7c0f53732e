// How much the long tests do: ENTENTE_PAIRS pairs of answers (fewer where the build has sanitizers), from ENTENTE_SEED
// on.
#pragma once

#include <cstdint>

namespace entente::differential {

int64_t Pairs();
int64_t Seed();
int64_t DifferencesMax();  // ENTENTE_DIFFERENCES: after how many the comparison stops

// Of one world's chance.
uint64_t SeedOf(int64_t world);

}  // namespace entente::differential
