// Mutants of one rule: it is gone, it is for others, it has other conditions, it gives more or less.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/vocabulary.h"
#include "tests/policy/mutate/workshop.h"

namespace entente::policy_test {
namespace {

using policy::RuleType;

constexpr const char* kTypeWords[] = {"permit", "restrict", "forbid"};  // in the order of RuleType

std::vector<std::string> Without(std::vector<std::string> words, const std::string& gone) {
  std::erase(words, gone);
  return words;
}

std::vector<std::string> With(std::vector<std::string> words, const std::string& more) {
  words.push_back(more);
  return words;
}

// What a condition might list beside what it does; the first that it does not is taken.
std::vector<std::string> Candidates(size_t key, const policy::Network& network) {
  switch (key) {
    case policy::kRecords:
      return policy::RecordKinds();
    case policy::kColours:
      return {"red", "blue", "yellow", "green"};
    case policy::kOffences:
      return ForeignOffences();
    case policy::kMatter:
      return {"ordinary"};
    case policy::kOperation:
      return {"INTERCOPS-SPARTACUS-II"};
    case policy::kNationality:
      return {network.countries.begin(), network.countries.end()};
    case policy::kMarkings:
      return {"tlp:amber", "tlp:green", "tlp:red"};
    default:
      return {"another-system"};
  }
}

class RuleMutants {
 public:
  RuleMutants(Workshop& shop, size_t index)
      : shop_(shop), index_(index), rule_(shop.file().rules[index]), node_(*Original(shop, index)) {}

  void Add() {
    Change("is gone", [this](Node& root) { Remove(root); });
    if (!rule_.declines.empty()) return;
    AddRecipients();
    for (size_t key = 0; key < policy::kFactKeys; ++key) AddConditions(key);
    AddPurposes();
    if (rule_.type == RuleType::kPermit) AddPermit();
    if (rule_.type == RuleType::kRestrict) AddRestrict();
  }

 private:
  static const Node* Original(const Workshop& shop, size_t index) {
    return Workshop::RuleAt(const_cast<Node&>(shop.root()), index);
  }

  const char* type() const { return kTypeWords[static_cast<size_t>(rule_.type)]; }
  const Node& head() const { return *node_.Find(type()); }
  std::vector<std::string> Words(const char* key) const { return WordsOf(node_.Find(key)); }

  void Change(std::string what, const Workshop::Change& change) {
    shop_.Add(rule_.place.line, rule_.id, std::move(what), change);
  }
  void Body(std::string what, const std::string& key, const Node& value) {
    Change(std::move(what), [&](Node& root) { At(*Workshop::RuleAt(root, index_), key) = value; });
  }
  void Head(std::string what, const std::string& key, const Node& value) {
    Change(std::move(what), [&](Node& root) { At(At(*Workshop::RuleAt(root, index_), type()), key) = value; });
  }
  void DropBody(const std::string& key) {
    Change(absl::StrCat("`", key, "` is gone"), [&](Node& root) { Drop(*Workshop::RuleAt(root, index_), key); });
  }
  void DropHead(const std::string& key) {
    Change(absl::StrCat("`", key, "` is gone"),
           [&](Node& root) { Drop(At(*Workshop::RuleAt(root, index_), type()), key); });
  }

  void Remove(Node& root) const {
    const Node* gone = Workshop::RuleAt(root, index_);
    const auto from = [&](Node& list) {
      for (size_t i = 0; i < list.items.size(); ++i) {
        if (&list.items[i] == gone) return list.items.erase(list.items.begin() + static_cast<std::ptrdiff_t>(i)), true;
      }
      return false;
    };
    Node* rules = Find(root, "rules");
    if (rules != nullptr && from(*rules)) return;
    for (Node& overlay : At(root, "overlays").items) {
      if (from(At(overlay, "rules"))) return;
    }
  }

