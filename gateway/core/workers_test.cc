#include "gateway/core/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace entente::core {
namespace {

TEST(Workers, RunWhatWaitsWhenTheyStop) {
  Workers workers(1);
  std::promise<void> go, busy;
  std::atomic<int> ran = 0;
  workers.Post([&] {
    busy.set_value();
    go.get_future().wait();
    workers.Post([&] { ++ran; });
  });
  busy.get_future().wait();
  for (int i = 0; i < 3; ++i) workers.Post([&] { ++ran; });
  auto stopped = std::async(std::launch::async, [&] { workers.Stop(); });
  go.set_value();
  stopped.get();
  EXPECT_EQ(ran, 4);
}

TEST(Workers, RunWhatComesAfterTheyStopped) {
  Workers workers(1);
  workers.Stop();
  int ran = 0;
  workers.Post([&] { ++ran; });
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace entente::core
