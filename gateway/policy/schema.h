// JSON Schema (draft 2020-12) of the policy language's files, so that editors complete and check while one types. Made
// from the lists that the readers use; what only the check knows (groups, sets, participants, the floor's lists) it
// leaves open.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace entente::policy {

enum class SchemaOf { kPolicy, kFloor, kAcceptance, kTest };

std::optional<SchemaOf> SchemaNamed(std::string_view name);  // policy, floor, acceptance, test
std::string JsonSchema(SchemaOf file);

}  // namespace entente::policy
