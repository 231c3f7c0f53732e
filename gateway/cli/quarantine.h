// What the commands of `entente quarantine` share.
#pragma once

#include "entente/v1/exchange.pb.h"
#include "gateway/cli/command.h"

namespace entente::cli {

// One sentence a missing thing: where it belongs, what is expected, and where the national format keeps it.
void SayMissing(const google::protobuf::RepeatedPtrField<v1::Missing>& missing);

void AddQuarantineMend(const Command& family);

}  // namespace entente::cli
