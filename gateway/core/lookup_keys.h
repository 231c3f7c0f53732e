// Keyed digests by which a record is found: of the numbers of its documents, and of the records it points at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entente/v1/record.pb.h"
#include "gateway/store/sealer.h"

namespace entente::core {

// Of what points at a record of this country with this id; links name no system.
std::string LinkKey(const store::Sealer& sealer, std::string_view country, std::string_view national_id);

std::vector<std::string> LookupKeys(const store::Sealer& sealer, const v1::Record& record);  // sorted, once each

}  // namespace entente::core
