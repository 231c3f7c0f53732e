// Sample files, read without a mapping: their syntax is found out, and each place is counted.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/infer/profile.h"

namespace entente::adapters {

// Pairs of name and bytes, all of one syntax. InvalidArgument says what cannot be told from samples.
absl::StatusOr<SampleProfile> ReadSamples(const std::vector<std::pair<std::string, std::string>>& files);

// One file of XML, added to the profile; several files must have their records at the same places.
absl::Status ReadXmlSample(const std::string& bytes, SampleProfile* profile);

}  // namespace entente::adapters
