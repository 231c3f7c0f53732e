#include "gateway/core/participants.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace entente::core {

const System* Participants::Find(const std::string& country, const std::string& system) const {
  const auto found = systems.find(absl::StrCat(country, "/", system));
  return found == systems.end() ? nullptr : &found->second;
}

const System* Participants::FindBySpiffeId(const std::string& uri) const {
  absl::string_view rest = uri;
  if (!absl::ConsumePrefix(&rest, "spiffe://") || !absl::ConsumePrefix(&rest, trust_domain) ||
      !absl::ConsumePrefix(&rest, "/ncb/")) {
    return nullptr;
  }
  const std::vector<std::string> parts = absl::StrSplit(rest, '/');
  return parts.size() == 2 ? Find(parts[0], parts[1]) : nullptr;
}

}  // namespace entente::core
