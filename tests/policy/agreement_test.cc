// The compiled evaluator against a second opinion in another language: random policies and questions, same answers.
// Needs the design folder (ENTENTE_DESIGN), whose reference the driver asks; skips without it.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/policy.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "rapidjson/document.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace entente::policy {
namespace {

using Json = rapidjson::Value;

constexpr int kWorlds = 10000;
constexpr const char* kEffects[] = {"deny", "hit", "release", "own"};

std::string DesignFolder() {
  const char* set = std::getenv("ENTENTE_DESIGN");
  return set != nullptr ? set : std::string(ENTENTE_SOURCE_DIR) + "/../shared/design";
}

std::string Text(const Json& value) { return {value.GetString(), value.GetStringLength()}; }
std::string Text(const Json& object, const char* key) { return object.HasMember(key) ? Text(object[key]) : ""; }

std::set<std::string> Texts(const Json& list) {
  std::set<std::string> texts;
  for (const Json& value : list.GetArray()) texts.insert(Text(value));
  return texts;
}

v1::Record RecordOf(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  v1::Record record;
  const auto status = google::protobuf::util::JsonStringToMessage(buffer.GetString(), &record);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return record;
}

absl::Time TimeOf(const std::string& text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) << text;
  return time;
}

std::string Instant(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

Question QuestionOf(const Json& request) {
  Question question;
  question.recipient = Text(request, "recipient");
  question.purpose = Text(request, "purpose");
  question.now = TimeOf(Text(request, "time"));
  question.holder = Text(request, "holder");
  if (request.HasMember("holding")) {
    const Json& holding = request["holding"];
    question.holding.emplace();
    question.holding->caveats = Texts(holding["caveats"]);
    question.holding->purpose = Text(holding, "purpose");
    if (holding.HasMember("until")) question.holding->until = TimeOf(Text(holding, "until"));
  }
  if (request.HasMember("consents")) {
    for (const Json& consent : request["consents"].GetArray()) {
      question.consents.push_back({Text(consent, "record"), Text(consent, "recipient"), Text(consent, "purpose"),
                                   TimeOf(Text(consent, "until"))});
    }
  }
  return question;
}

// Lines of the driver's output.
class Driver {
 public:
  explicit Driver(const std::string& command) : pipe_(popen(command.c_str(), "r")) {}
  ~Driver() {
    if (pipe_ != nullptr) pclose(pipe_);
  }
  bool Next(rapidjson::Document& line) {
    std::string text;
    for (int c = 0; pipe_ != nullptr && (c = std::fgetc(pipe_)) != EOF && c != '\n';) text += static_cast<char>(c);
    if (text.empty()) return false;
    line.Parse(text.c_str());
    return !line.HasParseError();
  }

 private:
  FILE* pipe_;
};

class Agreement : public testing::Test {
 protected:
  void ReadNetwork(const Json& head) {
    network_.countries = Texts(head["countries"]);
    for (const auto& parent : head["parents"].GetObject()) network_.parents[Text(parent.name)] = Text(parent.value);
    floor_ = {"network.yaml", Text(head, "floor")};
  }

  void Compare(const Json& world) {
    std::vector<Source> sources;
    for (const auto& policy : world["policies"].GetObject()) sources.push_back({Text(policy.name), Text(policy.value)});
    const auto policies = Load(network_, floor_, sources, nullptr);
    ASSERT_TRUE(policies.ok()) << policies.status();
    const Json& request = world["request"];
    const v1::Record record = RecordOf(request["record"]);
    Question question = QuestionOf(request);
    question.record = &record;
    question.facts = ExtractFacts(record, question.now, [&](const std::string& country, const std::string& id) {
      const Json& notices = request["notices"];
      Requesters asked(Text(notices, (country + "/" + id).c_str()));
      asked.found = notices.HasMember((country + "/" + id).c_str());
      return asked;
    });
    const Decision decision = Decide(**policies, question);
    CompareDecision(world["expected"], decision, question);
    CompareValues(world["expected"], record, decision);
    ++effects_[kEffects[static_cast<int>(decision.effect)]];
  }

  static void CompareDecision(const Json& expected, const Decision& decision, const Question& question) {
    EXPECT_EQ(kEffects[static_cast<int>(decision.effect)], Text(expected, "effect")) << Explain(decision, question);
    EXPECT_EQ(decision.rule, Text(expected, "rule"));
    if (decision.effect == Effect::kRelease) {
      EXPECT_EQ(Instant(decision.until), Text(expected, "until"));
    }
    const std::set<std::string> caveats(decision.caveats.begin(), decision.caveats.end());
    EXPECT_EQ(caveats, Texts(expected["caveats"]));
    std::set<std::string> near, matching(decision.matching.begin(), decision.matching.end());
    for (const NearMiss& miss : decision.near_misses) near.insert(miss.rule + " " + miss.key);
    EXPECT_EQ(near, Texts(expected["near"]));
    EXPECT_EQ(matching, Texts(expected["matching"]));
  }

  static void CompareValues(const Json& expected, const v1::Record& record, const Decision& decision) {
    std::set<std::string> match;
    if (decision.effect != Effect::kOwn) {
      for (const Matchable& matchable : MatchablePaths(record, decision)) match.insert(matchable.path);
    }
    EXPECT_EQ(match, Texts(expected["match"]));
    const v1::Record copy = Redact(
        record, decision, [](const v1::Link&) { return false; }, 1);
    const v1::Record other = expected["record"].IsNull() ? v1::Record() : RecordOf(expected["record"]);
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(copy, other))
        << "ours:\n"
        << copy.Utf8DebugString() << "the reference's:\n"
        << other.Utf8DebugString();
    std::map<std::string, std::string> terms, others;
    for (const ValueTerm& term : TermsByValue(record, decision)) {
      terms[term.path] = absl::StrCat(Instant(term.until), " ", absl::StrJoin(term.caveats, " "));
    }
    for (const auto& term : expected["terms"].GetObject()) {
      std::vector<std::string> words;
      for (const Json& word : term.value.GetArray()) words.push_back(Text(word));
      if (words.size() == 1) words.push_back("");
      others[Text(term.name)] = absl::StrJoin(words, " ");
    }
    for (const auto& [path, term] : terms) {
      const bool link = path.starts_with("header.links");  // whether a link is shown is the caller's to say
      if (!link) {
        EXPECT_EQ(others[path], term) << path;
      }
    }
    // Dates that are screening keys are one value here and their parts there.
    for (const auto& [path, term] : others) {
      const std::string whole = path.substr(0, path.rfind('.'));
      EXPECT_TRUE(terms.contains(path) || terms.contains(whole)) << path;
    }
    if (decision.effect == Effect::kRelease) {
      EXPECT_FALSE(terms.empty());
    }
  }

  Network network_;
  Source floor_;
  std::map<std::string, int> effects_;
};

