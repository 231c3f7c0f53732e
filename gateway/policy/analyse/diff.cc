#include "gateway/policy/analyse/diff.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/change_tree.h"
#include "gateway/policy/analyse/change_words.h"
#include "gateway/policy/analyse/narrowing_only.h"

namespace entente::policy {
namespace {

constexpr char kSigns[] = {'+', '-', '~'};

void AddParticipants(const PolicySet& before, const PolicySet& after, std::vector<std::string>& notes) {
  for (const std::string& country : after.network.countries) {
    if (!before.network.countries.contains(country)) notes.push_back(country + " takes part now, and did not");
  }
  for (const std::string& country : before.network.countries) {
    if (!after.network.countries.contains(country)) notes.push_back(country + " takes part no longer");
  }
}

class PairDiffer {
 public:
  PairDiffer(const PolicyPair& pair, absl::Time from, AccessDiff& diff) : space_(pair, from), diff_(diff) {}

  absl::Status Run() {
    if (!space_.changed()) return absl::OkStatus();
    ChangeTree tree(space_);
    std::map<int, std::vector<std::string>> by_root;  // recipients that change alike
    std::vector<int> order;
    for (const std::string& recipient : space_.recipients()) {
      const absl::StatusOr<int> root = tree.Build(recipient);
      if (!root.ok()) return root.status();
      if (by_root[*root].empty()) order.push_back(*root);
      by_root[*root].push_back(recipient);
    }
    for (const int root : order) {
      for (const ChangeBox& box : tree.Boxes(root)) Tell(by_root[root], box);
    }
    if (!space_.whole()) {
      diff_.notes.push_back(absl::StrCat("of records of ", absl::StrJoin(space_.pair().governs, ", "),
                                         " that have several values of a fact, each value was looked at alone"));
    }
    return absl::OkStatus();
  }

 private:
  using Kind = AccessChange::Kind;

  void Tell(const std::vector<std::string>& recipients, const ChangeBox& box) {
    const EffectChange& effect = box.leaf->effect;
    const BoxWords words = WordsOf(box);
    Add(Kind::kWider, "now", "sees ", effect.gained, recipients, words, box.leaf->rule);
    Add(Kind::kWider, "now", "may match on ", effect.gained_match, recipients, words, box.leaf->rule);
    Add(Kind::kNarrower, "no longer", "sees ", effect.lost, recipients, words, box.leaf->rule);
    Add(Kind::kNarrower, "no longer", "may match on ", effect.lost_match, recipients, words, box.leaf->rule);
    Add(Kind::kTerms, "", "", effect.terms, recipients, words, box.leaf->rule);
  }

  void Add(Kind kind, const char* adverb, const char* verb, const std::string& what,
           const std::vector<std::string>& recipients, const BoxWords& words, const std::string& rule) {
    if (what.empty()) return;
    AccessChange change{kind,
                        space_.pair().governs,
                        recipients,
                        absl::StrCat(verb, what),
                        words.records,
                        words.purposes,
                        words.when,
                        rule,
                        ""};
    const std::string who = RecipientsInWords(recipients, space_.recipients());
    const std::string to_what =
        absl::StrCat(words.records, " for ", words.purposes, words.when.empty() ? "" : " ", words.when);
    const std::string does =
        who.find(", ") != std::string::npos && verb[0] == 's' ? absl::StrCat("see ", what) : change.what;
    change.sentence = absl::StrCat(std::string(1, kSigns[static_cast<int>(kind)]), " ", who,
                                   kind == Kind::kTerms ? absl::StrCat(": ", to_what, ", ", what)
                                                        : absl::StrCat(" ", adverb, " ", does, " of ", to_what),
                                   rule.empty() ? "" : absl::StrCat(" (", rule, ")"));
    diff_.changes.push_back(std::move(change));
  }

  PairSpace space_;
  AccessDiff& diff_;
};

}  // namespace

absl::StatusOr<AccessDiff> Diff(const PolicySet& before, const PolicySet& after, absl::Time from,
                                DiffProgress progress) {
  AccessDiff diff;
  diff.countries.assign(after.network.countries.begin(), after.network.countries.end());
  AddParticipants(before, after, diff.notes);
  const std::vector<PolicyPair> pairs = PolicyPairs(before, after);
  for (size_t i = 0; i < pairs.size(); ++i) {
    progress(i, pairs.size());
    if (absl::Status status = PairDiffer(pairs[i], from, diff).Run(); !status.ok()) return status;
  }
  diff.only_narrows = IsNarrowingOnly(before, after, from);
  std::stable_sort(diff.changes.begin(), diff.changes.end(), [](const AccessChange& a, const AccessChange& b) {
    return std::tie(a.originators, a.kind, a.recipients) < std::tie(b.originators, b.kind, b.recipients);
  });
  return diff;
}

}  // namespace entente::policy
