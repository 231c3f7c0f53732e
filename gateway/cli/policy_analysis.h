// The commands of `entente policy` that need no gateway: what policies can do, over all requests there can be.
#pragma once

#include <string>

#include "gateway/cli/command.h"
#include "gateway/policy/analyse/diff.h"

namespace entente::cli {

void AddPolicyProve(const Command& policy);
void AddPolicyDiff(const Command& policy);
void AddPolicyWhoCan(const Command& policy);
void AddPolicyWhatCan(const Command& policy);
void AddPolicySchema(const Command& policy);

// The difference as one page: a matrix of originators and recipients, each cell opening to what changed.
std::string DiffPage(const policy::AccessDiff& diff, const std::string& before, const std::string& after);

}  // namespace entente::cli
