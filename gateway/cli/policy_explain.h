// `entente policy explain`: what a recipient would see of records, and by which rules.
#pragma once

#include "gateway/cli/command.h"

namespace entente::cli {

void AddPolicyExplain(const Command& policy);

}  // namespace entente::cli
