// The compiled evaluator against the naive one, on random worlds, records and questions. ENTENTE_PAIRS says how many
// pairs of answers are compared, ENTENTE_SEED where chance begins.
#include <gtest/gtest.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/policy/differential/compare.h"
#include "tests/policy/differential/records.h"
#include "tests/policy/differential/settings.h"

namespace entente::differential {
namespace {

#ifdef NDEBUG
constexpr int kRecordsPerWorld = 24, kMomentsPerRecord = 3, kQuestionsPerMoment = 12;
#else
constexpr int kRecordsPerWorld = 8, kMomentsPerRecord = 2, kQuestionsPerMoment = 10;
#endif

// How often each class of outcome came, in all pairs. A test that never sees one proves nothing about it.
class Tally {
 public:
  void Count(const Outcome& outcome, const v1::Record& record, const BothRead& read) {
    ++pairs_;
    const policy::Decision& decision = outcome.compiled;
    ++counts_[absl::StrCat("effect ", kEffects[static_cast<int>(decision.effect)])];
    ++counts_[absl::StrCat("rule ", KindOfRule(decision))];
    if (decision.requester_hit) ++counts_["requester hit"];
    if (!decision.near_misses.empty()) ++counts_["near misses"];
    if (!decision.caveats.empty()) ++counts_["caveats"];
    const bool released = decision.effect == policy::Effect::kRelease;
    if (released) CountTerms(outcome.naive);
    if (released && WithoutMinors(read, outcome.naive)) ++counts_["release without what goes with a minor"];
    if (released && record.notice().requested_by_size() > 0) ++counts_["release by several controllers"];
  }

  void Print() const {
    for (const auto& [name, count] : counts_) {
      std::printf("%-40s %10lld  %6.2f %%\n", name.c_str(), static_cast<long long>(count), Share(name));
    }
    std::printf("%-40s %10lld\n", "pairs compared", static_cast<long long>(pairs_));
  }

  double Share(const std::string& name) const {
    const auto count = counts_.find(name);
    return count == counts_.end() ? 0 : 100.0 * static_cast<double>(count->second) / static_cast<double>(pairs_);
  }

 private:
  static constexpr const char* kEffects[] = {"deny", "hit", "release", "own"};

  static std::string KindOfRule(const policy::Decision& decision) {
    for (const char* word : {"default-deny", "nothing-left", "own", "onward-without-consent", "onward-other-purpose"}) {
      if (decision.rule == word) return word;
    }
    const bool floor = decision.rule.starts_with("floor-") || decision.rule == "article-3";
    return absl::StrCat(decision.effect == policy::Effect::kDeny ? "forbid" : "permit", floor ? " of the floor" : "",
                        decision.rule.find("-o") != std::string::npos && !floor ? " of an overlay" : "");
  }

  static bool WithoutMinors(const BothRead& read, const second::Answer& answer) {
    return std::any_of(read.naive.values.begin(), read.naive.values.end(), [&answer](const second::Value& value) {
      return value.with_minor && !answer.copied.contains(value.path);
    });
  }

  void CountTerms(const second::Answer& answer) {
    std::set<absl::Time> ends;
    std::set<second::Words> caveats;
    bool hits = false;
    for (const auto& [path, terms] : answer.shown) {
      ends.insert(terms.until);
      caveats.insert(terms.caveats);
    }
    for (const auto& [path, shown] : answer.matchable) hits = hits || !shown;
    if (ends.size() > 1) ++counts_["release with values that end apart"];
    if (caveats.size() > 1) ++counts_["release with caveats that differ"];
    if (hits) ++counts_["release with hits beside it"];
  }

