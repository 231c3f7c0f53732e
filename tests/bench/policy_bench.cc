// policy: one decision among 25 countries' rules, one record for many recipients, and the activation of everything;
// beside a peer that answers the same questions of the same rules, where one is there.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "tests/bench/benches.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kKinds[] = {"notice", "arrest", "seizure", "incident"};
constexpr const char* kOffences[] = {"human-trafficking", "migrant-smuggling", "document-fraud", "homicide", "theft",
                                     "robbery", "drug-trafficking", "kidnapping"};
constexpr const char* kPurposes[] = {"criminal-investigation", "prosecution", "border-control", "victim-protection"};

struct Rule {
  std::string id;
  bool permit = true;
  std::vector<std::string> to, records, offences, purposes;
};

struct Asked {
  std::string to, kind, offence, purpose;
};

class Inventor {
 public:
  explicit Inventor(int countries) {
    for (int i = 0; i < countries; ++i) {
      countries_.push_back(std::string(1, static_cast<char>('A' + i / 26)) + static_cast<char>('A' + i % 26));
    }
  }
  const std::vector<std::string>& countries() const { return countries_; }

  std::vector<Rule> Rules(int count) {
    std::vector<Rule> rules;
    for (int i = 0; i < count; ++i) {
      Rule rule;
      rule.id = "r" + std::to_string(i);
      rule.permit = Below(50) != 0;
      rule.to = Some(countries_, 4);
      rule.records = Some(std::vector<std::string>(std::begin(kKinds), std::end(kKinds)), 2);
      rule.offences = Some(std::vector<std::string>(std::begin(kOffences), std::end(kOffences)), 3);
      rule.purposes = Some(std::vector<std::string>(std::begin(kPurposes), std::end(kPurposes)), 2);
      rules.push_back(std::move(rule));
    }
    return rules;
  }

  Asked Question() {
    return {countries_[Below(countries_.size())], kKinds[Below(4)], kOffences[Below(8)], kPurposes[Below(4)]};
  }

 private:
  size_t Below(size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random_); }
  std::vector<std::string> Some(std::vector<std::string> from, size_t most) {
    std::shuffle(from.begin(), from.end(), random_);
    from.resize(1 + Below(most));
    return from;
  }

  std::mt19937 random_{20261124};
  std::vector<std::string> countries_;
};

std::string List(const std::vector<std::string>& words, const char* quote) {
  std::string out = "[";
  for (const std::string& word : words) out += (out.size() > 1 ? ", " : "") + (quote + word) + quote;
  return out + "]";
}

std::string PolicyText(const std::string& country, const std::vector<Rule>& rules) {
  std::string text = "kind: CountryPolicy\ncountry: " + country + "\nversion: 1\n";
  text += "defaults: {purposes: [criminal-investigation], retention: P1Y}\nrules:\n";
  for (const Rule& rule : rules) {
    text += "  - id: " + rule.id + "\n    " + (rule.permit ? "permit" : "forbid") + ": {to: " + List(rule.to, "") +
            ", records: " + List(rule.records, "") + ", offences: " + List(rule.offences, "");
    text += rule.permit ? "}\n    fields: [identity, event]\n    purposes: " + List(rule.purposes, "") + "\n"
                        : ", purposes: " + List(rule.purposes, "") + "}\n    why: invented\n";
  }
  return text;
}

constexpr char kFloor[] =
    "kind: NetworkFloor\nversion: 1\n"
    "purposes: [criminal-investigation, prosecution, border-control, victim-protection]\n"
    "rules:\n"
    "  - id: article-3\n"
    "    forbid: {to: any, matter: [political, military, religious, racial]}\n"
    "    why: INTERPOL Constitution, Article 3\n"
    "  - id: five-years\n    restrict: {to: any}\n    retention: P5Y\n    why: no copy outlives five years\n";

v1::Record RecordOf(const std::string& country, const Asked& asked) {
  v1::Record record;
  auto* header = record.mutable_header();
  header->mutable_originator()->set_country(country);
  header->set_national_id("X1");
  header->add_matters(v1::MATTER_ORDINARY);
  header->mutable_matter_review()->set_reviewer("invented");
  if (asked.kind == "notice") record.mutable_notice()->set_colour(v1::COLOUR_RED);
  if (asked.kind == "arrest") record.mutable_arrest();
  if (asked.kind == "seizure") record.mutable_seizure();
  if (asked.kind == "incident") record.mutable_incident();
  auto* offence = record.add_offences();
  offence->set_id("o1");
  offence->mutable_code()->set_common(asked.offence);
  return record;
}

struct Bench {
  Inventor inventor;
  std::vector<policy::Source> sources;
  policy::Network network;
  std::vector<Rule> first_rules;     // of the first country: the peer's world
  std::vector<Asked> asked;
  policy::PolicySetPtr policies;
};

std::string NoNotice(const std::string&, const std::string&) { return ""; }

