// `entente policy list | show | propose | approve | activate | rollback | draft | statement | replay | shadow | recalls`.
#pragma once

#include "gateway/cli/command.h"

namespace entente::cli {

void AddPolicyChange(const Command& policy);
void AddPolicyRecalls(const Command& policy);
void AddPolicyReplay(const Command& policy);
void AddPolicyShadow(const Command& policy);

}  // namespace entente::cli
