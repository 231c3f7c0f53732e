#include "gateway/core/lookup_keys.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/core/documents.h"

namespace entente::core {

std::string LinkKey(const store::Sealer& sealer, std::string_view country, std::string_view national_id) {
  return sealer.Digest("link", absl::StrCat(std::string(country), "/", std::string(national_id)));
}

std::vector<std::string> LookupKeys(const store::Sealer& sealer, const v1::Record& record) {
  const std::vector<std::string> documents = DocumentKeys(sealer, record);
  std::set<std::string> keys(documents.begin(), documents.end());
  for (const v1::Link& link : record.header().links()) {
    if (!link.national_id().empty()) keys.insert(LinkKey(sealer, link.originator().country(), link.national_id()));
  }
  return {keys.begin(), keys.end()};
}

}  // namespace entente::core
