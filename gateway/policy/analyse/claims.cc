#include "gateway/policy/analyse/claims.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace entente::policy {
namespace {

bool Concerns(const Claim& claim, const PossibleNeed& need, bool subjects) {
  const bool of_subjects =
      need.owner == Belongs::kToSubject || need.owner == Belongs::kToOrder || need.owner == Belongs::kToDetention;
  if (claim.invariant->minors && (need.owner == Belongs::kToNobody || (of_subjects && !subjects))) return false;
  return !claim.invariant->fields || (need.sets & *claim.invariant->fields) != 0;
}

}  // namespace

std::vector<Claim> ClaimsFor(const PolicySet& policies, const std::string& country) {
  std::vector<Claim> claims;
  for (const std::string& whose :
       country.empty() ? std::vector<std::string>{""} : std::vector<std::string>{country, ""}) {
    const auto found = policies.invariants.find(whose);
    if (found == policies.invariants.end()) continue;
    for (const Invariant& invariant : found->second) claims.push_back({&invariant, policies.files.find(whose)->second});
  }
  return claims;
}

const PossibleNeed* Lent(const Claim& claim, const std::string& kind, bool subjects, FieldSets sets, bool hit,
                         bool minors) {
  if (claim.invariant->minors && !minors) return nullptr;
  if (claim.invariant->fields && (sets & *claim.invariant->fields) == 0) return nullptr;
  const PossibleNeed* found = nullptr;
  for (const PossibleNeed& need : PossibleNeeds(kind, subjects)) {
    if ((need.sets & ~sets) != 0 || (hit && !need.key) || !Concerns(claim, need, subjects)) continue;
    if (found == nullptr || need.path.size() < found->path.size()) found = &need;
  }
  return found;
}

RuleBook CompileShapes(const std::vector<Claim>& claims, const Network& network) {
  File file;
  file.kind = FileKind::kFloor;
  for (size_t i = 0; i < claims.size(); ++i) {
    Rule rule = claims[i].invariant->shape;
    rule.floor = true;
    rule.id = absl::StrCat(absl::Dec(i, absl::kZeroPad8));
    file.rules.push_back(std::move(rule));
  }
  return CompileBook(file, nullptr, Shared{&network, {}, {}});
}

}  // namespace entente::policy
