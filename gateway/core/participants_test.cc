#include "gateway/core/participants.h"

#include <gtest/gtest.h>

namespace entente::core {
namespace {

TEST(Participants, AreFoundByTheirExactSpiffeIdOnly) {
  Participants participants;
  participants.trust_domain = "entente.test";
  System system;
  system.country = "EC";
  system.id = "migracion";
  participants.systems[system.name()] = system;
  EXPECT_NE(participants.FindBySpiffeId("spiffe://entente.test/ncb/EC/migracion"), nullptr);
  for (const char* other :
       {"", "spiffe://entente.test/ncb/EC", "spiffe://entente.test/ncb/EC/", "spiffe://entente.test/ncb/EC/migracion/",
        "spiffe://entente.test/ncb//EC/migracion", "spiffe://entente.testx/ncb/EC/migracion",
        "spiffe://entente.test.evil/ncb/EC/migracion", "https://entente.test/ncb/EC/migracion",
        "spiffe://entente.test/ncb/ec/migracion", "spiffe://entente.test/ncb/CO/migracion"}) {
    EXPECT_EQ(participants.FindBySpiffeId(other), nullptr) << other;
  }
}

}  // namespace
}  // namespace entente::core
