// The fixed words of the language, as the common record knows them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/policy/syntax.h"

namespace entente::policy {

inline constexpr char kNoOnwardSharing[] = "no-onward-sharing";  // the one caveat the gateway itself enforces

const std::vector<std::string>& RecordKinds();  // notice, arrest, seizure, incident: the index is the body's order
const std::vector<std::string>& Colours();      // red, blue, …
const std::vector<std::string>& Matters();      // ordinary, political, …

std::optional<FieldSets> FieldSetBit(std::string_view name);  // "identity"; not inherit and not envelope
bool IsSystemName(std::string_view text);                     // the part after the slash of "EC/migracion"
bool IsRuleId(std::string_view text);
bool IsReservedId(std::string_view text);  // "default-deny" and the other verdicts that are no rules

}  // namespace entente::policy
