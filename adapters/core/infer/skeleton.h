// A format's folder to begin with: every place of the samples has a line, what could be guessed is guessed, and what a
// person must decide says TODO. It loads as it stands.
#pragma once

#include <string>
#include <vector>

#include "adapters/core/infer/profile.h"
#include "adapters/core/lens/compile.h"

namespace entente::adapters {

struct SkeletonOptions {
  std::string name;                       // "cl-incautaciones"; letters before the first `-` are taken for the country
  std::vector<std::string> sample_names;  // as the README shall name them
};

// The folder's files: mapping.yaml, README.md, codes/*.csv.
Folder MakeSkeleton(const SampleProfile& profile, const SkeletonOptions& options);

}  // namespace entente::adapters