  void AddRecipients() {
    const std::vector<std::string> to = WordsOf(head().Find("to"));
    if (rule_.to.any) {
      std::vector<std::string> others(shop_.network().countries.begin(), shop_.network().countries.end());
      std::erase_if(others, [&](const std::string& country) {  // a sub-bureau stays under its parent's bans
        return country == shop_.file().country || shop_.network().parents.contains(country);
      });
      const std::string spared = Sample(others, rule_.id);
      Head(absl::StrCat("`to` is everyone but ", spared), "to",
           List(Without({shop_.network().countries.begin(), shop_.network().countries.end()}, spared)));
      return;
    }
    for (size_t i = 0; to.size() > 1 && i < to.size(); ++i) {
      Head(absl::StrCat("`to` without `", to[i], "`"), "to", List(Without(to, to[i])));
    }
    const std::vector<std::string> others = shop_.scope().Others(rule_, shop_.file().country);
    if (!others.empty()) {
      const std::string more = Sample(others, rule_.id);
      Head(absl::StrCat("`to` takes in ", more), "to", List(With(to, more)));
      Head("`to` is `any`", "to", Scalar("any"));
    }
  }

  void AddConditions(size_t key) {
    const std::optional<Names>& names = rule_.when[key];
    const char* word = policy::kKeyNames[key];
    if (!names) return;
    // Colours belong to notices alone, with `records` or without.
    const bool said_by_colours = key == policy::kRecords && rule_.when[policy::kColours].has_value();
    if (!said_by_colours) DropHead(word);
    const std::vector<std::string> words = WordsOf(head().Find(word));
    for (size_t i = 0; words.size() > 1 && i < words.size(); ++i) {
      Head(absl::StrCat("`", word, "` without `", words[i], "`"), word, List(Without(words, words[i])));
    }
    if (said_by_colours) return;
    if (key == policy::kRecords) {  // each kind that it leaves out
      for (const std::string& kind : policy::RecordKinds()) {
        if (!names->contains(kind))
          Head(absl::StrCat("`records` takes in `", kind, "`"), word, List(With(words, kind)));
      }
    } else if (const auto more = Foreign(*names, Candidates(key, shop_.network()))) {
      Head(absl::StrCat("`", word, "` takes in `", *more, "`"), word, List(With(words, *more)));
    }
  }

  // Of a permit those beside its head, or the defaults'; of the others those in it.
  void AddPurposes() {
    const bool permit = rule_.type == RuleType::kPermit;
    const std::optional<Names> purposes = PurposesOf(rule_);
    if (!purposes) return;
    const std::vector<std::string> all(purposes->begin(), purposes->end());
    if (!permit) DropHead("purposes");
    const auto set = [&](std::string what, const std::vector<std::string>& words) {
      if (permit) {
        Body(std::move(what), "purposes", List(words));
      } else {
        Head(std::move(what), "purposes", List(words));
      }
    };
    for (size_t i = 0; all.size() > 1 && i < all.size(); ++i) {
      set(absl::StrCat("`purposes` without `", all[i], "`"), Without(all, all[i]));
    }
    for (const std::string& more : shop_.floor().known_purposes.value_or(Names())) {
      if (purposes->contains(more)) continue;
      if (permit ? shop_.Forbidden(index_, more) : !shop_.scope().Granted(more)) continue;
      set(absl::StrCat("`purposes` take in `", more, "`"), With(all, more));
    }
  }

  void AddPermit() {
    if (rule_.minors) {
      DropHead("minors");
    } else {
      Head("minors are included", "minors", Scalar("included"));
    }
    AddSets();
    if (!rule_.hit) {  // neither an end nor a caveat of a hit is told
      AddRetention();
      AddCaveats();
    }
    Change(rule_.hit ? "its `match` is shown" : "it reveals a hit alone", [&](Node& root) {
      Node& node = *Workshop::RuleAt(root, index_);
      const std::vector<std::string> sets = WordsOf(Find(node, rule_.hit ? "match" : "fields"));
      Drop(node, rule_.hit ? "match" : "fields");
      Drop(node, "reveal");
      if (!rule_.hit) At(node, "reveal") = Scalar("hit");
      At(node, rule_.hit ? "fields" : "match") = List(sets);
    });
  }

