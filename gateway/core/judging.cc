#include "gateway/core/judging.h"

#include <algorithm>
#include <string>
#include <utility>

namespace entente::core {
namespace {

// The format that a record was read from, as its header says. One that nobody knows here is taken to have every place.
class OwnFormat {
 public:
  OwnFormat(const adapters::Registry& formats, const std::string& full_name)
      : edition_(full_name.substr(std::min(full_name.size(), full_name.find('/') + 1))),
        format_(formats.Find(full_name.substr(0, full_name.find('/')))) {}

  std::vector<std::string> PlacesFor(const std::string& field) const {
    return format_ == nullptr ? std::vector<std::string>{field} : format_->PlacesFor(edition_, field);
  }
  bool Has(const std::string& field) const { return !PlacesFor(field).empty(); }
  // Of a record in the common schema the paths say it all.
  bool IsNational() const { return format_ != nullptr && format_->name() != "common"; }

 private:
  const std::string edition_;
  const adapters::Format* const format_;
};

v1::Missing ToMessage(gates::Missing missing, const OwnFormat& format) {
  v1::Missing told;
  told.set_expected(std::move(missing.expected));
  for (const std::string& path : missing.paths) told.add_paths(path);
  if (!format.IsNational()) return told;
  for (const std::string& field : missing.plain) {
    for (std::string& place : format.PlacesFor(field)) {
      const auto& known = told.native_places();
      if (std::find(known.begin(), known.end(), place) == known.end()) told.add_native_places(std::move(place));
    }
  }
  return told;
}

}  // namespace

std::vector<v1::Missing> WhatIsMissing(const Active& active, const adapters::Registry& formats,
                                       const v1::Record& record) {
  std::vector<v1::Missing> told;
  if (active.gates == nullptr) return told;
  const OwnFormat format(formats, record.header().format());
  auto missing = gates::MissingFrom(record, active.gates->gates,
                                    [&format](const std::string& field) { return format.Has(field); });
  for (gates::Missing& one : missing) told.push_back(ToMessage(std::move(one), format));
  return told;
}

}  // namespace entente::core
