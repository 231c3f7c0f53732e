#include "gateway/cli/facts.h"

#include <gtest/gtest.h>

namespace entente::cli {
namespace {

std::string Words(const FactFlags& flags) { return std::string(FactsOf(flags).status().message()); }

TEST(Facts, NothingSaidIsNothingSent) { EXPECT_EQ(FactsOf({})->ByteSizeLong(), 0U); }

TEST(Facts, AReviewGoesWithItsMatter) {
  const auto facts = FactsOf(
      {.matters = {"ordinary"}, .reviewer = "office 4", .review_date = "2026-11-24", .review_reference = "r-9"});
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->matters(0), v1::MATTER_ORDINARY);
  EXPECT_EQ(facts->matter_review().reviewer(), "office 4");
  EXPECT_EQ(facts->matter_review().time().seconds(), 1795478400);  // 2026-11-24T00:00:00Z
  EXPECT_EQ(facts->matter_review().reference(), "r-9");
}

TEST(Facts, AReviewWithoutReviewerOrMatterIsRefused) {
  const std::string words = "a review needs --matter, --reviewer and --review-date together";
  EXPECT_EQ(Words({.matters = {"ordinary"}}), words);
  EXPECT_EQ(Words({.reviewer = "office 4", .review_date = "2026-11-24"}), words);
  EXPECT_EQ(Words({.matters = {"ordinary"}, .reviewer = "office 4"}), words);
}

TEST(Facts, ALinkNamesKindOwnerAndId) {
  const auto facts = FactsOf({.links = {"result-of:XPO:2018/77", "same-incident:EC:a:b"}});
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->links(0).kind(), v1::Link::RESULT_OF);
  EXPECT_EQ(facts->links(0).originator().country(), "XPO");
  EXPECT_EQ(facts->links(0).national_id(), "2018/77");
  EXPECT_EQ(facts->links(1).national_id(), "a:b");
}

TEST(Facts, WhatIsNoLinkIsQuoted) {
  for (const char* text : {"", ":", "result-of", "result-of:XPO", "result-of:XPO:", "result-of::7",
                           "kind-unspecified:XPO:7", "child-of:XPO:7"}) {
    EXPECT_NE(Words({.links = {text}}).find(std::string("`") + text + "`"), std::string::npos) << text;
  }
}

TEST(Facts, ADateIsADayOrAnInstantWithItsZone) {
  EXPECT_TRUE(FactsOf({.keep_until = "2030-01-01T00:00:00-05:00"}).ok());
  EXPECT_FALSE(FactsOf({.keep_until = "2030-01-01T00:00:00"}).ok());
  EXPECT_FALSE(FactsOf({.keep_until = "2030-13-01"}).ok());
  EXPECT_FALSE(FactsOf({.keep_until = "tomorrow"}).ok());
}

}  // namespace
}  // namespace entente::cli
