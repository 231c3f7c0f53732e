#include "gateway/core/handle.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace entente::core {

absl::StatusOr<std::string> MakeHandle(store::Sealer& sealer, const std::string& participant,
                                       const std::string& record_id) {
  const absl::StatusOr<std::string> token = sealer.SealToken(absl::StrCat("handle/", participant), record_id);
  if (!token.ok()) return token.status();
  return absl::StrCat("hit:", absl::WebSafeBase64Escape(*token));
}

}  // namespace entente::core
