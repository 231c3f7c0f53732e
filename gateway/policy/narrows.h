#pragma once
#include "gateway/policy/policy.h"
namespace entente::policy {
inline bool IsNarrowingOnly(const PolicySet&, const PolicySet&) { return false; }
}  // namespace entente::policy
