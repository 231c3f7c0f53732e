// What would stay behind between two formats, told before anything is sent.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/core/format.h"
#include "adapters/core/lens/plan.h"

namespace entente::adapters {

// Over records: how many values of each field are not said, and why.
struct DiffCounts {
  int64_t records = 0;  // read
  int64_t whole = 0;    // written with every value
  int64_t partial = 0;
  std::map<std::string, int64_t> unwritten;                         // records with no form at all, by reason
  std::map<std::string, int64_t> unread;                            // by what was expected
  std::map<std::string, int64_t> fields;                            // values there were, by field
  std::map<std::pair<std::string, std::string>, int64_t> not_said;  // field, why
};
void DiffFile(const Format& from, const Format& to, std::string_view file, DiffCounts* counts);

// From the mappings alone: a field that the one fills and the other has no place for.
struct UnsaidField {
  std::string field;   // "subjects[].sex"
  std::string filled;  // as the one's mapping says it, with its line
  std::string why;
};
std::vector<UnsaidField> DiffMappings(const Format& from, const Format& to);

// "subjects[].sex": a path's names, lists marked, conditions left out.
std::string FieldName(const Path& path);
// Whether it begins at the record, wherever it stands: by a slash, or by following a reference.
bool FromRecord(const Path& path);

}  // namespace entente::adapters
