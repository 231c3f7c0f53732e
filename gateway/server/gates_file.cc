#include "gateway/server/gates_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/server/digest.h"
#include "gateway/server/strict_yaml.h"

namespace entente::server {
namespace {

constexpr int64_t kValuesMax = 1000;

class GatesReader {
 public:
  explicit GatesReader(const std::string& file) : yaml_(file) {}

  absl::StatusOr<core::GatesPtr> Read(const std::string& text) {
    read_->digest = DigestOf(text);
    const YAML::Node root = yaml_.Parse(text);
    yaml_.Map(root, "the gates file", {"gates"}, [&](const std::string& key, const YAML::Node& value) {
      yaml_.List(value, key, [&](const YAML::Node& item) { ReadGate(item); });
    });
    if (!yaml_.status().ok()) return yaml_.status();
    return core::GatesPtr(read_);
  }

 private:
  void ReadGate(const YAML::Node& node) {
    gates::Gate gate;
    yaml_.Map(node, "a gate", {"kind", "colours", "needs"}, [&](const std::string& key, const YAML::Node& value) {
      if (key == "kind" && yaml_.Word(value, key, {"notice", "arrest", "seizure", "incident"}) >= 0) {
        gate.kind = value.Scalar();
      }
      if (key == "colours") yaml_.List(value, key, [&](const YAML::Node& item) { ReadColour(item, gate); });
      if (key == "needs") yaml_.List(value, key, [&](const YAML::Node& item) { ReadNeed(item, gate); });
    });
    if (gate.kind.empty()) return yaml_.Fail(node, "`kind` of a gate is missing");
    if (!gate.colours.empty() && gate.kind != "notice") return yaml_.Fail(node, "only a notice has `colours`");
    if (gate.needs.empty()) return yaml_.Fail(node, "`needs` of a gate is missing or empty");
    read_->gates.push_back(std::move(gate));
  }

  void ReadColour(const YAML::Node& node, gates::Gate& gate) {
    // In the order of v1.Colour, which begins with the unspecified one.
    const int word =
        yaml_.Word(node, "colour", {"red", "blue", "green", "yellow", "black", "orange", "purple", "silver", "un"});
    if (word >= 0) gate.colours.push_back(static_cast<v1::Colour>(v1::COLOUR_RED + word));
  }

  void ReadNeed(const YAML::Node& node, gates::Gate& gate) {
    gates::Need need;
    const std::vector<std::string> keys = {"expected", "any_of", "at_least", "where_the_format_has_one",
                                           "when",     "unless"};
    yaml_.Map(node, "a need", keys, [&](const std::string& key, const YAML::Node& value) {
      if (key == "expected") yaml_.String(value, key, need.expected);
      if (key == "any_of") yaml_.List(value, key, [&](const YAML::Node& item) { ReadAnyOf(item, need); });
      if (key == "at_least") ReadCount(value, key, need);
      if (key == "where_the_format_has_one") {
        need.where_the_format_has_one = yaml_.Word(value, key, {"false", "true"}) == 1;
      }
      if (key == "when") need.when = ReadPlace(value, key);
      if (key == "unless") need.unless = ReadPlace(value, key);
    });
    if (need.expected.empty()) return yaml_.Fail(node, "`expected` of a need is missing");
    if (need.any_of.empty()) return yaml_.Fail(node, "`any_of` of a need is missing or empty");
    gate.needs.push_back(std::move(need));
  }

  void ReadAnyOf(const YAML::Node& node, gates::Need& need) {
    std::optional<gates::Place> place = ReadPlace(node, "any_of");
    if (place) need.any_of.push_back(*std::move(place));
  }

  void ReadCount(const YAML::Node& node, const std::string& key, gates::Need& need) {
    int64_t count = 1;
    yaml_.Integer(node, key, 1, kValuesMax, count);
    need.at_least = static_cast<int>(count);
  }

  std::optional<gates::Place> ReadPlace(const YAML::Node& node, const std::string& what) {
    std::string text;
    yaml_.String(node, what, text);
    if (!yaml_.status().ok()) return std::nullopt;
    absl::StatusOr<gates::Place> place = gates::ReadPlace(text);
    if (place.ok()) return *std::move(place);
    yaml_.Fail(node, absl::StrCat("`", text, "`: ", std::string(place.status().message())));
    return std::nullopt;
  }

  StrictYaml yaml_;
  std::shared_ptr<core::GatesInForce> read_ = std::make_shared<core::GatesInForce>();
};

}  // namespace

absl::StatusOr<core::GatesPtr> ParseGates(const std::string& file_name, const std::string& text) {
  return GatesReader(file_name).Read(text);
}

absl::StatusOr<core::GatesPtr> ReadGates(const std::string& file) {
  if (file.empty()) return ParseGates("gates.yaml", kDefaultGates);
  const absl::StatusOr<std::string> text = ReadFileText(file);
  if (!text.ok()) return text.status();
  return ParseGates(file, *text);
}

}  // namespace entente::server
