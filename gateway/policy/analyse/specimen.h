// An invented record of a class of requests, with a value that makes a given demand.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/analyse/possible_needs.h"
#include "gateway/policy/analyse/request_class.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

struct Specimen {
  std::vector<v1::Record> records;  // the one asked for; after it the notice that it carried out, where there is one
  std::string path;                 // of the value in it: "victims[0].person.names[0]"
};

// `need` null: the bare record. `minor`: the value goes with a minor.
Specimen MakeSpecimen(const RequestClass& request, const PossibleNeed* need, bool minor);

// Who asked for the notices among the records, as a gateway would find it; one that is not there fails closed.
Requesters RequestersAmong(const std::vector<v1::Record>& records, const std::string& country,
                           const std::string& national_id);

}  // namespace entente::policy
