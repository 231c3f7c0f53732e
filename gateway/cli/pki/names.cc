#include "gateway/cli/pki/names.h"

#include <arpa/inet.h>

#include <algorithm>

namespace entente::cli {
namespace {

bool OnlyOf(std::string_view text, size_t longest, std::string_view letters) {
  return !text.empty() && text.size() <= longest && text.find_first_not_of(letters) == std::string_view::npos;
}

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

}  // namespace

bool IsTrustDomain(std::string_view text) { return OnlyOf(text, 255, kLower); }

bool IsCountry(std::string_view text) {
  return text.size() >= 2 && OnlyOf(text, 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

bool IsSystemId(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && IsCountry(text.substr(0, slash)) &&
         OnlyOf(text.substr(slash + 1), 64, kLower);
}

bool IsDnsName(std::string_view text) {
  return OnlyOf(text, 253, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") && text.front() != '.' &&
         text.front() != '-';
}

bool IsIpAddress(const std::string& text) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), address) == 1 || inet_pton(AF_INET6, text.c_str(), address) == 1;
}

}  // namespace entente::cli
