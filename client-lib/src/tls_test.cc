#include "client-lib/src/tls.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "client-lib/src/test_certificates.h"

namespace entente {
namespace {

class Tls : public testing::Test {
 protected:
  TlsOptions Good() {
    return {.root_pem = certificates_.root_pem,
            .cert_pem = certificates_.client_pem,
            .key_pem = certificates_.client_key_pem};
  }
  static std::string Words(const TlsOptions& options) { return std::string(LoadTls(options).status().message()); }

  const TestCertificates certificates_ = MakeTestCertificates();
};

TEST_F(Tls, TakesTextThatBelongsTogether) { EXPECT_TRUE(LoadTls(Good()).ok()) << Words(Good()); }

TEST_F(Tls, TakesFiles) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "entente_tls_root.pem";
  std::ofstream(file) << certificates_.root_pem;
  TlsOptions options = Good();
  options.root_pem.clear();
  options.root_file = file.string();
  const absl::StatusOr<TlsMaterial> loaded = LoadTls(options);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->root_pem, certificates_.root_pem);
  std::filesystem::remove(file);
}

TEST_F(Tls, NamesTheFileThatIsNotThere) {
  TlsOptions options = Good();
  options.key_pem.clear();
  options.key_file = "nowhere/ec.key";
  EXPECT_TRUE(absl::IsNotFound(LoadTls(options).status()));
  EXPECT_EQ(Words(options), "private key `nowhere/ec.key` cannot be read");
}

TEST_F(Tls, SaysWhichOneWasNotGiven) { EXPECT_EQ(Words({}), "no root certificate was given, expected a PEM file"); }

TEST_F(Tls, RefusesWhatIsNoCertificate) {
  TlsOptions options = Good();
  options.cert_pem = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(Words(options), "the certificate given as text is not a certificate in PEM");
}

TEST_F(Tls, RefusesAKeyOfAnother) {
  TlsOptions options = Good();
  options.key_pem = certificates_.server_key_pem;
  EXPECT_EQ(Words(options), "the private key given as text does not belong to the certificate given as text");
}

TEST_F(Tls, RefusesAnExpiredCertificate) {
  TlsOptions options = Good();
  options.cert_pem = certificates_.expired_pem;
  EXPECT_EQ(Words(options), "the certificate given as text has expired");
}

}  // namespace
}  // namespace entente
