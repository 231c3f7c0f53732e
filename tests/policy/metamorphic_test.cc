// Laws that hold for every policy, tried on random worlds: order means nothing, a rule said twice changes nothing, an
// added permit takes nothing away, an added forbid or restrict gives nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "tests/policy/differential/compare.h"
#include "tests/policy/differential/records.h"
#include "tests/policy/differential/settings.h"

namespace entente::differential {
namespace {

constexpr int kRecords = 3, kQuestions = 6;

// What one answer gives: each value with its terms, and each that may be matched.
struct Given {
  std::string spelled;  // all of it, but for digests and for what did not decide
  std::map<std::string, policy::ValueTerm> values;
  std::map<std::string, bool> matchable;  // whether it is shown
};

struct Case {
  v1::Record record;
  Asked asked;
  policy::FactsPtr facts;
  Given given;
};

Given GivenBy(const policy::PolicySet& policies, const Case& asked) {
  policy::Question question = asked.asked.question;
  question.record = &asked.record;
  question.facts = asked.facts;
  policy::Decision decision = policy::Decide(policies, question);
  decision.digests = {};
  decision.matching.clear();
  decision.near_misses.clear();
  Given given;
  given.spelled = Spelled(asked.record, decision);
  for (policy::ValueTerm& term : policy::TermsByValue(asked.record, decision)) given.values[term.path] = term;
  for (const auto& path : policy::MatchablePaths(asked.record, decision)) given.matchable[path.path] = path.shown;
  return given;
}

// `less` gives nothing that `more` does not, no longer, and under no fewer conditions. Empty: it is so.
std::string Excess(const Given& less, const Given& more) {
  for (const auto& [path, term] : less.values) {
    const auto other = more.values.find(path);
    if (other == more.values.end()) return absl::StrCat("only the narrower shows ", path);
    if (term.until > other->second.until) return absl::StrCat("the narrower shows longer: ", path);
    const auto& few = other->second.caveats;
    if (!std::includes(term.caveats.begin(), term.caveats.end(), few.begin(), few.end())) {
      return absl::StrCat("the narrower shows under fewer caveats: ", path);
    }
  }
  for (const auto& [path, shown] : less.matchable) {
    const auto other = more.matchable.find(path);
    if (other == more.matchable.end()) return absl::StrCat("only the narrower matches on ", path);
    if (shown && !other->second) return absl::StrCat("only the narrower shows the key ", path);
  }
  return "";
}

using Rules = std::vector<std::string>;

template <typename Change>
void ForEachList(Files& files, Change change) {
  change(files.floor.rules);
  for (PolicyFile& file : files.countries) {
    change(file.rules);
    for (PolicyFile::Overlay& overlay : file.overlays) change(overlay.rules);
  }
}

Files InOtherOrder(Files files, Chance& chance) {
  ForEachList(files, [&chance](Rules& rules) { chance.Shuffle(rules); });
  for (PolicyFile& file : files.countries) chance.Shuffle(file.overlays);
  chance.Shuffle(files.countries);
  return files;
}

// By another id, which is told after the first. (A permit of the floor said twice would have to be declined twice.)
Files SaidTwice(Files files) {
  bool floor = true;
  ForEachList(files, [&floor](Rules& rules) {
    for (size_t i = rules.size(); i-- > 0;) {
      if (!floor || rules[i].find("permit:") == std::string::npos) rules.push_back("{id: zz-" + rules[i].substr(5));
    }
    floor = false;
  });
  return files;
}

Files WithOneMore(Files files, Verb verb, Chance& chance) {
  std::vector<Rules*> lists;
  ForEachList(files, [&lists](Rules& rules) { lists.push_back(&rules); });
  const size_t at = chance.Percent(20) ? 0 : static_cast<size_t>(chance.Below(static_cast<int>(lists.size())));
  lists[at]->push_back(RandomRule(chance, "added", verb, at == 0));
  return files;
}

class Laws : public testing::Test {
 protected:
  void NewWorld(int64_t world) {
    world_ = world;
    chance_.emplace(SeedOf(world) + 1000000);
    files_ = RandomFiles(*chance_);
    base_ = Load(files_, nullptr);
    ASSERT_NE(base_, nullptr);
    cases_.clear();
    for (int i = 0; i < kRecords; ++i) {
      const v1::Record record = RandomRecord(*chance_);
      const Moment moment = RandomMoment(*chance_, record);
      const BothRead read(record, moment);
      for (int j = 0; j < kQuestions; ++j) {
        Case& asked = cases_.emplace_back(Case{record, RandomQuestion(*chance_, record, moment), read.compiled, {}});
        asked.given = GivenBy(*base_, asked);
        released_ += asked.given.values.empty() ? 0 : 1;
      }
    }
  }

