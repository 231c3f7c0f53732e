// How many values of a record belong to which field set: what a copy shows, and what the original has beyond it.
#pragma once

#include <map>
#include <string>

#include "entente/v1/record.pb.h"

namespace entente::examples {

using Counts = std::map<std::string, int>;  // "identity" -> values; the envelope is left out

// A value belongs to the protected role that holds it (victim, source, official, associate), else to the innermost set
// on its path.
Counts CountValues(const v1::Record& record);

Counts Difference(const Counts& whole, const Counts& part);

std::string ToString(const Counts& counts);  // "event 31, identity 14"

// Whom or what the record is about, as far as this copy says.
std::string About(const v1::Record& record);
std::string KindOf(const v1::Record& record);

}  // namespace entente::examples
