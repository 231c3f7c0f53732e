// Records that a format can write, made of its own invented samples, with words wherever the format lets one stand.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "entente/v1/record.pb.h"
#include "tests/canary/words.h"
#include "tests/policy/differential/chance.h"

namespace entente::canary {

// Visits the texts that may hold words, in the record's order, and puts there what comes back.
void ForEachText(google::protobuf::Message& message, absl::FunctionRef<std::string(const std::string&)> change);

// `format` is built in, and can be written.
v1::Record ShapedRecord(differential::Chance& chance, Words& words, const std::string& format);
// How many texts of the samples hold words, and how many of these the format writes.
struct ShapeCounts {
  int samples = 0, filled = 0, written = 0;
};
ShapeCounts ShapesOf(const std::string& format);

}  // namespace entente::canary
