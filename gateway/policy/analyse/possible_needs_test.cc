// What a record can ask of a grant: nothing is missed, and each demand can be shown with a record.
#include "gateway/policy/analyse/possible_needs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/specimen.h"
#include "gateway/policy/facts.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

const Network kNetwork{{"CO", "EC"}, {}};
const std::vector<std::string> kKinds = {"notice", "arrest", "seizure", "incident", ""};

RequestClass Plain(const std::string& kind) {
  RequestClass request;
  request.originator = "CO";
  request.recipient = "EC";
  request.purpose = "p";
  request.now = absl::FromUnixSeconds(1924992000);
  request.kind = kind;
  if (kind == "notice") request.colour = "yellow";
  request.matters = {"ordinary"};
  request.nationalities = {{"CO"}};
  return request;
}

std::string SetNames(FieldSets sets) {
  std::vector<std::string> names;
  for (const std::string& name : FieldSetNames()) {
    if ((sets & *FieldSetBit(name)) != 0) names.push_back(name);
  }
  return absl::StrJoin(names, ", ");
}

// A policy that grants just these sets to everyone.
PolicySetPtr Granting(FieldSets sets, bool minors) {
  const std::string text = absl::StrCat(
      "kind: CountryPolicy\ncountry: CO\nversion: 1\nrules:\n  - {id: a, permit: {to: any",
      minors ? ", minors: included" : "", "}, fields: [", SetNames(sets), "], purposes: [p], retention: P1Y}\n");
  const auto set = Load(kNetwork, {"f", "kind: NetworkFloor\nversion: 1\n"}, {{"p", text}}, nullptr);
  EXPECT_TRUE(set.ok()) << set.status() << text;
  return set.value_or(nullptr);
}

bool Shows(const PolicySet& policies, const Specimen& specimen) {
  Question question;
  question.record = &specimen.records[0];
  question.recipient = "EC";
  question.purpose = "p";
  question.now = Plain("").now;
  const std::vector<ValueTerm> terms = TermsByValue(*question.record, Decide(policies, question));
  return std::any_of(terms.begin(), terms.end(), [&](const ValueTerm& term) { return term.path == specimen.path; });
}

using Distinct = std::set<std::pair<FieldSets, bool>>;

Distinct DistinctOf(const std::vector<PossibleNeed>& needs, bool with_owner) {
  Distinct distinct;
  for (const PossibleNeed& need : needs) {
    if (!with_owner || need.owner != Belongs::kToNobody) distinct.insert({need.sets, need.key});
  }
  return distinct;
}

TEST(PossibleNeeds, MissNoneOfTheSchema) {
  for (const std::string& kind : kKinds) {
    for (const bool subjects : {true, false}) {
      for (const bool with_owner : {false, true}) {
        EXPECT_EQ(DistinctOf(PossibleNeeds(kind, subjects), with_owner),
                  DistinctOf(AllNeeds(kind, subjects), with_owner))
            << kind << subjects;
      }
    }
  }
}

TEST(PossibleNeeds, EachIsShownByAGrantOfItsSetsAndOfNoFewer) {
  int shown = 0;
  for (const std::string& kind : kKinds) {
    for (const PossibleNeed& need : PossibleNeeds(kind, true)) {
      const Specimen specimen = MakeSpecimen(Plain(kind), &need, false);
      SCOPED_TRACE(absl::StrCat(kind, " ", specimen.path, " ", SetNames(need.sets)));
      ASSERT_TRUE(Shows(*Granting(need.sets, false), specimen)) << specimen.records[0].Utf8DebugString();
      for (const std::string& name : FieldSetNames()) {
        const FieldSets one = *FieldSetBit(name);
        if ((need.sets & one) == 0 || need.sets == one) continue;
        EXPECT_FALSE(Shows(*Granting(static_cast<FieldSets>(need.sets & ~one), false), specimen)) << name;
      }
      ++shown;
    }
  }
  EXPECT_GT(shown, 100);
}

TEST(PossibleNeeds, AMinorsIsShownByAGrantThatIncludesThem) {
  int shown = 0;
  for (const std::string& kind : kKinds) {
    for (const PossibleNeed& need : PossibleNeeds(kind, true)) {
      if (need.owner == Belongs::kToNobody) continue;
      const Specimen specimen = MakeSpecimen(Plain(kind), &need, true);
      SCOPED_TRACE(absl::StrCat(kind, " ", specimen.path, " ", SetNames(need.sets)));
      EXPECT_TRUE(Shows(*Granting(need.sets, true), specimen)) << specimen.records[0].Utf8DebugString();
      EXPECT_FALSE(Shows(*Granting(need.sets, false), specimen));
      ++shown;
    }
  }
  EXPECT_GT(shown, 50);
}

// The facts a specimen was made for are those it has, whatever value was put into it.
TEST(PossibleNeeds, NoValueChangesAFact) {
  for (const std::string& kind : kKinds) {
    for (const PossibleNeed& need : PossibleNeeds(kind, true)) {
      RequestClass request = Plain(kind);
      request.offences = {"theft"};
      request.markings = {"secret"};
      const Specimen bare = MakeSpecimen(request, nullptr, false);
      const Specimen full = MakeSpecimen(request, &need, false);
      const auto none = [](const std::string&, const std::string&) { return Requesters(); };
      const FactsPtr expected = ExtractFacts(bare.records[0], request.now, none);
      const FactsPtr found = ExtractFacts(full.records[0], request.now, none);
      for (size_t key = 0; key < kFactKeys; ++key) {
        EXPECT_EQ(found->keys[key].values, expected->keys[key].values) << kKeyNames[key] << " " << full.path;
        EXPECT_EQ(found->keys[key].unknown, expected->keys[key].unknown) << kKeyNames[key] << " " << full.path;
      }
      EXPECT_EQ(found->requested_by, expected->requested_by);
      EXPECT_EQ(found->about_minors_alone, expected->about_minors_alone);
    }
  }
}

}  // namespace
}  // namespace entente::policy
