#include "gateway/core/ids.h"

#include <openssl/rand.h>

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace entente::core {
namespace {

std::string RandomHex(size_t bytes) {
  std::string raw(bytes, '\0');
  // OpenSSL's generator fails only when the system has no entropy at all; an id that is not random must not exist.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(bytes)) != 1) std::abort();
  return absl::BytesToHexString(raw);
}

}  // namespace

std::string NewRecordId() { return RandomHex(16); }
std::string NewDecisionId() { return RandomHex(8); }
std::string NewRequestId() { return RandomHex(8); }

bool IsRecordId(std::string_view text) {
  if (text.size() != 32) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

}  // namespace entente::core