double Microseconds(Clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

// The questions, put to the first country's records; each decision timed alone. Facts are extracted once a record. With
// reasons every rule that nearly matched is told too, as `entente policy explain` does; the gateway asks without.
std::vector<double> DecisionTimes(const Bench& bench, bool reasons, int* allowed) {
  const absl::Time now = absl::FromUnixSeconds(1795500000);
  std::vector<double> times;
  *allowed = 0;
  for (const Asked& asked : bench.asked) {
    const v1::Record record = RecordOf(bench.network.countries.size() ? bench.inventor.countries()[0] : "", asked);
    policy::Question question;
    question.record = &record;
    question.facts = policy::ExtractFacts(record, now, NoNotice);
    question.recipient = asked.to;
    question.purpose = asked.purpose;
    question.now = now;
    question.explain = reasons;
    const auto start = Clock::now();
    const policy::Decision decision = policy::Decide(*bench.policies, question);
    times.push_back(Microseconds(Clock::now() - start));
    *allowed += decision.effect == policy::Effect::kRelease ? 1 : 0;
  }
  return times;
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
    const v1::Record record = RecordOf(bench.inventor.countries()[0], bench.asked[i]);
    policy::Question question;
    question.record = &record;
    question.facts = policy::ExtractFacts(record, now, NoNotice);
    question.purpose = bench.asked[i].purpose;
    question.now = now;
    question.explain = false;
    const auto start = Clock::now();
    const policy::Together decisions = policy::DecideTogether(*bench.policies, question, recipients);
    times.push_back(Microseconds(Clock::now() - start));
    if (decisions.of.size() != recipients.size()) return {};
  }
  return times;
}

void WritePeerWorld(const Bench& bench, const std::filesystem::path& file) {
  std::ofstream out(file);
  out << "{\"rules\": [";
  for (size_t i = 0; i < bench.first_rules.size(); ++i) {
    const Rule& rule = bench.first_rules[i];
    out << (i ? ",\n" : "") << "{\"id\": \"" << rule.id << "\", \"effect\": \"" << (rule.permit ? "permit" : "forbid")
        << "\", \"to\": " << List(rule.to, "\"") << ", \"records\": " << List(rule.records, "\"")
        << ", \"offences\": " << List(rule.offences, "\"") << ", \"purposes\": " << List(rule.purposes, "\"") << "}";
  }
  out << "], \"questions\": [";
  const size_t questions = std::min<size_t>(bench.asked.size(), 400);
  for (size_t i = 0; i < questions; ++i) {
    const Asked& asked = bench.asked[i];
    out << (i ? ",\n" : "") << "{\"to\": \"" << asked.to << "\", \"record\": \"" << asked.kind << "\", \"offence\": \""
        << asked.offence << "\", \"purpose\": \"" << asked.purpose << "\"}";
  }
  out << "]}\n";
}

// Runs the peer's script as a person would; what it prints is one JSON line.
bool PeerMedian(const Bench& bench, const std::string& folder, double* p50_us) {
  const std::filesystem::path world = std::filesystem::temp_directory_path() / "entente-bench-world.json";
  WritePeerWorld(bench, world);
  const std::string command = "node '" + folder + "/cedar.mjs' '" + world.string() + "'";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return false;
  char line[512] = {};
  const bool read = fgets(line, sizeof line, pipe) != nullptr;
  const bool ended_well = pclose(pipe) == 0;
  std::cmatch match;
  if (!read || !ended_well || !std::regex_search(line, match, std::regex(R"re("p50_us":([0-9.]+))re"))) return false;
  *p50_us = std::stod(match[1]);
  return true;
}

bool Activate(Bench& bench) {
  std::vector<policy::Fault> faults;
  std::vector<double> all;
  for (int run = 0; run < 3; ++run) {
    const double seconds = SecondsOf([&] {
      auto loaded = policy::Load(bench.network, {"network.yaml", kFloor}, bench.sources, &faults);
      if (loaded.ok()) bench.policies = *loaded;
    });
    all.push_back(seconds * 1e3);
  }
  if (bench.policies == nullptr) {
    for (const auto& fault : faults) {
      if (!fault.lint) return std::fprintf(stderr, "entente-bench: %s\n", fault.ToString().c_str()), false;
    }
    return false;
  }
  ReportTail("activate all countries", "ms", all);
  return true;
}

}  // namespace

bool BenchPolicy(const Settings& settings) {
  Bench bench{.inventor = Inventor(settings.countries)};
  for (const std::string& country : bench.inventor.countries()) {
    const std::vector<Rule> rules = bench.inventor.Rules(settings.rules);
    if (bench.first_rules.empty()) bench.first_rules = rules;
    bench.network.countries.insert(country);
    bench.sources.push_back({country + "/policy.yaml", PolicyText(country, rules)});
  }
  for (int i = 0; i < 20000; ++i) bench.asked.push_back(bench.inventor.Question());
  if (!Activate(bench)) return false;

  int allowed = 0;
  DecisionTimes(bench, false, &allowed);
  ReportTail("decide one request", "us", DecisionTimes(bench, false, &allowed));
  ReportTail("decide one, with reasons", "us", DecisionTimes(bench, true, &allowed));
  ReportTail("decide for 200 recipients", "us", ManyRecipients(bench));
  if (settings.peers.empty()) return true;

  ReportPairs("decide (Cedar in wasm / ours, p50)", "us", settings.runs, [&] {
    Pair pair;
    int again = 0;
    pair.limit = SpreadOf(DecisionTimes(bench, false, &again)).median;
    if (!PeerMedian(bench, settings.peers, &pair.ours)) pair.ours = 0;
    return pair;
  });
  return true;
}

}  // namespace entente::bench
