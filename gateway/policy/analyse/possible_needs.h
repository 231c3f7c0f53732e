// What values of a record can ask of a grant, over all records there can be: each demand once, with the shortest path
// of a value that makes it.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/field_plan.h"

namespace entente::policy {

struct PossibleNeed {
  FieldSets sets = 0;
  Belongs owner = Belongs::kToNobody;  // with whom the value goes, when that is a minor
  bool key = false;                    // a screening key
  std::vector<const FieldPlan*> path;
};

// Of records of the kind ("": without a body), with subjects or without any. Values whose presence would itself be a
// fact that rules read (an offence's code, a nationality) have no path here, and neither have references.
const std::vector<PossibleNeed>& PossibleNeeds(const std::string& kind, bool subjects);

// The same with every path, facts or not: what PossibleNeeds must not fall short of.
std::vector<PossibleNeed> AllNeeds(const std::string& kind, bool subjects);

}  // namespace entente::policy
