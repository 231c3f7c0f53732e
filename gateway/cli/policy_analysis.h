// The commands of `entente policy` that need no gateway: what policies can do, over all requests there can be.
#pragma once

#include "gateway/cli/command.h"

namespace entente::cli {

void AddPolicyProve(const Command& policy);

}  // namespace entente::cli
