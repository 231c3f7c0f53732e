#include "gateway/core/submission_facts.h"

#include <gtest/gtest.h>

#include "gateway/core/errors.h"

namespace entente::core {
namespace {

TEST(SubmissionFacts, FillWhatTheSourceDoesNotSay) {
  v1::SubmissionFacts facts;
  facts.add_matters(v1::MATTER_ORDINARY);
  facts.mutable_matter_review()->set_reviewer("Invented Reviewer");
  facts.add_operations("OP-INVENTADA");
  facts.set_revision(4);
  facts.set_test(true);
  v1::Header header;
  ASSERT_TRUE(MergeFacts(facts, header).ok());
  EXPECT_EQ(header.matters(0), v1::MATTER_ORDINARY);
  EXPECT_EQ(header.matter_review().reviewer(), "Invented Reviewer");
  EXPECT_EQ(header.operations(0), "OP-INVENTADA");
  EXPECT_EQ(header.revision(), 4);
  EXPECT_TRUE(header.test());
}

TEST(SubmissionFacts, NeverOverrideTheRecord) {
  v1::SubmissionFacts facts;
  facts.add_matters(v1::MATTER_ORDINARY);
  facts.mutable_keep_until()->set_seconds(2'000'000'000);
  facts.add_operations("OP-INVENTADA");
  v1::Header header;
  header.add_matters(v1::MATTER_POLITICAL);
  header.mutable_keep_until()->set_seconds(1'900'000'000);
  header.add_operations("OP-INVENTADA");
  ASSERT_TRUE(MergeFacts(facts, header).ok());
  ASSERT_EQ(header.matters_size(), 1);
  EXPECT_EQ(header.matters(0), v1::MATTER_POLITICAL);
  EXPECT_EQ(header.keep_until().seconds(), 1'900'000'000);
  EXPECT_EQ(header.operations_size(), 1);
}

TEST(SubmissionFacts, ARevisionIsSaidOnceOrAlike) {
  v1::SubmissionFacts facts;
  facts.set_revision(2);
  v1::Header header;
  header.set_revision(3);
  EXPECT_EQ(ReasonOf(MergeFacts(facts, header)), v1::REQUEST_INVALID);
  facts.set_revision(-1);
  EXPECT_EQ(ReasonOf(MergeFacts(facts, header)), v1::REQUEST_INVALID);
  facts.set_revision(3);
  EXPECT_TRUE(MergeFacts(facts, header).ok());
}

}  // namespace
}  // namespace entente::core
