// One line of a mapping that is being proposed.
#pragma once

#include <string>
#include <vector>

#include "adapters/core/infer/profile.h"

namespace entente::adapters {

struct TableDraft {
  std::string name;  // "droga"
  std::string text;  // of codes/droga.csv
};

struct LineDraft {
  const LeafProfile* leaf = nullptr;
  std::string right;                  // "header.event_time | date DD-MM-YYYY"; empty: no guess
  bool todo = true;                   // a person must decide
  std::vector<std::string> comments;  // stand above it
  std::vector<TableDraft> tables;     // it uses
  std::string kind;                   // of record that the guess speaks for
};

// `lists`: the prefix of national lists.
LineDraft DraftLine(const LeafProfile& leaf, const std::string& lists);

}  // namespace entente::adapters
