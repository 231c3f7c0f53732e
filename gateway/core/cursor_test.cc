#include "gateway/core/cursor.h"

#include <gtest/gtest.h>

#include "gateway/core/errors.h"

namespace entente::core {
namespace {

class Cursor : public ::testing::Test {
 protected:
  std::unique_ptr<store::Sealer> sealer_ = store::MakeSealer(std::string(32, 'k'));
};

TEST_F(Cursor, ComesBackAsItWent) {
  const CursorOf of{"EC/migracion", "criminal-investigation"};
  const absl::StatusOr<std::string> cursor = MakeCursor(*sealer_, of, 123456789);
  ASSERT_TRUE(cursor.ok());
  EXPECT_EQ(*ReadCursor(*sealer_, of, *cursor), 123456789);
  EXPECT_EQ(*ReadCursor(*sealer_, of, ""), 0);
}

TEST_F(Cursor, SaysNothingAboutItsPosition) {
  const CursorOf of{"EC/migracion", "criminal-investigation"};
  const std::string first = *MakeCursor(*sealer_, of, 1);
  EXPECT_NE(first, *MakeCursor(*sealer_, of, 1));
  EXPECT_EQ(first.size(), MakeCursor(*sealer_, of, 1'000'000'000)->size());
}

TEST_F(Cursor, IsRefusedForAnotherSystemPurposeOrByte) {
  const CursorOf of{"EC/migracion", "criminal-investigation"};
  const std::string cursor = *MakeCursor(*sealer_, of, 7);
  for (const CursorOf& other : {CursorOf{"EC/migracio", "n/criminal-investigation"}, CursorOf{"CO/policia", of.purpose},
                                CursorOf{of.participant, "border-control"}}) {
    EXPECT_EQ(ReasonOf(ReadCursor(*sealer_, other, cursor).status()), v1::REQUEST_INVALID);
  }
  for (size_t i = 0; i < cursor.size(); ++i) {
    std::string changed = cursor;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(ReadCursor(*sealer_, of, changed).ok()) << i;
  }
}

}  // namespace
}  // namespace entente::core
