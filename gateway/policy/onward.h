// Rule 12: a holder that is not the originator passes a record on.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "gateway/policy/facts.h"
#include "gateway/policy/policy.h"

namespace entente::policy {

struct Onward {
  std::string denied;  // the verdict; empty: allowed
  absl::Time limit = absl::InfiniteFuture();
};

Onward CheckOnward(const Question& question, const Facts& facts, std::string_view recipient);

inline std::string_view CountryOf(std::string_view party) { return party.substr(0, party.find('/')); }
inline std::string_view SystemOf(std::string_view party) {
  const size_t slash = party.find('/');
  return slash == std::string_view::npos ? std::string_view() : party.substr(slash + 1);
}

}  // namespace entente::policy
