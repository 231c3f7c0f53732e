// Records full of words that stand nowhere else, under generated policies, through a real gateway and over the wire in
// every format: no word reaches anybody from whom the naive evaluator withholds it, and what is told of what is hidden
// is what is told of nothing. ENTENTE_CANARY_RELEASES says how many copies are released, ENTENTE_SEED where chance
// begins.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "adapters/core/format.h"
#include "tests/canary/world_run.h"
#include "tests/policy/differential/settings.h"

namespace entente::canary {
namespace {

#ifdef NDEBUG
constexpr int64_t kReleases = 6'000;  // long.sh has 1'000'000
constexpr int kRecordsPerWorld = 200;
#else
constexpr int64_t kReleases = 700;
constexpr int kRecordsPerWorld = 40;
#endif

int64_t Releases() {
  const char* text = std::getenv("ENTENTE_CANARY_RELEASES");
  int64_t releases = kReleases;
  if (text != nullptr && (!absl::SimpleAtoi(text, &releases) || releases < 1)) {
    std::fprintf(stderr, "ENTENTE_CANARY_RELEASES is no number\n");
    std::exit(2);
  }
  return releases;
}

TEST(Tokens, AreCaughtWhateverBecameOfThem) {
  std::vector<std::string> caught;
  const auto add = [&caught](const std::string& token) { caught.push_back(token); };
  ForEachToken("xcnry000012x0034qCNRY000001X0002Q|cnry000003x00 cnrcnry000\xff cnry0009 cnry zcnry12", add);
  EXPECT_EQ(caught,
            (std::vector<std::string>{"cnry000012x0034q", "cnry000001x0002q", "cnry000003x00", "cnry000", "cnry0009"}));
  EXPECT_EQ(TokenOf(12, 34), "cnry000012x0034q");
}

TEST(Tokens, ShownCoversThemAndTheirBeginnings) {
  const Shown shown("a cnry000012x0034q b CNRY000007X0001Q");
  EXPECT_EQ(shown.size(), 2u);
  for (const char* token : {"cnry000012x0034q", "cnry000007x0001q", "cnry000012x", "cnry000"}) {
    EXPECT_TRUE(shown.Covers(token)) << token;
  }
  for (const char* token : {"cnry000012x0035q", "cnry000008", "cnry0001"}) EXPECT_FALSE(shown.Covers(token)) << token;
  EXPECT_FALSE(Shown().Covers("cnry000"));
}

Findings OneWorldWith(const Blindness& blindness, int records = 20) {
  Host host;
  Findings findings;
  WorldRun(host, {.seed = 20310301, .records = records, .blindness = blindness}, findings).Run();
  return findings;
}

// A judge that overlooks what a recipient may see takes what the gateway gives for a leak: so a gateway that gave more
// than it may would be noticed.
TEST(CanaryRun, NoticesAValueThatNobodyMaySee) {
  for (const char* set : {"identity", "event", "victim", "narrative"}) {
    EXPECT_GT(OneWorldWith({.field_set = set}).leaks, 0) << set;
  }
}

TEST(CanaryRun, NoticesALinkThatIsNotShown) { EXPECT_GT(OneWorldWith({.shared_links = true}).leaks, 0); }

TEST(CanaryRun, NoticesAHitThatNobodyIsDue) { EXPECT_GT(OneWorldWith({.hits = true}, 60).differences, 0); }

constexpr int64_t kWorldsThatTell = 4;  // fewer are too few to hold something of everything

// In percent of all decisions, of all tokens.
void ExpectEnoughOfEverything(const Findings& found) {
  const auto share = [](int64_t part, int64_t whole) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<int64_t>(whole, 1));
  };
  EXPECT_GE(share(found.copies, found.decisions), 5) << "too few releases";
  EXPECT_GE(share(found.hits, found.decisions), 2) << "too few hits";
  EXPECT_GE(share(found.tokens - found.tokens_shown, found.tokens), 10) << "too little is withheld";
  EXPECT_GE(share(found.tokens_of_copied - found.tokens_shown, found.tokens_of_copied), 10) << "of copies, too";
  EXPECT_LE(share(found.thrown_away, found.records), 25) << "most records that are invented should be tried";
  for (const int64_t count : {found.hit_events, found.end_events, found.candidates, found.candidates_by_hit,
                              found.withdrawals, found.errors, found.tokens_shown}) {
    EXPECT_GT(count, 0);
  }
  // A format may need what invented records seldom have; most must have held some of them all the same.
  size_t rendered = 0;
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
    const auto of = found.formats.find(format->name());
    ASSERT_NE(of, found.formats.end()) << format->name() << " was never asked for";
    EXPECT_GT(of->second.rendered + of->second.refused, 0) << format->name();
    rendered += of->second.rendered > 0 ? 1 : 0;
  }
  EXPECT_GE(rendered * 4, adapters::Registry::Builtin().all().size() * 3) << "few formats could hold anything";
}

TEST(CanaryRun, NoWithheldValueInAnyByte) {
  const auto start = std::chrono::steady_clock::now();
  const int64_t releases = Releases();
  std::printf("seed %lld, %lld copies to be released, %d records a world\n",
              static_cast<long long>(differential::Seed()), static_cast<long long>(releases), kRecordsPerWorld);
  Host host;
  Findings found;
  for (int64_t world = 0; found.copies < releases && !found.any(); ++world) {
    WorldRun(host, {.seed = differential::SeedOf(world), .records = kRecordsPerWorld, .blindness = {}}, found).Run();
  }
  found.Print(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  EXPECT_EQ(found.leaks, 0);
  EXPECT_EQ(found.differences, 0);
  if (!found.any() && found.worlds >= kWorldsThatTell) ExpectEnoughOfEverything(found);
}

}  // namespace
}  // namespace entente::canary
