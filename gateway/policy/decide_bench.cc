// How long a decision takes: 25 countries of 1,000 rules each, and one record for 200 recipients at once.
// Prints percentiles besides the mean, since a gateway's tail is what its callers feel.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

constexpr int kCountries = 25;
constexpr int kRules = 1000;

std::string Country(int i) { return absl::StrCat("A", std::string(1, static_cast<char>('A' + i))); }

std::string Policy(int country, std::mt19937& random) {
  std::string text = absl::StrCat("kind: CountryPolicy\ncountry: ", Country(country), "\nversion: 1\nrules:\n");
  for (int i = 0; i < kRules; ++i) {
    const char* type = i % 10 == 8 ? "forbid" : i % 10 == 9 ? "restrict" : "permit";
    const std::string to = i % 20 == 0 ? "any"
                                       : absl::StrCat("[", Country(static_cast<int>(random() % kCountries)), ", ",
                                                      Country(static_cast<int>(random() % kCountries)), "]");
    absl::StrAppend(&text, "  - {id: r", i, ", ", type, ": {to: ", to, ", records: [",
                    std::vector<const char*>{"notice", "arrest", "seizure"}[random() % 3], "], offences: [o",
                    random() % 50, ", o", random() % 50, "]}");
    if (i % 10 == 9) absl::StrAppend(&text, ", fields: [event, identity]");
    if (i % 10 < 8) {
      absl::StrAppend(&text, ", fields: [event, identity], purposes: [p", random() % 5, ", p", random() % 5,
                      "], retention: P", 1 + random() % 5, "Y, caveats: [c", random() % 8, "]");
    }
    text += "}\n";
  }
  return text;
}

struct World {
  Network network;
  Source floor;
  std::vector<Source> sources;
  PolicySetPtr policies;
  std::vector<Question> questions;
  std::vector<v1::Record> records;
};

const World& TheWorld() {
  static const World& world = *[] {
    auto* made = new World();
    std::mt19937 random(20180605);
    for (int i = 0; i < kCountries; ++i) made->network.countries.insert(Country(i));
    for (int i = 0; i < kCountries; ++i) made->sources.push_back({Country(i), Policy(i, random)});
    made->floor = {
        "network.yaml",
        "kind: NetworkFloor\nversion: 1\nrules:\n  - {id: cap, restrict: {to: any}, retention: P5Y, why: w}\n"};
    made->policies = *Load(made->network, made->floor, made->sources, nullptr);
    for (int i = 0; i < 500; ++i) {
      v1::Record& record = made->records.emplace_back();
      record.mutable_header()->mutable_originator()->set_country(Country(static_cast<int>(random() % kCountries)));
      record.mutable_header()->mutable_event_time()->set_year(2018);
      record.mutable_arrest()->add_detentions()->set_number("1");
      record.add_offences()->mutable_code()->set_common(absl::StrCat("o", random() % 50));
      v1::Person& subject = *record.add_subjects();
      subject.add_names()->add_parts()->set_text("MUESTRA");
      subject.add_birth_dates()->set_year(1980);
      Question& question = made->questions.emplace_back();
      question.recipient = Country(static_cast<int>(random() % kCountries));
      question.purpose = absl::StrCat("p", random() % 5);
      question.now = absl::FromUnixSeconds(1528200000);
      question.facts =
          ExtractFacts(record, question.now, [](const std::string&, const std::string&) { return Requesters(); });
    }
    return made;
  }();
  return world;
}

void Percentiles(benchmark::State& state, std::vector<int64_t>& nanoseconds) {
  if (nanoseconds.empty()) return;
  std::sort(nanoseconds.begin(), nanoseconds.end());
  const auto at = [&](double share) {
    return static_cast<double>(nanoseconds[static_cast<size_t>(share * static_cast<double>(nanoseconds.size() - 1))]);
  };
  state.counters["p50_ns"] = at(0.50);
  state.counters["p99_ns"] = at(0.99);
}

template <typename Run>
void Measure(benchmark::State& state, Run run) {
  std::vector<int64_t> nanoseconds;
  size_t i = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    run(i++);
    const auto took = std::chrono::steady_clock::now() - start;
    if (nanoseconds.size() < 2000000) {
      nanoseconds.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(took).count());
    }
  }
  Percentiles(state, nanoseconds);
}

// The argument says whether reasons are asked for.
std::vector<Question> QuestionsOf(const World& world, const benchmark::State& state) {
  std::vector<Question> questions = world.questions;
  for (Question& question : questions) question.explain = state.range(0) != 0;
  return questions;
}

std::vector<std::string> ManyRecipients() {
  std::vector<std::string> recipients;
  for (int i = 0; i < 200; ++i) recipients.push_back(absl::StrCat(Country(i % kCountries), "/s", i));
  return recipients;
}

void BM_Decide(benchmark::State& state) {
  const World& world = TheWorld();
  const std::vector<Question> questions = QuestionsOf(world, state);
  Measure(state, [&](size_t i) { benchmark::DoNotOptimize(Decide(*world.policies, questions[i % questions.size()])); });
}
BENCHMARK(BM_Decide)->ArgName("explain")->Arg(0)->Arg(1);

void BM_DecideForAll200(benchmark::State& state) {
  const World& world = TheWorld();
  const std::vector<Question> questions = QuestionsOf(world, state);
  const std::vector<std::string> recipients = ManyRecipients();
  Measure(state, [&](size_t i) {
    benchmark::DoNotOptimize(DecideForAll(*world.policies, questions[i % questions.size()], recipients));
  });
}
BENCHMARK(BM_DecideForAll200)->ArgName("explain")->Arg(0)->Arg(1);

void BM_DecideTogether200(benchmark::State& state) {
  const World& world = TheWorld();
  const std::vector<Question> questions = QuestionsOf(world, state);
  const std::vector<std::string> recipients = ManyRecipients();
  Measure(state, [&](size_t i) {
    benchmark::DoNotOptimize(DecideTogether(*world.policies, questions[i % questions.size()], recipients));
  });
}
BENCHMARK(BM_DecideTogether200)->ArgName("explain")->Arg(0)->Arg(1);

void BM_Load(benchmark::State& state) {
  const World& world = TheWorld();
  for (auto _ : state) benchmark::DoNotOptimize(Load(world.network, world.floor, world.sources, nullptr));
}
BENCHMARK(BM_Load)->Unit(benchmark::kMillisecond);

// One country's file changes; with the argument, it also names a length and a caveat that nobody had named.
void BM_LoadOneChanged(benchmark::State& state) {
  const World& world = TheWorld();
  std::vector<Source> sources = world.sources;
  sources[7].text += "  - {id: new, permit: {to: any}, fields: [event], purposes: [p1], retention: ";
  sources[7].text += state.range(0) != 0 ? "P77D, caveats: [unheard-of]}\n" : "P1Y}\n";
  for (auto _ : state) {
    benchmark::DoNotOptimize(Load(world.network, world.floor, sources, nullptr, world.policies));
  }
}
BENCHMARK(BM_LoadOneChanged)->ArgName("new-words")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void BM_ExtractFacts(benchmark::State& state) {
  const World& world = TheWorld();
  Measure(state, [&](size_t i) {
    benchmark::DoNotOptimize(ExtractFacts(world.records[i % world.records.size()], absl::UnixEpoch(),
                                          [](const std::string&, const std::string&) { return Requesters(); }));
  });
}
BENCHMARK(BM_ExtractFacts);

}  // namespace
}  // namespace entente::policy

BENCHMARK_MAIN();
