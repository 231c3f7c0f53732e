// What was said in a row that may be read back as something else: it was said only if it comes back.
#pragma once

#include <string>
#include <vector>

#include "adapters/core/lens/row_writer.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {

// Takes out of `said` what none of the records read back holds; the reason names what stands there instead.
void TakeBack(const v1::Record& record, const std::vector<v1::Record>& back, Said* said, Reasons* reasons);

// A list's place is not compared: rows may regroup. "subjects[1].sex" -> "subjects[].sex"
std::string WithoutIndices(const std::string& path);

}  // namespace entente::adapters
