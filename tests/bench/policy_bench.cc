// policy: one decision among 25 countries' rules, one record for many recipients, and the activation of everything;
// beside a peer that answers the same questions of the same rules, where one is there.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/policy/policy.h"
#include "tests/bench/benches.h"
#include "tests/bench/policy_world.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

using Clock = std::chrono::steady_clock;

// As the gateway holds them: a decision takes what is active and keeps it.
class ActivePolicies {
 public:
  policy::PolicySetPtr get() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return policies_;
  }
  void set(policy::PolicySetPtr policies) {
    const std::lock_guard<std::mutex> lock(mutex_);
    policies_.swap(policies);
  }

 private:
  mutable std::mutex mutex_;
  policy::PolicySetPtr policies_;
};

struct Bench {
  Inventor inventor;
  std::vector<policy::Source> sources;
  policy::Network network;
  std::vector<Rule> first_rules;     // of the first country: the peer's world
  std::vector<Asked> asked;
  ActivePolicies active;
};

std::string NoNotice(const std::string&, const std::string&) { return ""; }

double Microseconds(Clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

// Whose records are asked for: each country's in turn, or the first one's, as the peer knows no other.
enum class Owners { kAll, kFirst };

struct Decided {
  std::vector<double> times;
  int allowed = 0;
};

// Each decision timed alone. Facts are extracted once a record. With reasons every rule that nearly matched is told
// too, as `entente policy explain` does; the gateway asks without.
Decided DecisionTimes(const Bench& bench, const std::vector<Asked>& questions, Owners owners, bool reasons) {
  const absl::Time now = absl::FromUnixSeconds(1795500000);
  const std::vector<std::string>& countries = bench.inventor.countries();
  Decided decided;
  for (size_t i = 0; i < questions.size(); ++i) {
    const Asked& asked = questions[i];
    const v1::Record record = RecordOf(countries[owners == Owners::kAll ? i % countries.size() : 0], asked);
    policy::Question question;
    question.record = &record;
    question.facts = policy::ExtractFacts(record, now, NoNotice);
    question.recipient = asked.to;
    question.purpose = asked.purpose;
    question.now = now;
    question.explain = reasons;
    const auto start = Clock::now();
    const policy::Decision decision = policy::Decide(*bench.active.get(), question);
    decided.times.push_back(Microseconds(Clock::now() - start));
    decided.allowed += decision.effect == policy::Effect::kRelease ? 1 : 0;
  }
  return decided;
}

std::vector<double> ManyRecipients(const Bench& bench) {
  const absl::Time now = absl::FromUnixSeconds(1795500000);
  std::vector<std::string> recipients;
  for (int i = 0; i < 200; ++i) {
    recipients.push_back(bench.inventor.countries()[static_cast<size_t>(i) % bench.inventor.countries().size()] + "/s" +
                         std::to_string(i));
  }
  std::vector<double> times;
  for (size_t i = 0; i < 500; ++i) {
    const v1::Record record =
        RecordOf(bench.inventor.countries()[i % bench.inventor.countries().size()], bench.asked[i]);
    policy::Question question;
    question.record = &record;
    question.facts = policy::ExtractFacts(record, now, NoNotice);
    question.purpose = bench.asked[i].purpose;
    question.now = now;
    question.explain = false;
    const auto start = Clock::now();
    const policy::Together decisions = policy::DecideTogether(*bench.active.get(), question, recipients);
    times.push_back(Microseconds(Clock::now() - start));
    if (decisions.of.size() != recipients.size()) return {};
  }
  return times;
}

// What is asked of the peer, and of ours beside it: nobody asks for its own records, of which no rule says anything.
std::vector<Asked> QuestionsForPeer(const Bench& bench) {
  constexpr size_t kQuestions = 400;
  std::vector<Asked> questions;
  for (const Asked& asked : bench.asked) {
    if (questions.size() < kQuestions && asked.to != bench.inventor.countries()[0]) questions.push_back(asked);
  }
  return questions;
}

void WritePeerWorld(const Bench& bench, const std::vector<Asked>& questions, const std::filesystem::path& file) {
  std::ofstream out(file);
  out << "{\"rules\": [";
  for (size_t i = 0; i < bench.first_rules.size(); ++i) {
    const Rule& rule = bench.first_rules[i];
    out << (i ? ",\n" : "") << "{\"id\": \"" << rule.id << "\", \"effect\": \"" << (rule.permit ? "permit" : "forbid")
        << "\", \"to\": " << List(rule.to, "\"") << ", \"records\": " << List(rule.records, "\"")
        << ", \"offences\": " << List(rule.offences, "\"") << ", \"purposes\": " << List(rule.purposes, "\"") << "}";
  }
  out << "], \"questions\": [";
  for (size_t i = 0; i < questions.size(); ++i) {
    const Asked& asked = questions[i];
    out << (i ? ",\n" : "") << "{\"to\": \"" << asked.to << "\", \"record\": \"" << asked.kind << "\", \"offence\": \""
        << asked.offence << "\", \"purpose\": \"" << asked.purpose << "\"}";
  }
  out << "]}\n";
}

// Runs the peer's script as a person would; what it prints is one JSON line.
bool PeerMedian(const Bench& bench, const std::vector<Asked>& questions, const std::string& folder, double* p50_us,
                int* allowed) {
  const std::filesystem::path world = std::filesystem::temp_directory_path() / "entente-bench-world.json";
  WritePeerWorld(bench, questions, world);
  const std::string command = "node '" + folder + "/cedar.mjs' '" + world.string() + "'";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return false;
  char line[512] = {};
  const bool read = fgets(line, sizeof line, pipe) != nullptr;
  const bool ended_well = pclose(pipe) == 0;
  std::cmatch match;
  const std::regex shape(R"re("p50_us":([0-9.]+).*"allowed":([0-9]+))re");
  if (!read || !ended_well || !std::regex_search(line, match, shape)) return false;
  *p50_us = std::stod(match[1]);
  *allowed = std::stoi(match[2]);
  return true;
}

bool Activate(Bench& bench) {
  std::vector<policy::Fault> faults;
  std::vector<double> all;
  for (int run = 0; run < 3; ++run) {
    const double seconds = SecondsOf([&] {
      auto loaded = policy::Load(bench.network, {"network.yaml", FloorText()}, bench.sources, &faults);
      if (loaded.ok()) bench.active.set(*loaded);
    });
    all.push_back(seconds * 1e3);
  }
  if (bench.active.get() == nullptr) {
    for (const auto& fault : faults) {
      if (!fault.lint) return std::fprintf(stderr, "entente-bench: %s\n", fault.ToString().c_str()), false;
    }
    return false;
  }
  ReportTail("activate all countries", "ms", all);
  return true;
}

// One country's next version becomes active again and again, beside decisions.
bool ActivateOne(Bench& bench, int rules) {
  constexpr int kActivations = 20;
  std::vector<double> all;
  std::atomic<bool> over = false;
  bool good = true;
  std::thread activating([&] {
    for (int i = 0; i < kActivations; ++i) {
      bench.sources[0].text = PolicyText(bench.inventor.countries()[0], i + 2, bench.inventor.Rules(rules));
      const double seconds = SecondsOf([&] {
        auto next =
            policy::Load(bench.network, {"network.yaml", FloorText()}, bench.sources, nullptr, bench.active.get());
        good = good && next.ok();
        if (next.ok()) bench.active.set(*std::move(next));
      });
      all.push_back(seconds * 1e3);
    }
    over = true;
  });
  std::vector<double> times;
  while (!over) {
    const std::vector<double> some = DecisionTimes(bench, bench.asked, Owners::kAll, false).times;
    times.insert(times.end(), some.begin(), some.end());
  }
  activating.join();
  ReportTail("activate one changed country", "ms", all);
  ReportTail("decide one, while activating", "us", times);
  const auto slow = std::count_if(times.begin(), times.end(), [](double us) { return us > 1000; });
  std::printf("%-34s %td of %zu\n", "  of them over 1 ms", slow, times.size());
  return good;
}

}  // namespace

