#include "gateway/policy/keys.h"

namespace entente::policy {
namespace {

KeyList FactKeysAnd(std::initializer_list<const char*> more) {
  KeyList keys(kKeyNames.begin(), kKeyNames.end());
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

}  // namespace

KeyList FileKeys(FileKind kind) {
  KeyList keys = {"kind", "version", "supersedes", "approvals", "groups", "sets", "rules"};
  if (kind != FileKind::kFloor) keys.push_back("country");
  if (kind == FileKind::kFloor) keys.insert(keys.end(), {"purposes", "caveats"});
  if (kind != FileKind::kAcceptance) keys.insert(keys.end(), {"defaults", "overlays", "invariants"});
  return keys;
}

KeyList ApprovalKeys() { return {"required", "roles"}; }
KeyList DefaultKeys() { return {"purposes", "retention", "caveats"}; }

KeyList RuleKeys(RuleType type, FileKind kind) {
  const bool acceptance = kind == FileKind::kAcceptance;
  if (type == RuleType::kForbid) return {"id", "why", "forbid"};
  if (type == RuleType::kRestrict) return {"id", "why", "restrict", "fields", "purposes", "retention", "caveats"};
  if (acceptance) return {"id", "why", "permit", "actions"};
  return {"id", "why", "permit", "fields", "purposes", "retention", "caveats", "reveal", "match"};
}

KeyList HeadKeys(RuleType type, FileKind kind) {
  if (kind == FileKind::kAcceptance) return FactKeysAnd({"from"});
  KeyList keys = FactKeysAnd({"to", "purposes"});
  if (type == RuleType::kPermit) keys.push_back("minors");
  if (kind == FileKind::kCountry && type == RuleType::kForbid) keys.push_back("floor");
  return keys;
}

KeyList OverlayKeys() { return {"id", "operation", "valid", "at_end", "rules"}; }
KeyList ValidKeys() { return {"from", "until", "zone"}; }
KeyList NeverKeys() { return FactKeysAnd({"fields", "purposes", "to", "minors"}); }

KeyList TestFileKeys() { return {"kind", "country", "time", "groups", "records", "tests"}; }
KeyList TestKeys() { return {"name", "record", "facts", "from", "requester", "to", "purpose", "time", "expect"}; }
KeyList TestFactKeys() { return FactKeysAnd({"minor", "notice"}); }
KeyList ExpectKeys() { return {"effect", "rule", "shown", "hidden", "fields", "match", "until", "caveats", "values"}; }
KeyList ExpectedValueKeys() { return {"until", "caveats"}; }

}  // namespace entente::policy
