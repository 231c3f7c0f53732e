// Records full of words that stand nowhere else, under generated policies, through a real gateway and over the wire in
// every format: no word reaches anybody from whom the naive evaluator withholds it, and what is told of what is hidden
// is what is told of nothing. A build's suite releases a share of what tests/canary/long.sh does:
// ENTENTE_CANARY_RECORDS says how many records come to another country, ENTENTE_SEED where chance begins.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "absl/strings/numbers.h"
#include "adapters/core/format.h"
#include "tests/canary/shapes.h"
#include "tests/canary/world_run.h"
#include "tests/policy/differential/settings.h"

namespace entente::canary {
namespace {

#ifdef NDEBUG
constexpr int64_t kReleased = 3'000;
constexpr int kRecordsPerWorld = 500;
constexpr int kWorldsAtOnce = 2;
#else
constexpr int64_t kReleased = 40;
constexpr int kRecordsPerWorld = 40;
constexpr int kWorldsAtOnce = 1;
#endif
constexpr int64_t kEnough = 3'000;      // records released, for a run to hold some of everything
constexpr int kSmallWorld = 40;         // records, where a test wants one world alone
constexpr int64_t kLively = 4;          // of so many worlds, one
constexpr size_t kWide = 12, kFew = 5;  // recipients of lively worlds, of others

int64_t Setting(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  if (text != nullptr && (!absl::SimpleAtoi(text, &otherwise) || otherwise < 0)) {
    std::fprintf(stderr, "%s is no number\n", name);
    std::exit(2);
  }
  return otherwise;
}

WorldOptions WorldOf(int64_t world) {
  const bool lively = world % kLively == 0;
  return {.seed = differential::SeedOf(world),
          .records = lively ? kRecordsPerWorld / 2 : kRecordsPerWorld,
          .recipients = lively ? kWide : kFew,
          .lively = lively};
}

// Not every small world holds what a test is about: those from `seed` on are run, until one does.
constexpr uint64_t kSeed = 20310328;
constexpr uint64_t kWorldsMax = 8;

Findings SmallWorlds(const Blindness& blindness, int64_t Findings::*until, bool plant = false) {
  Host host;
  Findings all;
  for (uint64_t seed = kSeed; seed < kSeed + kWorldsMax && all.*until == 0; ++seed) {
    Findings found;
    WorldRun(host,
             {.seed = seed,
              .records = kSmallWorld,
              .recipients = kWide,
              .lively = true,
              .plant = plant,
              .blindness = blindness},
             found)
        .Run();
    all.Add(found);
  }
  return all;
}

// A judge that overlooks what a recipient may see takes what the gateway gives for a leak: so a gateway that gave more
// than it may would be noticed.
TEST(CanaryRun, NoticesAValueThatNobodyMaySee) {
  Findings found = SmallWorlds({.field_set = "identity"}, &Findings::leaks);
  found.Add(SmallWorlds({.field_set = "event"}, &Findings::leaks));
  for (const char* place : {"an event with a copy", "the reply to a fetch", "a candidate"}) {
    EXPECT_GT(found.places[place].leaks, 0) << place;
  }
}

TEST(CanaryRun, NoticesALinkThatIsNotShown) {
  EXPECT_GT(SmallWorlds({.shared_links = true}, &Findings::leaks).leaks, 0);
}

TEST(CanaryRun, NoticesAHitThatNobodyIsDue) {
  EXPECT_GT(SmallWorlds({.hits = true}, &Findings::differences).differences, 0);
}

TEST(CanaryRun, NoticesWhatChanged) {
  EXPECT_GT(SmallWorlds({.amendments = true}, &Findings::leaks).leaks, 0);
  EXPECT_GT(SmallWorlds({.activations = true}, &Findings::differences).differences, 0);
  EXPECT_GT(SmallWorlds({.consents = true}, &Findings::differences).differences, 0);
}

// Words that stand in lower case, in capitals, in base64, in hexadecimal digits and deflated are noticed in every place
// that is looked at, files on the disk among them; and nothing else is wrong there.
TEST(CanaryRun, NoticesWordsThatArePlantedAnywhere) {
  const Findings found = SmallWorlds({}, &Findings::consents, true);
  for (const char* place : {"the reply to a submission",
                            "the reply to an amendment",
                            "an event with a copy",
                            "a hit in a feed",
                            "the end of a copy",
                            "a cursor",
                            "the end of a feed",
                            "the reply to a fetch",
                            "an error of a fetch",
                            "the reply to a check",
                            "a candidate",
                            "a candidate by hit alone",
                            "the reply to a withdrawal",
                            "an error of a withdrawal",
                            "the reply to a request for release",
                            "an error of a request for release",
                            "a list of requests for release",
                            "the reply to an officer's answer",
                            "an explanation to who asked",
                            "an explanation to an auditor",
                            "an explanation to the owner",
                            "an error of an explanation",
                            "a list of recalls",
                            "a list of policies",
                            "a replay",
                            "the metrics page",
                            "the log",
                            "the audit log",
                            "the data folder"}) {
    EXPECT_TRUE(found.places.contains(place)) << place << " was not looked at";
  }
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
    EXPECT_TRUE(found.places.contains("written in " + format->name())) << format->name();
  }
  for (const auto& [place, of] : found.places) EXPECT_GE(of.leaks, 5) << place;
  EXPECT_EQ(found.differences, 0);
}

TEST(CanaryRun, EveryFormatHoldsWords) {
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
    const ShapeCounts counts = ShapesOf(format->name());
    std::printf("%-16s %d samples, %d texts hold words, %d are written\n", format->name().c_str(), counts.samples,
                counts.filled, counts.written);
    if (format->name() == "common") continue;  // any record is one of its own
    EXPECT_GT(counts.written, 0) << format->name();
  }
}

