// `entente pki`: what it makes is what the daemon and the library take, and nothing is overwritten.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <memory>

#include "tests/cli/run_program.h"

namespace entente::cli_test {
namespace {

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

X509Ptr Certificate(const std::string& file) {
  const std::string pem = ReadAll(file);
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                      &BIO_free);
  return X509Ptr(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
}

// The alternative names of one kind, as text.
std::vector<std::string> Names(X509* certificate, int kind) {
  std::vector<std::string> found;
  auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != kind) continue;
    const ASN1_STRING* text = name->d.ia5;
    found.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                       static_cast<size_t>(ASN1_STRING_length(text)));
  }
  GENERAL_NAMES_free(names);
  return found;
}

class Pki : public testing::Test {
 protected:
  void SetUp() override {
    const Ran ran = Entente({"pki", "init", "--dir", dir_, "--trust-domain", "test.example"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, dir_ + "/ca.pem\n" + dir_ + "/ca.key\n");
  }
  const std::string dir_ = FreshFolder() + "/pki";
};

TEST_F(Pki, AParticipantHasExactlyOneUri) {
  ASSERT_EQ(Entente({"pki", "participant", "--dir", dir_, "EC/migracion"}).code, 0);
  const X509Ptr certificate = Certificate(dir_ + "/participants/EC-migracion.pem");
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(Names(certificate.get(), GEN_URI), std::vector<std::string>{"spiffe://test.example/ncb/EC/migracion"});
  EXPECT_TRUE(Names(certificate.get(), GEN_DNS).empty());
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 0);
}

TEST_F(Pki, AGatewayIsCalledByItsNames) {
  ASSERT_EQ(
      Entente({"pki", "gateway", "--dir", dir_, "--dns", "localhost", "--dns", "gw.test.example", "--ip", "127.0.0.1"})
          .code,
      0);
  const X509Ptr certificate = Certificate(dir_ + "/gateway.pem");
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_host(certificate.get(), "gw.test.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(Names(certificate.get(), GEN_URI), std::vector<std::string>{"spiffe://test.example/gateway/gateway"});
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
}

TEST_F(Pki, AnOfficersCertificateOpensNoConnection) {
  ASSERT_EQ(Entente({"pki", "officer", "--dir", dir_, "--country", "EC", "--role", "policy-officer", "policy-1"}).code,
            0);
  const X509Ptr certificate = Certificate(dir_ + "/officers/EC-policy-1.pem");
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
  EXPECT_TRUE(Names(certificate.get(), GEN_URI).empty());
}

TEST_F(Pki, KeysAreForTheirOwnerAlone) {
  ASSERT_EQ(Entente({"pki", "participant", "--dir", dir_, "EC/migracion"}).code, 0);
  for (const char* key : {"/ca.key", "/participants/EC-migracion.key"}) {
    struct stat about {};
    ASSERT_EQ(stat((dir_ + key).c_str(), &about), 0) << key;
    EXPECT_EQ(about.st_mode & 0777, 0600U) << key;
  }
}

TEST_F(Pki, EveryCertificateIsSignedByTheAuthority) {
  ASSERT_EQ(Entente({"pki", "participant", "--dir", dir_, "XPO/notices"}).code, 0);
  const X509Ptr authority = Certificate(dir_ + "/ca.pem"),
                certificate = Certificate(dir_ + "/participants/XPO-notices.pem");
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(authority.get())), 1);
  EXPECT_EQ(X509_check_issued(authority.get(), certificate.get()), X509_V_OK);
}

TEST_F(Pki, NothingIsOverwritten) {
  ASSERT_EQ(Entente({"pki", "participant", "--dir", dir_, "EC/migracion"}).code, 0);
  const std::string before = ReadAll(dir_ + "/participants/EC-migracion.key");
  const Ran ran = Entente({"pki", "participant", "--dir", dir_, "EC/migracion"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("is there already"), std::string::npos);
  EXPECT_EQ(ReadAll(dir_ + "/participants/EC-migracion.key"), before);
  EXPECT_EQ(Entente({"pki", "init", "--dir", dir_, "--trust-domain", "other.example"}).code, 1);
}

TEST_F(Pki, NamesThatWouldSayMoreAreRefused) {
  EXPECT_EQ(Entente({"pki", "participant", "--dir", dir_, "EC/x,URI:spiffe://test.example/ncb/US/fbi"}).code, 2);
  EXPECT_EQ(Entente({"pki", "participant", "--dir", dir_, "../EC/x"}).code, 2);
  EXPECT_EQ(Entente({"pki", "gateway", "--dir", dir_, "--name", "../up"}).code, 2);
  EXPECT_EQ(Entente({"pki", "gateway", "--dir", dir_, "--ip", "999.0.0.1"}).code, 2);
}

TEST_F(Pki, WithoutAnAuthorityNothingIsMade) {
  const std::string empty = FreshFolder();
  EXPECT_EQ(Entente({"pki", "participant", "--dir", empty, "EC/migracion"}).code, 1);
  WriteAll(empty + "/ca.pem", "nonsense");
  WriteAll(empty + "/ca.key", "nonsense");
  const Ran ran = Entente({"pki", "participant", "--dir", empty, "EC/migracion"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("the authority's certificate is not PEM"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace entente::cli_test