TEST_F(Agreement, OnRandomPoliciesAndQuestions) {
  const std::string design = DesignFolder();
  if (!std::filesystem::exists(design + "/policy-reference/reference.py")) {
    GTEST_SKIP() << "no reference at hand: set ENTENTE_DESIGN";
  }
  const std::string command = absl::StrCat(POLICY_PYTHON, " -B ", ENTENTE_SOURCE_DIR,
                                           "/tests/policy/reference_worlds.py '", design, "' ", kWorlds, " 20180605");
  Driver driver(command);
  rapidjson::Document line;
  ASSERT_TRUE(driver.Next(line)) << command;
  ReadNetwork(line);
  int worlds = 0, failed_worlds = 0;
  while (driver.Next(line) && line.HasMember("policies")) {
    SCOPED_TRACE(absl::StrCat("world ", worlds));
    Compare(line);
    ++worlds;
    if (HasFailure() && ++failed_worlds >= 5) break;
  }
  if (!HasFailure()) {
    EXPECT_EQ(worlds, kWorlds);
    ASSERT_TRUE(line.HasMember("changed_by_the_text"));
    for (const auto& [effect, count] : effects_) std::printf("%s %d\n", effect.c_str(), count);
    for (const auto& change : line["changed_by_the_text"].GetObject()) {
      std::printf("the text differs from the reference in %s: %d\n", change.name.GetString(), change.value.GetInt());
    }
  }
}

}  // namespace
}  // namespace entente::policy
