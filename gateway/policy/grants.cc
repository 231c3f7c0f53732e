#include "gateway/policy/grants.h"

#include <algorithm>

namespace entente::policy {
namespace {

// Every controller has one grant that covers the whole path. What asks for no set at all travels with any release.
template <typename Accepts>
bool EveryController(const Grants& grants, Accepts accepts) {
  return !grants.controllers.empty() &&
         std::all_of(grants.controllers.begin(), grants.controllers.end(),
                     [&](const OwnGrants& own) { return std::any_of(own.begin(), own.end(), accepts); });
}

}  // namespace

bool Shows(const Grants& grants, Need need) {
  return EveryController(grants, [&](const Grant& grant) { return !grant.hit && grant.Covers(need); });
}

bool Matches(const Grants& grants, Need need) {
  return EveryController(grants, [&](const Grant& grant) { return grant.Covers(need); });
}

Term TermOf(const Grants& grants, Need need) {
  Term term{absl::InfiniteFuture(), {}};
  for (const OwnGrants& own : grants.controllers) {
    absl::Time until = absl::InfinitePast();
    Caveats common = ~Caveats();
    for (const Grant& grant : own) {
      if (grant.hit || !grant.Covers(need)) continue;
      until = std::max(until, grant.until);
      common &= grant.caveats;
    }
    term.until = std::min(term.until, until);
    term.caveats |= common;
  }
  return term;
}

std::vector<std::string> CaveatNames(const Grants& grants, const Caveats& caveats) {
  std::vector<std::string> names;
  for (size_t i = 0; grants.caveats != nullptr && i < grants.caveats->size(); ++i) {
    if (caveats.test(i)) names.push_back((*grants.caveats)[i]);
  }
  return names;
}

}  // namespace entente::policy
