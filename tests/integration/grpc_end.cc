// gRPC takes its last connections down on threads of its own, after the last channel and server are gone. The process
// waits for that, so that what a connection still holds meanwhile is not reported as leaked.
#include <grpc/grpc.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>

namespace entente {
namespace {

class GrpcEnd : public ::testing::Environment {
 public:
  void SetUp() override {
    // It counts its threads before they have ended: what OpenSSL keeps for them must outlive them.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
    grpc_init();
  }
  void TearDown() override { grpc_shutdown_blocking(); }
};

const ::testing::Environment* const kEnd = ::testing::AddGlobalTestEnvironment(new GrpcEnd);

}  // namespace
}  // namespace entente
