// The conformance kit: everything that can be asked of a format's folder without knowing its country. Used by
// `entente adapter check` and by tests.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/check/explained.h"
#include "adapters/core/check/report.h"
#include "adapters/core/format.h"

namespace entente::adapters {

struct Sample {
  std::string name;  // "samples/2024.csv"
  std::string bytes;
};

struct FolderCheckOptions {
  std::string samples;             // another folder of files to run against; empty: the folder's own samples/
  int mutations = 400;             // a file; 0: none
  double hostile_seconds_max = 1;  // for one hostile input of 1 MiB, in time of this process; 0: none is tried
  std::function<void(std::string_view step)> on_step;  // for a progress bar; may be empty
};

// A folder that does not load has a report too: its check `loads` says why not.
FolderReport CheckFolder(const std::string& folder, const FolderCheckOptions& options);

// ---- Its parts ----

// What every reading of a sample must give. Fills the report's counts.
Check CheckSamples(const Format& format, const std::vector<Sample>& samples, const Explained& explained,
                   FolderReport* report);
// Both directions: a record written and read again is the same record, and a file read and written has the same values
// at the same places.
Check CheckRoundTrip(const Format& format, const std::vector<Sample>& samples, const Explained& explained);
Check CheckUnderMutation(const Format& format, const std::vector<Sample>& samples, int rounds);
Check CheckTables(const Format& format, const std::string& folder, const std::vector<LineFates>& lines,
                  const Explained& explained);
// Truncated, doubled, damaged, random, and huge.
Check CheckHostile(const Format& format, const std::vector<Sample>& samples, double seconds_max);

// Paths (lists as `x[]`) that reading makes out of something else: constants of `set`, second fields of `also`, what
// `finds` finds. A record without them gets them back.
std::set<std::string> MadePaths(const Format& format);

}  // namespace entente::adapters
