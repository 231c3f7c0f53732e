// A box of requests that change alike, in the words of a person.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/analyse/change_tree.h"

namespace entente::policy {

struct BoxWords {
  std::string records;   // "arrest/human-trafficking about its own nationals", "any record"
  std::string purposes;  // "victim-protection", "any purpose"
  std::string when;      // "until 2031-06-11T05:00:00Z"; empty: whenever
};

BoxWords WordsOf(const ChangeBox& box);

// "EC, PE/airport, PE's other systems": countries whole where all their systems are there; "every participant" where
// all are, or "every participant but NL".
std::string RecipientsInWords(const std::vector<std::string>& some, const std::vector<std::string>& all);

}  // namespace entente::policy
