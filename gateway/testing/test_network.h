// A small network on disk: certificates, participants, policies and a configuration, in a folder that goes away again.
// What the policies say stands in test_network.cc, beside the tests' expectations.
#pragma once

#include <map>
#include <string>

#include "gateway/server/config.h"
#include "gateway/testing/certificates.h"

namespace entente::testing {

class TestNetwork {
 public:
  TestNetwork();
  ~TestNetwork();
  TestNetwork(const TestNetwork&) = delete;
  TestNetwork& operator=(const TestNetwork&) = delete;

  const std::string& folder() const { return folder_; }
  const CertificateAuthority& authority() const { return authority_; }
  server::Config config() const;    // listens on a free loopback port
  std::string config_file() const;  // the same as a file, for a daemon of its own
  std::string port_file() const { return folder_ + "/port"; }

  // Of one system, as the participants file names it: "EC/migracion".
  KeyPair Certificate(const std::string& system) const;
  // "EC/policy-1", "EC/policy-2" and "EC/dpo-1", likewise of CL, CO, DO and XPO.
  const KeyPair& Officer(const std::string& name) const { return officers_.at(name); }
  void WriteFile(const std::string& below, const std::string& text) const;
  std::string ReadFile(const std::string& below) const;

 private:
  const std::string folder_;
  const CertificateAuthority authority_;
  std::map<std::string, KeyPair> officers_;
};

}  // namespace entente::testing
