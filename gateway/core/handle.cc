#include "gateway/core/handle.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace entente::core {

absl::StatusOr<std::string> MakeHandle(store::Sealer& sealer, const std::string& participant,
                                       const std::string& record_id) {
  const absl::StatusOr<std::string> token = sealer.SealToken(absl::StrCat("handle/", participant), record_id);
  if (!token.ok()) return token.status();
  return absl::StrCat("hit:", absl::WebSafeBase64Escape(*token));
}

absl::StatusOr<std::string> ReadHandle(store::Sealer& sealer, const std::string& participant,
                                       const std::string& handle) {
  std::string token;
  if (!absl::StartsWith(handle, "hit:") || !absl::WebSafeBase64Unescape(handle.substr(4), &token)) {
    return absl::NotFoundError("no such handle");
  }
  absl::StatusOr<std::string> record_id = sealer.OpenToken(absl::StrCat("handle/", participant), token);
  if (!record_id.ok()) return absl::NotFoundError("no such handle");
  return record_id;
}

}  // namespace entente::core
