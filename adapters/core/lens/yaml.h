// A mapping file as written: maps, lists and strings, each with its line and column. Every scalar is a string (Norway's
// `NO` is not false), and a key that stands twice is an error.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace entente::adapters {

struct Yaml {
  enum class Kind { kText, kNone, kList, kMap };  // kNone: `~`

  Kind kind = Kind::kNone;
  std::string text;
  std::vector<Yaml> items;
  struct Entry;
  std::vector<Entry> entries;  // of a map, in its order
  std::shared_ptr<const std::string> file;
  int line = 1;
  int column = 1;

  bool map() const { return kind == Kind::kMap; }
  const Yaml* Find(std::string_view key) const;
  // "mapping.yaml:12:5: <what>"
  absl::Status Error(std::string_view what) const;
};

struct Yaml::Entry {
  Yaml first;   // the key
  Yaml second;  // what stands there
};

absl::StatusOr<Yaml> ParseYaml(const std::string& file_name, const std::string& text);

// An edition as its difference from another: the same key replaces, `~` removes, maps are merged.
Yaml Merge(const Yaml& base, const Yaml& over);

}  // namespace entente::adapters
