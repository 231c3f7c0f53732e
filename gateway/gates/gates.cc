#include "gateway/gates/gates.h"

#include <algorithm>
#include <utility>

#include "adapters/core/lens/reach.h"
#include "gateway/gates/presence.h"
#include "gateway/policy/record_kind.h"

namespace entente::gates {
namespace {

std::string PlainOf(const adapters::Path& path) {
  std::string plain;
  for (const adapters::Segment& segment : path.segments) {
    // `a->b`: what follows stands in the record's list b.
    plain =
        segment.follow != nullptr ? segment.follow->name() : (plain.empty() ? "" : plain + ".") + segment.field->name();
  }
  return plain;
}

bool Asks(const Gate& gate, const v1::Record& record) {
  if (gate.kind != policy::KindOf(record)) return false;
  const auto& colours = gate.colours;
  return colours.empty() || std::find(colours.begin(), colours.end(), record.notice().colour()) != colours.end();
}

int CountAt(const Place& place, const v1::Record& record) {
  int count = 0;
  for (const adapters::Found& found : adapters::Finder(record).Find(place.path, &record, true)) {
    if (SaysSomething(found)) ++count;
  }
  return count;
}

bool Applies(const Need& need, const v1::Record& record, const FormatHas& format_has) {
  if (need.when && CountAt(*need.when, record) == 0) return false;
  if (need.unless && CountAt(*need.unless, record) > 0) return false;
  if (!need.where_the_format_has_one) return true;
  return std::any_of(need.any_of.begin(), need.any_of.end(),
                     [&](const Place& place) { return format_has(place.plain); });
}

bool IsMet(const Need& need, const v1::Record& record) {
  int count = 0;
  for (const Place& place : need.any_of) {
    count += CountAt(place, record);
    if (count >= need.at_least) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Place> ReadPlace(std::string_view text) {
  absl::StatusOr<adapters::Path> path = adapters::CompilePath(text, v1::Record::descriptor(), {});
  if (!path.ok()) return path.status();
  if (path->segments.empty()) return absl::InvalidArgumentError("expected a field of the record");
  Place place{std::string(text), PlainOf(*path), {}};
  place.path = *std::move(path);
  return place;
}

std::vector<Missing> MissingFrom(const v1::Record& record, const Gates& gates, const FormatHas& format_has) {
  std::vector<Missing> missing;
  for (const Gate& gate : gates) {
    if (!Asks(gate, record)) continue;
    for (const Need& need : gate.needs) {
      if (!Applies(need, record, format_has) || IsMet(need, record)) continue;
      Missing one;
      one.expected = need.expected;
      for (const Place& place : need.any_of) {
        one.paths.push_back(place.text);
        one.plain.push_back(place.plain);
      }
      missing.push_back(std::move(one));
    }
  }
  return missing;
}

}  // namespace entente::gates
