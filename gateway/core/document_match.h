// Whether a record matches a document query for one recipient: only by values that its decision shows, or lets match.
#pragma once

#include "entente/v1/exchange.pb.h"
#include "gateway/core/looking.h"

namespace entente::core {

enum class Match { kNone, kHit, kShown };  // kHit: by a value the recipient may not see

Match MatchDocument(const v1::DocumentQuery& query, const Look& look);

}  // namespace entente::core