bool BenchPolicy(const Settings& settings) {
  Bench bench{.inventor = Inventor(settings.countries)};
  for (const std::string& country : bench.inventor.countries()) {
    const std::vector<Rule> rules = bench.inventor.Rules(settings.rules);
    if (bench.first_rules.empty()) bench.first_rules = rules;
    bench.network.countries.insert(country);
    bench.sources.push_back({country + "/policy.yaml", PolicyText(country, 1, rules)});
  }
  for (int i = 0; i < 20000; ++i) bench.asked.push_back(bench.inventor.Question());
  if (!Activate(bench)) return false;

  DecisionTimes(bench, bench.asked, Owners::kAll, false);
  ReportTail("decide one request", "us", DecisionTimes(bench, bench.asked, Owners::kAll, false).times);
  ReportTail("decide one, with reasons", "us", DecisionTimes(bench, bench.asked, Owners::kAll, true).times);
  ReportTail("decide for 200 recipients", "us", ManyRecipients(bench));
  if (settings.peers.empty()) return ActivateOne(bench, settings.rules);

  const std::vector<Asked> questions = QuestionsForPeer(bench);
  bool agree = true;
  ReportPairs("decide (Cedar in wasm / ours, p50)", "us", settings.runs, [&] {
    Pair pair;
    const Decided ours = DecisionTimes(bench, questions, Owners::kFirst, false);
    pair.limit = SpreadOf(ours.times).median;
    int theirs = 0;
    agree = PeerMedian(bench, questions, settings.peers, &pair.ours, &theirs) && theirs == ours.allowed && agree;
    return pair;
  });
  if (!agree) return std::fprintf(stderr, "entente-bench: the peer does not run, or answers otherwise\n"), false;
  return ActivateOne(bench, settings.rules);
}

}  // namespace entente::bench
