#include "gateway/cli/pki/names.h"

#include <gtest/gtest.h>

namespace entente::cli {
namespace {

TEST(Names, SystemsAreACountryAndASystem) {
  EXPECT_TRUE(IsSystemId("EC/migracion"));
  EXPECT_TRUE(IsSystemId("XPO/notices"));
  EXPECT_FALSE(IsSystemId("EC"));
  EXPECT_FALSE(IsSystemId("EC/"));
  EXPECT_FALSE(IsSystemId("/migracion"));
  EXPECT_FALSE(IsSystemId("ec/migracion"));
  EXPECT_FALSE(IsSystemId("EC/migracion/otra"));
}

TEST(Names, NothingThatWouldBeginAnotherNamePasses) {
  for (const char* hostile : {"EC/x,URI:spiffe:", "EC/x\n", "EC/x y", "EC/x;", "EC/\xC3\xB1"}) {
    EXPECT_FALSE(IsSystemId(hostile)) << hostile;
    EXPECT_FALSE(IsDnsName(hostile)) << hostile;
    EXPECT_FALSE(IsTrustDomain(hostile)) << hostile;
  }
  EXPECT_FALSE(IsDnsName("localhost,URI:spiffe://a/b"));
  EXPECT_FALSE(IsIpAddress("127.0.0.1,DNS:x"));
}

TEST(Names, AddressesAreOfEitherKind) {
  EXPECT_TRUE(IsIpAddress("127.0.0.1"));
  EXPECT_TRUE(IsIpAddress("::1"));
  EXPECT_FALSE(IsIpAddress("127.0.0.256"));
  EXPECT_FALSE(IsIpAddress(""));
}

}  // namespace
}  // namespace entente::cli
