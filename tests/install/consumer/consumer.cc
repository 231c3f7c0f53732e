// A national system's first program: everything it includes and links comes from the installed package.
#include <iostream>

#include "entente/client.h"

int main() {
  const absl::StatusOr<entente::Client> client =
      entente::Client::Connect({.targets = {"localhost:1"}, .tls = {.root_file = "nowhere/ca.pem"}});
  std::cout << client.status().message() << "\n";
  return client.ok() ? 1 : 0;
}
