// Damage as files meet it: cut off, doubled, letters changed, pieces of another file put in. The same seed does the
// same.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace entente::fuzz {

std::string Mutate(std::string_view bytes, std::string_view other, std::mt19937* random);

}  // namespace entente::fuzz
