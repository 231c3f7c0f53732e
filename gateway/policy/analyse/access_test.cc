// Who can have a record, and what a recipient can have: two ways to ask the same.
#include <gtest/gtest.h>

#include "gateway/policy/analyse/what_can.h"
#include "gateway/policy/analyse/who_can.h"
#include "gateway/policy/analyse/worlds_testing.h"

namespace entente::policy {
namespace {

using Words = std::vector<std::string>;

const Network kNetwork{{"CO", "EC", "NL", "PE", "SX"}, {{"SX", "NL"}}};
constexpr char kFloor[] =
    "kind: NetworkFloor\nversion: 1\npurposes: [a, b, c]\nrules:\n"
    "- {id: article-3, forbid: {to: any, matter: [political, military, religious, racial]}, why: w}\n"
    "- {id: five-years, restrict: {to: any}, retention: P5Y, why: w}\n";
constexpr char kColombia[] =
    "kind: CountryPolicy\ncountry: CO\nversion: 1\ndefaults: {purposes: [a, b], retention: P1Y}\nrules:\n"
    "- {id: thefts, permit: {to: [EC, PE], records: [arrest], offences: [theft]}, fields: [identity, event], caveats: "
    "[no-onward-sharing]}\n"
    "- {id: hits, permit: {to: [NL]}, reveal: hit, match: [identity], purposes: [c]}\n"
    "- {id: never, forbid: {to: [PE], purposes: [b]}, why: w}\n"
    "overlays:\n- id: o\n  valid: {from: 2031-06-01, until: 2031-06-11, zone: UTC}\n  at_end: recall\n  rules:\n"
    "  - {id: victims, permit: {to: [EC/migracion], minors: included}, fields: [victim, identity], purposes: [c]}\n";
constexpr char kNetherlands[] =
    "kind: CountryPolicy\ncountry: NL\nversion: 1\nrules:\n"
    "- {id: all, permit: {to: any}, fields: [event], purposes: [a], retention: P9Y}\n";

PolicySetPtr Policies() {
  const auto set = Load(kNetwork, {"f", kFloor}, {{"CO", kColombia}, {"NL", kNetherlands}}, nullptr);
  EXPECT_TRUE(set.ok()) << set.status();
  return set.value_or(nullptr);
}

absl::Time At(const std::string& text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
  return time;
}

std::vector<std::string> Told(const std::string& recipient, const std::string& purpose, const std::string& time) {
  const auto allowances = WhatCan(*Policies(), recipient, purpose, At(time));
  EXPECT_TRUE(allowances.ok()) << allowances.status();
  std::vector<std::string> lines;
  for (const Allowance& allowance : *allowances) {
    lines.push_back(absl::StrCat(absl::StrJoin(allowance.originators, ", "), ": ", allowance.what, " of ",
                                 allowance.records, allowance.when.empty() ? "" : " ", allowance.when, "; ",
                                 allowance.terms, " (", allowance.rule, ")"));
  }
  return lines;
}

TEST(WhatCan, TellsOfWhomWhatAndOnWhichTerms) {
  EXPECT_EQ(Told("EC", "a", "2031-01-01T00:00:00Z"),
            (Words{"CO: sees event.*, identity.* of arrest/theft; kept P1Y, bound by no-onward-sharing (thefts)",
                   "NL, SX: sees event of any record; kept P5Y (all)"}));
  EXPECT_EQ(Told("PE", "b", "2031-01-01T00:00:00Z"), Words());
  EXPECT_EQ(Told("NL", "c", "2031-01-01T00:00:00Z"), (Words{"CO: may match on identity of any record;  (hits)"}));
  EXPECT_EQ(Told("NL", "a", "2031-01-01T00:00:00Z"), (Words{"SX: sees event of any record; kept P5Y (all)"}));
}

TEST(WhatCan, TellsOverlaysToCome) {
  const std::string victims = "CO: sees victim.*, identity.* (minors included) of any record";
  EXPECT_EQ(
      Told("EC/migracion", "c", "2031-01-01T00:00:00Z"),
      (Words{victims +
             " from 2031-06-01T00:00:00Z until 2031-06-11T00:00:00Z; kept until 2031-06-11T00:00:00Z (victims)"}));
  EXPECT_EQ(Told("EC/migracion", "c", "2031-06-02T00:00:00Z"),
            (Words{victims + " until 2031-06-11T00:00:00Z; kept until 2031-06-11T00:00:00Z (victims)"}));
  EXPECT_EQ(Told("EC/otra", "c", "2031-06-02T00:00:00Z"), Words());
  EXPECT_EQ(Told("EC/migracion", "c", "2031-07-01T00:00:00Z"), Words());
  EXPECT_EQ(WhatCan(*Policies(), "QQ", "a", At("2031-01-01T00:00:00Z")).status().code(), absl::StatusCode::kNotFound);
}

Question Theft(const v1::Record& record) {
  Question question;
  question.record = &record;
  question.now = At("2031-06-02T00:00:00Z");
  question.facts =
      ExtractFacts(record, question.now, [](const std::string&, const std::string&) { return Requesters(); });
  return question;
}

TEST(WhoCan, TellsWhoGetsWhatForWhat) {
  RequestClass request;
  request.originator = "CO";
  request.kind = "arrest";
  request.matters = {"ordinary"};
  request.offences = {"theft"};
  v1::Record record = MakeSpecimen(request, nullptr, false).records[0];
  record.MergeFrom(SampleRecord());
  const std::vector<RecordAccess> all = WhoCan(*Policies(), Theft(record));
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].rule, "hits");
  EXPECT_EQ(all[0].effect, Effect::kHit);
  EXPECT_EQ(all[0].recipients, (Words{"NL"}));
  EXPECT_EQ(all[0].fields, (Words{"identity"}));
  EXPECT_EQ(all[1].rule, "thefts");
  EXPECT_EQ(all[1].recipients, (Words{"EC", "EC/another-system", "EC/migracion"}));
  EXPECT_EQ(all[1].who, "EC");
  EXPECT_EQ(all[1].purposes, (Words{"a", "b"}));
  EXPECT_EQ(all[1].fields, (Words{"event", "identity"}));
  EXPECT_EQ(all[1].caveats, (Words{"no-onward-sharing"}));
  EXPECT_NE(std::find(all[1].paths.begin(), all[1].paths.end(), "subjects.names.parts.text"), all[1].paths.end());
  EXPECT_EQ(all[2].recipients, (Words{"PE"}));
  EXPECT_EQ(all[2].purposes, (Words{"a"}));
  EXPECT_EQ(all[3].rule, "victims");
  EXPECT_EQ(all[3].recipients, (Words{"EC/migracion"}));
  EXPECT_EQ(all[3].until, At("2031-06-11T00:00:00Z"));
}

}  // namespace
}  // namespace entente::policy
