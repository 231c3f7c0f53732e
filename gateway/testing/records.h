// Invented records, ready to submit: assessed as ordinary, so that the floor lets policies speak.
#pragma once

#include <string>

#include "entente/v1/exchange.pb.h"
#include "entente/v1/record.pb.h"

namespace entente::testing {

// One adult arrested for human trafficking with a passport, at an airport in Villa Inventada; a victim stands in it.
v1::Record Arrest(const std::string& national_id, const std::string& passport = "QZ 900.001");
// A red notice with its warrant, asked for by `requested_by` (empty: nobody).
v1::Record Notice(const std::string& national_id, const std::string& requested_by = "");

// With the purpose that tests use, "criminal-investigation".
v1::SubmitRequest Submission(const v1::Record& record);
v1::RequestContext Context(const std::string& purpose = "criminal-investigation");

}  // namespace entente::testing
