// The policies of examples/intercops-spartacus as a whole: who takes part, and both phases of the operation in every
// country's policy.
#include "tests/policy/operation.h"

#include <algorithm>
#include <map>
#include <set>

namespace entente::policy_test {
namespace {

// Each country of the operation with its own zone.
const std::map<std::string, std::string>& Zones() {
  static const auto& zones = *new std::map<std::string, std::string>{
      {"AR", "America/Argentina/Buenos_Aires"},
      {"BO", "America/La_Paz"},
      {"BR", "America/Sao_Paulo"},
      {"CA", "America/Toronto"},
      {"CL", "America/Santiago"},
      {"CN", "Asia/Shanghai"},
      {"CO", "America/Bogota"},
      {"CR", "America/Costa_Rica"},
      {"DO", "America/Santo_Domingo"},
      {"EC", "America/Guayaquil"},
      {"SV", "America/El_Salvador"},
      {"GT", "America/Guatemala"},
      {"HN", "America/Tegucigalpa"},
      {"IL", "Asia/Jerusalem"},
      {"NI", "America/Managua"},
      {"PA", "America/Panama"},
      {"PY", "America/Asuncion"},
      {"PE", "America/Lima"},
      {"PT", "Europe/Lisbon"},
      {"RU", "Europe/Moscow"},
      {"SX", "America/Lower_Princes"},
      {"ES", "Europe/Madrid"},
      {"US", "America/New_York"},
      {"UY", "America/Montevideo"},
      {"VE", "America/Caracas"},
  };
  return zones;
}

TEST_F(Operation, TwentyFiveCountriesTakePartAndTheNetherlandsGovernOneOfThem) {
  std::set<std::string> expected = {"NL"};
  for (const auto& [country, zone] : Zones()) expected.insert(country);
  EXPECT_EQ(folder_.network.countries, expected);
  EXPECT_EQ(expected.size(), 26u);
  EXPECT_EQ(folder_.network.parents, (std::map<std::string, std::string>{{"SX", "NL"}}));
  for (const std::string& country : expected)
    EXPECT_EQ(folder_.countries.contains(country), country != "SX") << country;
}

// A rule that asks for a system which nobody has would be dead, and no test of a policy could tell.
TEST_F(Operation, EverySystemThatARuleNamesIsAParticipants) {
  std::map<std::string, std::set<std::string>> systems;
  for (const policy::Node& participant : folder_.participants.Find("participants")->items) {
    for (const policy::Node& system : participant.Find("systems")->items) {
      systems[participant.Find("country")->text].insert(system.Find("id")->text);
      for (const policy::Node& purpose : system.Find("purposes")->items) {
        EXPECT_TRUE(floor_.known_purposes->contains(purpose.text)) << purpose.line;
      }
    }
  }
  for (const auto& [country, files] : folder_.countries) {
    std::set<std::string> own = systems[country];
    for (const auto& [child, parent] : folder_.network.parents) {
      if (parent == country) own.insert(systems[child].begin(), systems[child].end());
    }
    for (const policy::Rule& rule : FileOf(country).rules) {
      for (const std::string& system : rule.when[policy::kSystem].value_or(policy::Names())) {
        EXPECT_TRUE(own.contains(system)) << country << " " << rule.id << ": " << system;
      }
      for (const std::string& named : rule.to.systems) {
        const size_t slash = named.find('/');
        EXPECT_TRUE(systems[named.substr(0, slash)].contains(named.substr(slash + 1))) << rule.id << ": " << named;
      }
    }
  }
}

TEST_F(Operation, BothPhasesStandInEveryPolicyInTheCountrysOwnTime) {
  for (const auto& [country, zone_name] : Zones()) {
    const policy::File file = FileOf(Governing(country));
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(zone_name, &zone)) << zone_name;
    const auto day = [&](int month, int of_month) {
      return absl::FromCivil(absl::CivilDay(2031, month, of_month), zone);
    };
    ASSERT_EQ(file.overlays.size(), 2u) << country;
    EXPECT_EQ(file.overlays[0].id, "spartacus-airports") << country;
    EXPECT_EQ(file.overlays[0].from, day(6, 1)) << country;
    EXPECT_EQ(file.overlays[0].until, day(6, 11)) << country;
    EXPECT_EQ(file.overlays[1].id, "spartacus-follow-up") << country;
    EXPECT_EQ(file.overlays[1].from, day(6, 11)) << country;
    EXPECT_EQ(file.overlays[1].until, day(8, 1)) << country;
    for (int overlay : {0, 1}) {
      EXPECT_TRUE(std::any_of(file.rules.begin(), file.rules.end(),
                              [&](const policy::Rule& rule) { return rule.overlay == overlay; }))
          << country << " has an overlay without a rule";
    }
  }
}

}  // namespace
}  // namespace entente::policy_test
