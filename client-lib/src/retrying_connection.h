// Calls that repeat themselves over a list of gateways, and streams that start at the one that answered last.
#pragma once

#include <memory>
#include <vector>

#include "entente/connection.h"
#include "entente/options.h"

namespace entente {

// `gateways` is not empty; each makes one attempt at one gateway.
std::shared_ptr<Connection> MakeRetryingConnection(std::vector<std::unique_ptr<Connection>> gateways,
                                                   RetryOptions options);

}  // namespace entente
