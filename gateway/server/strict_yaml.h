// Reads YAML as it must be: known keys only, once each, of the right type. The first fault is kept, with line and
// column.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace entente::server {

// Whole files; at most 1 MiB. NotFound, InvalidArgument.
absl::StatusOr<std::string> ReadFileText(const std::string& file);

class StrictYaml {
 public:
  // `file` stands in messages.
  explicit StrictYaml(std::string file) : file_(std::move(file)) {}

  // Nothing but plain values, lists and maps: no anchors, no tags, no second document.
  YAML::Node Parse(const std::string& text);

  // Calls back for each key, in order. `what` names the map in messages.
  void Map(const YAML::Node& node, const std::string& what, const std::vector<std::string>& keys,
           const std::function<void(const std::string& key, const YAML::Node& value)>& on_key);
  void List(const YAML::Node& node, const std::string& what, const std::function<void(const YAML::Node&)>& on_item);
  void String(const YAML::Node& node, const std::string& what, std::string& value);
  void Integer(const YAML::Node& node, const std::string& what, int64_t lowest, int64_t highest, int64_t& value);
  void Time(const YAML::Node& node, const std::string& what, absl::Duration& value);
  // One of `words`; -1 and a fault otherwise.
  int Word(const YAML::Node& node, const std::string& what, const std::vector<std::string>& words);

  void Fail(const YAML::Node& node, const std::string& message);
  const absl::Status& status() const { return status_; }

 private:
  void FailAt(int line, int column, const std::string& message);

  std::string file_;
  absl::Status status_;
};

// " (did you mean `x`?)", or nothing when no word is near.
std::string DidYouMean(const std::string& word, const std::vector<std::string>& known);

}  // namespace entente::server
