// The invented record that a country's tests ask about when they state no more than facts.
#pragma once

#include "entente/v1/record.pb.h"

namespace entente::policy {

// Of an adult subject and an adult victim, with something to show of each field set, and a screening key wherever the
// set has one. It has no body yet.
v1::Record SampleRecord();

}  // namespace entente::policy