  // `check` says what is wrong between the answer before and the one after, or nothing.
  template <typename Check>
  void Try(const char* law, const Files& changed, Check check) {
    const auto policies = Load(changed, nullptr), taken_over = Load(changed, base_);
    ASSERT_TRUE(policies != nullptr && taken_over != nullptr);
    for (const Case& asked : cases_) {
      const Given after = GivenBy(*policies, asked);
      const std::string wrong = check(asked.given, after);
      ASSERT_EQ(GivenBy(*taken_over, asked).spelled, after.spelled) << "read afresh and not: " << Text(changed);
      ++tried_;
      changed_ += after.spelled != asked.given.spelled ? 1 : 0;
      ASSERT_EQ(wrong, "") << law << ": seed " << Seed() << ", world " << world_ << "\n"
                           << Text(changed) << asked.record.Utf8DebugString() << Spelled(asked.asked) << "before:\n"
                           << asked.given.spelled << "after:\n"
                           << after.spelled;
    }
  }

  static std::string Text(const Files& files) {
    std::string text = files.floor.Text();
    for (const PolicyFile& file : files.countries) absl::StrAppend(&text, "---\n", file.Text());
    return text + "---\n";
  }

  static policy::PolicySetPtr Load(const Files& files, const policy::PolicySetPtr& before) {
    const auto loaded = policy::Load(TheNetwork(), files.Floor(), files.Countries(), nullptr, before);
    EXPECT_TRUE(loaded.ok()) << loaded.status() << Text(files);
    return loaded.ok() ? *loaded : nullptr;
  }

  void Print(const char* law) const {
    std::printf("%s: %lld answers, %lld of them changed; %lld released before\n", law, static_cast<long long>(tried_),
                static_cast<long long>(changed_), static_cast<long long>(released_));
  }

  static std::string Same(const Given& before, const Given& after) {
    return before.spelled == after.spelled ? "" : "another answer";
  }

  int64_t Worlds() const { return std::max<int64_t>(Pairs() / 4000, 20); }

  int64_t world_ = 0, tried_ = 0, changed_ = 0, released_ = 0;
  std::optional<Chance> chance_;
  Files files_;
  policy::PolicySetPtr base_;
  std::vector<Case> cases_;
};

TEST_F(Laws, OrderMeansNothingAndARuleSaidTwiceChangesNothing) {
  for (int64_t world = 0; world < Worlds() && !HasFailure(); ++world) {
    NewWorld(world);
    Try("another order", InOtherOrder(files_, *chance_), Same);
    Try("said twice", SaidTwice(files_), Same);
  }
  Print("another order, said twice");
  EXPECT_GT(released_ * 10, tried_ / 2);
}

TEST_F(Laws, AnAddedPermitTakesNothingAway) {
  for (int64_t world = 0; world < Worlds() && !HasFailure(); ++world) {
    NewWorld(world);
    Try("an added permit", WithOneMore(files_, Verb::kPermit, *chance_), Excess);
  }
  Print("an added permit");
  EXPECT_GT(changed_ * 100, tried_);
}

TEST_F(Laws, AnAddedForbidOrRestrictGivesNothing) {
  for (int64_t world = 0; world < Worlds() && !HasFailure(); ++world) {
    NewWorld(world);
    for (const Verb verb : {Verb::kForbid, Verb::kRestrict}) {
      Try("an added ban", WithOneMore(files_, verb, *chance_),
          [](const Given& before, const Given& after) { return Excess(after, before); });
    }
  }
  Print("an added forbid or restrict");
  EXPECT_GT(changed_ * 200, tried_);
}

}  // namespace
}  // namespace entente::differential
