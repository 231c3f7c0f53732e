// What a record must at least have to be of use to those who receive it: a red notice somebody to look for and a
// warrant, a seizure what was seized and how much. Pure: no I/O, no clock. Read from a file by the server.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/lens/field.h"
#include "entente/v1/record.pb.h"

namespace entente::gates {

// A place in the common record, as the right side of a mapping writes it: `orders[].country`.
struct Place {
  std::string text;
  std::string plain;  // its fields alone: "orders.country"
  adapters::Path path;
};
// InvalidArgument says what is wrong with it, in words.
absl::StatusOr<Place> ReadPlace(std::string_view text);

struct Need {
  std::vector<Place> any_of;  // values at any of them count
  int at_least = 1;           // so many values
  std::string expected;       // in words, for whoever mends the record
  // Asks nothing of a record whose own format has none of the places.
  bool where_the_format_has_one = false;
  std::optional<Place> when;    // asks nothing of a record without a value there
  std::optional<Place> unless;  // or with one there
};

struct Gate {
  std::string kind;                 // "notice"
  std::vector<v1::Colour> colours;  // of a notice; empty: any
  std::vector<Need> needs;
};

// All the gates of a kind and colour are asked, in the order of the file.
using Gates = std::vector<Gate>;

// It names places and expectations, never a value.
struct Missing {
  std::vector<std::string> paths;  // any one of which would do
  std::vector<std::string> plain;  // the same without brackets, to look up where a format keeps them
  std::string expected;
};

// Whether the record's own format has a place for a common field ("orders.country").
using FormatHas = std::function<bool(const std::string& plain)>;

std::vector<Missing> MissingFrom(const v1::Record& record, const Gates& gates, const FormatHas& format_has);

}  // namespace entente::gates
