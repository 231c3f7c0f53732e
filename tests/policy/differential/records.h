// Random records of all four kinds, with people of every age, things that belong to them, and links.
#pragma once

#include "entente/v1/record.pb.h"
#include "tests/policy/differential/chance.h"

namespace entente::differential {

constexpr int kQuestionYear = 2031;

v1::Record RandomRecord(Chance& chance);

// Sets any field anywhere, so that none is left out.
void Sprinkle(Chance& chance, v1::Record& record);

}  // namespace entente::differential