// In percent of all decisions, of all words.
void ExpectEnoughOfEverything(Findings& found) {
  const auto share = [](int64_t part, int64_t whole) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<int64_t>(whole, 1));
  };
  EXPECT_GE(share(found.visible, found.decisions), 5) << "too few releases";
  EXPECT_GE(share(found.hits, found.decisions), 2) << "too few hits";
  EXPECT_GE(share(found.words - found.words_shown, found.words), 10) << "too little is withheld";
  EXPECT_LE(share(found.thrown_away, found.submitted), 25) << "most records that are invented should be tried";
  for (const int64_t count : {found.copies, found.amended_copies, found.recalls, found.ends, found.hit_events,
                              found.amendments, found.withdrawals, found.activations, found.requests, found.consents,
                              found.candidates, found.candidates_by_hit, found.explanations, found.errors}) {
    EXPECT_GT(count, 0);
  }
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
    EXPECT_GT(found.formats[format->name()].words, 0) << format->name() << " wrote no word";
  }
}

TEST(CanaryRun, NoWithheldValueInAnyByte) {
  const auto start = std::chrono::steady_clock::now();
  const int64_t released = Setting("ENTENTE_CANARY_RECORDS", kReleased);
  std::printf("seed %lld, %lld records to come to another country\n", static_cast<long long>(differential::Seed()),
              static_cast<long long>(released));
  Findings all;
  std::mutex mutex;
  int64_t next = Setting("ENTENTE_CANARY_WORLD", 0);
  const auto run = [&] {
    Host host;
    for (;;) {
      WorldOptions world;
      {
        const std::lock_guard<std::mutex> lock(mutex);
        if (all.released >= released || all.any()) return;
        world = WorldOf(next++);
      }
      Findings found;
      WorldRun(host, world, found).Run();
      const std::lock_guard<std::mutex> lock(mutex);
      all.Add(found);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < kWorldsAtOnce; ++i) threads.emplace_back(run);
  run();
  for (std::thread& thread : threads) thread.join();
  all.Print(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  EXPECT_EQ(all.leaks, 0);
  EXPECT_EQ(all.differences, 0);
  if (!all.any() && all.released >= kEnough) ExpectEnoughOfEverything(all);
}

}  // namespace
}  // namespace entente::canary
