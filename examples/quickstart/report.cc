// The quickstart's tables: for each country what it received, what was withheld from it, and by which rules.
//
//   quickstart_report WORK
//
// reads what the quickstart left in WORK: originals.jsonl (whole records, as their owners get them back) and
// originals.ids (the gateway's id of each, in the same order); received/<view>.jsonl (events as `entente watch` printed
// them) and explained/<view>.jsonl (`entente policy explain --json` of the originals, in the same order), where a view
// is COUNTRY.PURPOSE.
#include <google/protobuf/util/json_util.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "entente/v1/exchange.pb.h"
#include "examples/quickstart/table.h"
#include "examples/quickstart/values.h"

namespace entente::examples {
namespace {

struct Original {
  std::string record_id;
  v1::Record record;
};

struct Explained {
  std::string effect, rule;
  std::vector<std::string> narrowed_by;  // restricts and other permits that matched too
};

std::vector<std::string> ReadLines(const std::string& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

template <typename M>
M Parse(const std::string& json, const std::string& file) {
  M message;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  if (!status.ok()) {
    std::cerr << "quickstart_report: " << file << ": " << status.ToString() << "\n";
    std::exit(1);
  }
  return message;
}

std::vector<Original> ReadOriginals(const std::string& work) {
  const std::vector<std::string> ids = ReadLines(work + "/originals.ids");
  const std::vector<std::string> records = ReadLines(work + "/originals.jsonl");
  if (ids.size() != records.size()) {
    std::cerr << "quickstart_report: " << ids.size() << " ids and " << records.size() << " records\n";
    std::exit(1);
  }
  std::vector<Original> originals;
  for (size_t i = 0; i < ids.size(); ++i) {
    originals.push_back({ids[i], Parse<v1::Record>(records[i], "originals.jsonl")});
  }
  return originals;
}

Explained ParseExplained(const std::string& json) {
  rapidjson::Document line;
  line.Parse(json.c_str());
  Explained explained;
  if (line.HasParseError() || !line.HasMember("effect") || !line.HasMember("rule")) return explained;
  explained.effect = line["effect"].GetString();
  explained.rule = line["rule"].GetString();
  for (const auto& rule : line["matching"].GetArray()) {
    if (rule.GetString() != explained.rule) explained.narrowed_by.push_back(rule.GetString());
  }
  return explained;
}

std::string Rules(const Explained& explained) {
  if (explained.narrowed_by.empty()) return explained.rule;
  return absl::StrCat(explained.rule, " with ", absl::StrJoin(explained.narrowed_by, ", "));
}

// One country's view, for one purpose.
class View {
 public:
  View(const std::string& work, std::string country, std::string purpose) : country_(std::move(country)) {
    const std::string name = absl::StrCat(country_, ".", purpose, ".jsonl");
    for (const std::string& line : ReadLines(work + "/received/" + name)) {
      v1::Event event = Parse<v1::Event>(line, name);
      if (event.kind() == v1::Event::HIT) hits_.push_back(event);
      if (event.has_record()) copies_[event.record_id()] = event.record();
    }
    explained_ = ReadLines(work + "/explained/" + name);
  }

  std::string ToString(const std::vector<Original>& originals) const {
    Table table({{"FROM", 4}, {"RECORD", 8}, {"ABOUT", 22}, {"RECEIVED", 22}, {"WITHHELD", 27}, {"BY RULE", 26}});
    for (size_t i = 0; i < originals.size(); ++i) {
      const v1::Record& original = originals[i].record;
      if (original.header().originator().country() == country_) continue;
      table.Add(Row(originals[i], i < explained_.size() ? ParseExplained(explained_[i]) : Explained()));
    }
    for (const v1::Event& hit : hits_) {
      table.Add({hit.originator().country(), hit.record_kind(),
                 absl::StrCat("notice ", hit.notice_national_id(), " was carried out"), "a hit", "all else", ""});
    }
    return table.ToString();
  }

 private:
  std::vector<std::string> Row(const Original& original, const Explained& explained) const {
    const v1::Record& record = original.record;
    const auto copy = copies_.find(original.record_id);
    const std::string from = record.header().originator().country();
    if (copy == copies_.end())
      return {from, KindOf(record), "-", "nothing", "all, and that it exists", Rules(explained)};
    const Counts seen = CountValues(copy->second);
    const std::string withheld = examples::ToString(Difference(CountValues(record), seen));
    return {from,
            KindOf(record),
            About(copy->second),
            examples::ToString(seen),
            withheld.empty() ? "nothing" : withheld,
            Rules(explained)};
  }

  const std::string country_;
  std::map<std::string, v1::Record> copies_;  // by the gateway's id
  std::vector<v1::Event> hits_;
  std::vector<std::string> explained_;
};

int Main(const std::string& work) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  const std::vector<Original> originals = ReadOriginals(work);
  const std::vector<std::pair<std::string, std::string>> views = {
      {"XPO", "criminal-investigation"}, {"US", "criminal-investigation"}, {"EC", "criminal-investigation"},
      {"CO", "criminal-investigation"},  {"CO", "victim-protection"},      {"CL", "criminal-investigation"}};
  for (const auto& [country, purpose] : views) {
    std::cout << "\n"
              << (terminal ? "\x1b[1m" : "") << country << " receives, for " << purpose << (terminal ? "\x1b[0m" : "")
              << "\n"
              << View(work, country, purpose).ToString(originals);
  }
  return 0;
}

}  // namespace
}  // namespace entente::examples

int main(int argc, char** argv) {
  if (argc == 2) return entente::examples::Main(argv[1]);
  std::cerr << "usage: quickstart_report WORK\n";
  return 2;
}
