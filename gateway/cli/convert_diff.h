// `entente convert --diff A B [FILE...]`: what would stay behind between two formats.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/command.h"

namespace entente::cli {

// `names`: the two formats, then files of the first; without files the mappings alone are compared.
ExitCode ShowDiff(const std::vector<std::string>& names, const std::string& formats_folder);

}  // namespace entente::cli
