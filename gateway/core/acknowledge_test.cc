#include "gateway/core/acknowledge.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "gateway/store/test_batches.h"
#include "gateway/testing/core_parts.h"
#include "gateway/testing/records.h"

namespace entente::core {
namespace {

class AcknowledgeTest : public ::testing::Test {
 protected:
  void Hold(const std::string& wrapped_key) {
    store::Revision row = store::MakeRevision(1, 1);
    row.key = wrapped_key;
    parts_.Put(row);
    const auto held = parts_.parts().writer->Run([](const WriterView&, Changes& changes) {
      changes.holders.push_back(store::MakeHolder(1, "CO/s", "criminal-investigation"));
      return absl::OkStatus();
    });
    ASSERT_TRUE(held.ok());
  }
  store::Acknowledgement Retain() {
    Answered answered{
        testing::Context(), store::RecordId(1), 1, v1::AcknowledgeRequest::RETAINED, "a law", "a case", ""};
    Awaited<absl::Status> answer;
    Acknowledge(parts_.parts(), {"CO", "s", "request"}, answered, answer.Done());
    EXPECT_TRUE(answer.Get().ok());
    const auto stored = parts_.store().AcknowledgementsOf(store::RecordId(1));
    EXPECT_EQ(stored->size(), 1u);
    return stored->front();
  }
  std::string Unescaped(const std::string& text) {
    std::string bytes;
    EXPECT_TRUE(absl::Base64Unescape(text, &bytes)) << text;
    return bytes;
  }
  store::Sealer& sealer() { return *parts_.parts().sealer; }

  TestParts parts_;
  const std::string context_ = store::RecordId(1) + "/acknowledgement";
};

TEST_F(AcknowledgeTest, TextsAreSealedUnderTheRecordsKey) {
  const auto key = sealer().NewKey();
  Hold(*sealer().Wrap(*key));
  const store::Acknowledgement stored = Retain();
  EXPECT_EQ(*sealer().Open(*key, context_, Unescaped(stored.basis)), "a law");
  EXPECT_EQ(*sealer().Open(*key, context_, Unescaped(stored.case_number)), "a case");
  EXPECT_EQ(stored.why, "");
}

TEST_F(AcknowledgeTest, OfAnErasedRecordTheyAreSealedUnderTheGatewaysKey) {
  Hold("");
  const store::Acknowledgement stored = Retain();
  EXPECT_EQ(*sealer().OpenToken(context_, Unescaped(stored.basis)), "a law");
}

}  // namespace
}  // namespace entente::core