  int64_t pairs_ = 0;
  std::map<std::string, int64_t> counts_;
};

// Of all pairs, in percent.
const std::map<std::string, double> kLeast = {{"effect deny", 30},
                                              {"effect hit", 3},
                                              {"effect own", 1},
                                              {"effect release", 20},
                                              {"requester hit", 0.15},
                                              {"near misses", 30},
                                              {"caveats", 10},
                                              {"release by several controllers", 1},
                                              {"release with values that end apart", 2},
                                              {"release with caveats that differ", 2},
                                              {"release with hits beside it", 1},
                                              {"release without what goes with a minor", 2},
                                              {"rule default-deny", 10},
                                              {"rule nothing-left", 5},
                                              {"rule onward-other-purpose", 0.2},
                                              {"rule onward-without-consent", 0.5},
                                              {"rule forbid", 3},
                                              {"rule forbid of an overlay", 0.2},
                                              {"rule forbid of the floor", 3},
                                              {"rule permit", 15},
                                              {"rule permit of an overlay", 0.7},
                                              {"rule permit of the floor", 2}};

// Many recipients at once are answered as one by one, and an answer without reasons is the same answer.
void CheckOtherWays(const Both& both, const v1::Record& record, const BothRead& read, const Asked& asked) {
  policy::Question question = asked.question;
  question.record = &record;
  question.facts = read.compiled;
  const std::vector<std::string> recipients(kCountries.begin(), kCountries.end());
  const std::vector<policy::Decision> all = policy::DecideForAll(*both.compiled, question, recipients);
  ASSERT_EQ(all.size(), recipients.size());
  for (size_t i = 0; i < recipients.size(); ++i) {
    question.recipient = recipients[i];
    question.explain = true;
    const std::string one = Spelled(record, policy::Decide(*both.compiled, question));
    ASSERT_EQ(Spelled(record, all[i]), one) << recipients[i];
    question.explain = false;
    policy::Decision brief = policy::Decide(*both.compiled, question);
    ASSERT_TRUE(brief.matching.empty() && brief.near_misses.empty());
    brief.matching = all[i].matching;
    brief.near_misses = all[i].near_misses;
    ASSERT_EQ(Spelled(record, brief), one) << recipients[i];
  }
}

TEST(Acceptance, BothEvaluatorsAcceptTheSame) {
  const int64_t pairs = Pairs() / 10;
  int64_t asked = 0, stored = 0, carried_out = 0;
  for (int64_t world = 0; asked < pairs; ++world) {
    Chance chance(SeedOf(world) + 500000);
    const std::string text = RandomAcceptance(chance).Text();
    const auto compiled = policy::LoadAcceptance(TheNetwork(), {"accept.yaml", text}, nullptr);
    ASSERT_TRUE(compiled.ok()) << compiled.status() << text;
    const second::Policy naive = second::ReadPolicy(text);
    const second::World network{TheNetwork().countries, TheNetwork().parents, {}, {}};
    for (int i = 0; i < 50; ++i, ++asked) {
      const v1::Record record = RandomRecord(chance);
      const absl::Time now = RandomMoment(chance, record).now;
      const policy::Acceptance ours = policy::Accept(compiled->get(), TheNetwork(), record, "BE", now);
      const policy::Acceptance theirs = second::Accept(&naive, network, record, now);
      ASSERT_TRUE(ours.stored == theirs.stored && ours.actions == theirs.actions)
          << "seed " << Seed() << ", world " << world << ", record " << i << "\n"
          << text << record.Utf8DebugString() << "compiled: stored " << ours.stored << " ["
          << absl::StrJoin(ours.actions, ", ") << "]\nnaive:    stored " << theirs.stored << " ["
          << absl::StrJoin(theirs.actions, ", ") << "]";
      stored += ours.stored ? 1 : 0;
      carried_out += ours.actions.empty() ? 0 : 1;
    }
  }
  std::printf("accepted %lld of %lld, %lld with actions\n", static_cast<long long>(stored),
              static_cast<long long>(asked), static_cast<long long>(carried_out));
  EXPECT_GT(stored * 5, asked);
  EXPECT_LT(stored * 5, asked * 4);
  EXPECT_GT(carried_out * 100, asked);
}

TEST(Differential, BothEvaluatorsAnswerTheSame) {
  std::printf("seed %lld\n", static_cast<long long>(Seed()));
  Tally tally;
  int64_t left = Pairs(), found = 0;
  for (int64_t world = 0; left > 0; ++world) {
    Chance chance(SeedOf(world));
    const Files files = RandomFiles(chance);
    const Both both(files);
    ASSERT_NE(both.compiled, nullptr) << both.fault << files.floor.Text() << files.countries[0].Text();
    for (int i = 0; i < kRecordsPerWorld; ++i) {
      const v1::Record record = RandomRecord(chance);
      std::optional<BothRead> read;
      Moment moment;
      for (int j = 0; j < kMomentsPerRecord * kQuestionsPerMoment && left > 0; ++j, --left) {
        if (j % kQuestionsPerMoment == 0) {
          moment = RandomMoment(chance, record);
          read.emplace(record, moment);
        }
        const Asked asked = RandomQuestion(chance, record, moment);
        if (j == 0 && i % 8 == 0) CheckOtherWays(both, record, *read, asked);
        const Outcome outcome = Compare(both, record, *read, asked);
        tally.Count(outcome, record, *read);
        if (outcome.difference.empty()) continue;
        ADD_FAILURE() << "seed " << Seed() << ", world " << world << ", record " << i << ", question " << j << ": "
                      << Report(files, record, asked);
        if (++found >= DifferencesMax()) return;
      }
    }
  }
  tally.Print();
  if (Pairs() < 5000) return;                       // somebody looks at a few
  const double share = Pairs() < 100000 ? 0.4 : 1;  // few worlds differ more
  for (const auto& [name, least] : kLeast)
    EXPECT_GE(tally.Share(name), least * share) << name << ": too rare to prove anything";
}

}  // namespace
}  // namespace entente::differential
