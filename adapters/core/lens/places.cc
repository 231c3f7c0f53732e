#include "adapters/core/lens/places.h"

#include <algorithm>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

std::string Below(const std::string& base, std::string_view name) {
  return base.empty() ? std::string(name) : StrCat(base, ".", name);
}

// The fields a path goes through. `a->b`: what follows stands in the record's list b.
std::string FieldOf(const Path& path, const std::string& base) {
  std::string field = path.root ? "" : base;
  for (const Segment& segment : path.segments) {
    field = segment.follow != nullptr ? segment.follow->name() : Below(field, segment.field->name());
  }
  return field;
}

class Walk {
 public:
  void Through(const Block& block, const std::string& base, const std::string& place) {
    const std::string field = block.path ? FieldOf(*block.path, base) : base;
    for (const Op& op : block.ops) {
      const Place& inner = op.line != nullptr ? op.line->place : op.block->place;
      const std::string at = place.empty() ? inner.text : StrCat(place, "/", inner.text);
      if (op.block != nullptr) {
        Through(*op.block, field, at);
      } else {
        Say(*op.line, field, at);
      }
    }
  }
  Places Take() { return std::move(places_); }

 private:
  void Say(const Line& line, const std::string& base, const std::string& place) {
    for (const auto* paths : {&line.targets, &line.also}) {
      for (const Path& path : *paths) Add(FieldOf(path, base), place);
    }
    for (const auto& [format, paths] : line.joined) {
      for (const Path& path : paths) Add(FieldOf(path, base), place);
    }
    // A line that names a thing of the record by its code fills that thing.
    if (line.ref != nullptr && line.ref->list != nullptr) Add(line.ref->list->name(), place);
  }

  void Add(const std::string& field, const std::string& place) {
    std::vector<std::string>& of = places_[field];
    if (std::find(of.begin(), of.end(), place) == of.end()) of.push_back(place);
  }

  Places places_;
};

bool IsPartOf(std::string_view part, std::string_view whole) {
  return part.size() > whole.size() && StartsWith(part, whole) && part[whole.size()] == '.';
}

}  // namespace

Places PlacesOf(const Plan& plan) {
  Walk walk;
  for (const Branch& branch : plan.branches) walk.Through(branch.top, "", "");
  return walk.Take();
}

std::vector<std::string> FindPlaces(const Places& places, std::string_view field) {
  std::vector<std::string> found;
  for (const auto& [known, at] : places) {
    if (known != field && !IsPartOf(known, field) && !IsPartOf(field, known)) continue;
    for (const std::string& place : at) {
      if (std::find(found.begin(), found.end(), place) == found.end()) found.push_back(place);
    }
  }
  return found;
}

}  // namespace entente::adapters