  void AddSets() {
    const char* key = rule_.hit ? "match" : "fields";
    const std::vector<std::string> words = Words(key);
    const FieldSets envelope = shop_.scope().EnvelopeOf(rule_).sets;
    const FieldSets given = (rule_.hit ? rule_.match : rule_.fields).value_or(0) & envelope;
    const std::optional<Names>& kinds = rule_.when[policy::kRecords];
    for (const std::string& name : policy::FieldSetNames()) {
      const FieldSets bit = Bit(name);
      if ((bit & envelope) == 0 || !Matters(kinds, given, bit, rule_.hit)) continue;
      const bool there = (given & bit) != 0;
      if (there && words.size() == 1) continue;
      Body(absl::StrCat("`", key, "` ", there ? "without" : "with", " `", name, "`"), key,
           List(there ? Without(words, name) : With(words, name)));
    }
  }

  void AddRetention() {
    const int cap = shop_.DaysAtMost(rule_);
    const int days = DaysOf(*rule_.retention);
    const int shorter = std::min(days, cap) / 2;
    if (shorter > 0) Body("`retention` is shorter", "retention", Scalar(Length(shorter)));
    if (days < cap) Body("`retention` is longer", "retention", Scalar(Length(std::min(days * 2, cap))));
  }

  void AddCaveats() {
    const Names always = shop_.scope().EnvelopeOf(rule_).caveats;
    const std::vector<std::string> own(rule_.caveats.begin(), rule_.caveats.end());
    for (const std::string& caveat : own) {
      if (!always.contains(caveat))
        Body(absl::StrCat("no caveat `", caveat, "`"), "caveats", List(Without(own, caveat)));
    }
    for (const std::string& caveat : shop_.floor().known_caveats.value_or(Names())) {
      if (always.contains(caveat) || rule_.caveats.contains(caveat)) continue;
      Body(absl::StrCat("a caveat `", caveat, "` more"), "caveats", List(With(own, caveat)));
    }
  }

  void AddRestrict() {
    const Scope::Touched touched = shop_.scope().TouchedBy(rule_);
    const int parts =
        (rule_.fields ? 1 : 0) + (rule_.purposes ? 1 : 0) + (rule_.retention ? 1 : 0) + (rule_.caveats.empty() ? 0 : 1);
    for (const char* key : {"fields", "purposes", "retention", "caveats"}) {
      if (parts > 1 && node_.Find(key) != nullptr) DropBody(key);  // the only one: like no rule at all
    }
    if (rule_.fields) AddNarrowing(touched.sets);
    if (rule_.retention) {
      const int days = DaysOf(*rule_.retention);
      Body("`retention` is shorter", "retention", Scalar(Length(std::max(1, days / 2))));
      if (days < touched.days_max) Body("`retention` is longer", "retention", Scalar(Length(touched.days_max)));
    }
    const std::vector<std::string> own(rule_.caveats.begin(), rule_.caveats.end());
    for (const std::string& caveat : own) {
      if (own.size() > 1) Body(absl::StrCat("no caveat `", caveat, "`"), "caveats", List(Without(own, caveat)));
    }
    Names known = rule_.caveats;
    known.insert(touched.always.begin(), touched.always.end());
    const Names listed = shop_.floor().known_caveats.value_or(Names());
    const auto more = Foreign(known, {listed.begin(), listed.end()});
    if (more) Body(absl::StrCat("a caveat `", *more, "` more"), "caveats", List(With(own, *more)));
  }

  // Sets that nobody grants change nothing.
  void AddNarrowing(FieldSets granted) {
    const std::vector<std::string> words = Words("fields");
    for (const std::string& name : policy::FieldSetNames()) {
      const bool there = (*rule_.fields & Bit(name)) != 0;
      if ((granted & Bit(name)) == 0 || (there && words.size() == 1)) continue;
      Body(absl::StrCat("`fields` ", there ? "without" : "with", " `", name, "`"), "fields",
           List(there ? Without(words, name) : With(words, name)));
    }
  }

  Workshop& shop_;
  const size_t index_;
  const Rule& rule_;
  const Node& node_;
};

}  // namespace

void AddRuleMutants(Workshop& shop, size_t rule) { RuleMutants(shop, rule).Add(); }

}  // namespace entente::policy_test
