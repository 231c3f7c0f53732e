// The keys that each part of a file may have. The readers ask here, and so does the schema for editors.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/syntax.h"

namespace entente::policy {

using KeyList = std::vector<std::string>;

KeyList FileKeys(FileKind kind);
KeyList ApprovalKeys();
KeyList DefaultKeys();
KeyList RuleKeys(RuleType type, FileKind kind);
KeyList HeadKeys(RuleType type, FileKind kind);
KeyList OverlayKeys();
KeyList ValidKeys();
KeyList NeverKeys();  // of an invariant

// Of a policy_test.yaml.
KeyList TestFileKeys();
KeyList TestKeys();
KeyList TestFactKeys();
KeyList ExpectKeys();
KeyList ExpectedValueKeys();

}  // namespace entente::policy
