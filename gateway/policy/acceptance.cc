// Rule 16: what a recipient will store, and what it will do by itself.
#include <algorithm>
#include <set>
#include <utility>

#include "gateway/policy/lint.h"
#include "gateway/policy/match.h"
#include "gateway/policy/parse.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/rule_book.h"

namespace entente::policy {

class AcceptancePolicy {
 public:
  RuleBook book;
  std::vector<Names> actions;  // a clause's
};

namespace {

// Rules are compiled like a floor of their own: the originator stands where a recipient would.
std::shared_ptr<const AcceptancePolicy> Compile(const File& file, const Network& network) {
  auto policy = std::make_shared<AcceptancePolicy>();
  policy->book = CompileBook(file, nullptr, Shared{&network, {}, {}});
  for (const Clause& clause : policy->book.clauses) {
    const auto rule = std::find_if(file.rules.begin(), file.rules.end(),
                                   [&](const Rule& candidate) { return candidate.id == clause.id; });
    policy->actions.push_back(rule == file.rules.end() ? Names() : rule->actions);
  }
  return policy;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const AcceptancePolicy>> LoadAcceptance(const Network& network, const Source& source,
                                                                       std::vector<Fault>* faults) {
  std::vector<Fault> found;
  const File file = ParseFile(source, FileKind::kAcceptance, {&network, nullptr}, found);
  Lint(file, nullptr, found);
  if (faults != nullptr) *faults = found;
  for (const Fault& fault : found) {
    if (!fault.lint) return absl::InvalidArgumentError(fault.ToString());
  }
  return Compile(file, network);
}

Acceptance Accept(const AcceptancePolicy* policy, const Network&, const v1::Record& record, const std::string&,
                  absl::Time now) {
  if (policy == nullptr) return {};
  const RuleBook& book = policy->book;
  const FactsPtr facts = ExtractFacts(record, now, [](const std::string&, const std::string&) { return Requesters(); });
  const v1::Originator& originator = record.header().originator();
  const Row* row = book.RecipientRow(originator.country(), originator.system());
  if (row == nullptr) return {false, {}};
  Scratch matching = AddressedBy(book, *row, *facts, originator.country());
  KeepMatching(book, *facts, "", matching);
  for (size_t word = 0; word < book.words; ++word) {
    if ((matching[word] & book.forbids[word]) != 0) return {false, {}};
  }
  Acceptance acceptance{false, {}};
  std::set<std::string> actions;
  ForEachBit(matching, [&](size_t i) {
    acceptance.stored = true;
    for (const v1::Code& wanted : record.notice().requested_actions()) {
      if (IsKnown(wanted.common()) && policy->actions[i].contains(wanted.common())) actions.insert(wanted.common());
    }
  });
  acceptance.actions.assign(actions.begin(), actions.end());
  return acceptance;
}

}  // namespace entente::policy
