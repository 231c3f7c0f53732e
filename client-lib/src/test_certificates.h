// A trust domain for one test: an authority, a server for localhost, a client, and an expired certificate of the
// client.
#pragma once

#include <string>

namespace entente {

struct TestCertificates {
  std::string root_pem;
  std::string server_pem, server_key_pem;
  std::string client_pem, client_key_pem;
  std::string expired_pem;  // of the client's key
};

TestCertificates MakeTestCertificates();

}  // namespace entente
