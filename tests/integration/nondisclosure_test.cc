// Who may see nothing of a record learns nothing of it, by bytes or by time.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <future>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Peer;

// Ids and times are new in every answer; everything else must be the same.
std::string ErrorBytes(const grpc::Status& status) {
  v1::RpcStatus details;
  v1::ErrorDetail detail;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.details_size(), 1);
  EXPECT_TRUE(details.details(0).UnpackTo(&detail));
  EXPECT_EQ(detail.decision_id().size(), 16u);
  detail.clear_decision_id();
  details.mutable_details(0)->PackFrom(detail);
  return absl::StrCat(status.error_code(), "|", status.error_message(), "|", details.SerializeAsString());
}

std::string AnswerBytes(v1::CheckReply reply) {
  EXPECT_EQ(reply.decision_id().size(), 16u);
  EXPECT_TRUE(reply.has_index_time());
  reply.clear_decision_id();
  reply.clear_index_time();
  return reply.SerializeAsString();
}

std::string FeedBytes(std::vector<v1::Event> events) {
  std::string bytes;
  for (v1::Event& event : events) {
    absl::StrAppend(&bytes, "cursor of ", event.cursor().size(), "|");
    event.clear_cursor();
    bytes += event.SerializeAsString();
  }
  return bytes;
}

TEST(NonDisclosure, AnswersWithAndWithoutTheRecordAreTheSameBytes) {
  InProcessGateway gateway;
  Peer ec = gateway.Connect("EC/migracion");
  Peer br = gateway.Connect("BR/pf");
  const std::string feed_before = FeedBytes(br.WatchAll());
  const std::string id = ec.MustSubmit(Arrest("EC-1")).record_id();
  EXPECT_EQ(FeedBytes(br.WatchAll()), feed_before);
  v1::FetchReply fetched;
  const std::string unknown = ErrorBytes(br.Fetch(std::string(32, 'a'), &fetched));
  EXPECT_EQ(ErrorBytes(br.Fetch(id, &fetched)), unknown);
  v1::CheckReply there, not_there;
  ASSERT_TRUE(br.Check("QZ 900.001", &there).ok());
  ASSERT_TRUE(br.Check("QZ 999.999", &not_there).ok());
  EXPECT_EQ(AnswerBytes(there), AnswerBytes(not_there));
  v1::WithdrawReply withdrawn;
  ASSERT_TRUE(ec.Withdraw("EC-1", false, &withdrawn).ok());
  EXPECT_EQ(ErrorBytes(br.Fetch(id, &fetched)), unknown);
  EXPECT_EQ(FeedBytes(br.WatchAll()), feed_before);
}

// ---- time ----

#ifdef NDEBUG
constexpr bool kTimesCount = true;
#else
constexpr bool kTimesCount = false;  // under sanitizers, on a machine that builds beside it, they say nothing
#endif
constexpr int kPairs = 10'000;
constexpr int kHeavyPairs = 1'000;
constexpr int kAskersMax = 4;  // at a time, of the many pairs: an answer that waits for its beat holds up nobody else
constexpr double kTolerance = 0.05;

template <typename Call>
double Took(Call call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

struct Times {
  std::vector<double> hidden_us, absent_us;
};

using Ask = std::function<void(Peer&)>;

// Which of a pair goes first changes, so that what one leaves in caches favours neither.
Times AskPairs(Peer peer, int pairs, const Ask& hidden, const Ask& absent) {
  Times times;
  for (int i = 0; i < pairs; ++i) {
    if (i % 2 == 0) times.hidden_us.push_back(Took([&] { hidden(peer); }));
    times.absent_us.push_back(Took([&] { absent(peer); }));
    if (i % 2 == 1) times.hidden_us.push_back(Took([&] { hidden(peer); }));
  }
  return times;
}

void Append(const std::vector<double>& from, std::vector<double>& to) { to.insert(to.end(), from.begin(), from.end()); }

void ExpectSameTime(const InProcessGateway& gateway, const char* what, int pairs, const Ask& hidden,
                    const Ask& absent) {
  const int count = pairs < kPairs ? 1 : kAskersMax;
  std::vector<std::future<Times>> askers;
  for (int i = 0; i < count; ++i) {
    askers.push_back(std::async(std::launch::async,
                                [&] { return AskPairs(gateway.Connect("BR/pf"), pairs / count, hidden, absent); }));
  }
  Times all;
  for (std::future<Times>& asker : askers) {
    const Times times = asker.get();
    Append(times.hidden_us, all.hidden_us);
    Append(times.absent_us, all.absent_us);
  }
  const double a = Median(all.hidden_us), b = Median(all.absent_us);
  const double difference = std::abs(a - b) / std::min(a, b);
  std::cout << what << ": median " << a << " us hidden, " << b << " us absent, " << difference * 100 << " % apart over "
            << pairs << " pairs\n";
  EXPECT_LT(difference, kTolerance) << what;
}

Ask Fetching(const std::string& id) {
  return [id](Peer& peer) {
    v1::FetchReply reply;
    EXPECT_EQ(peer.Fetch(id, &reply).error_code(), grpc::StatusCode::NOT_FOUND);
  };
}

Ask Checking(const std::string& number) {
  return [number](Peer& peer) {
    v1::CheckReply reply;
    EXPECT_TRUE(peer.Check(number, &reply).ok());
    EXPECT_EQ(reply.result(), v1::CheckReply::NONE_FOUND);
  };
}

class NonDisclosureInTime : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!kTimesCount) GTEST_SKIP() << "times are compared in the release preset";
    for (int i = 0; i < 50; ++i) Submit(Arrest(absl::StrCat("EC-", i), absl::StrCat("QZ 900.", 100 + i)));
  }
  std::string Submit(const v1::Record& record) { return ec_.MustSubmit(record).record_id(); }
  void ExpectFetchAndCheckTakeTheSame(const std::string& id, const std::string& number, int pairs) {
    ExpectSameTime(gateway_, "fetch", pairs, Fetching(id), Fetching(std::string(32, 'a')));
    ExpectSameTime(gateway_, "check", pairs, Checking(number), Checking("QZ 777.149"));
  }

  InProcessGateway gateway_;
  Peer ec_ = gateway_.Connect("EC/migracion");
};

TEST_F(NonDisclosureInTime, OfARecordLikeOthers) {
  const std::string id = Submit(Arrest("EC-50", "QZ 900.150"));
  ExpectFetchAndCheckTakeTheSame(id, "QZ 900.150", kPairs);
}

TEST_F(NonDisclosureInTime, OfALargeRecord) {
  v1::Record record = Arrest("EC-LARGE", "QZ 900.200");
  record.set_narrative(std::string(500'000, 'x'));
  ExpectFetchAndCheckTakeTheSame(Submit(record), "QZ 900.200", kHeavyPairs);
}

TEST_F(NonDisclosureInTime, OfANumberInManyRecords) {
  std::string id;
  for (int i = 0; i < 8; ++i) id = Submit(Arrest(absl::StrCat("EC-SAME-", i), "QZ 900.300"));
  ExpectFetchAndCheckTakeTheSame(id, "QZ 900.300", kHeavyPairs);
}

TEST_F(NonDisclosureInTime, OfARecordWithManyLinks) {
  v1::Record record = Arrest("EC-LINKS", "QZ 900.400");
  for (int i = 0; i < 40; ++i) {
    v1::Link& link = *record.mutable_header()->add_links();
    link.set_kind(v1::Link::RESULT_OF);
    link.mutable_originator()->set_country("EC");
    link.set_national_id(absl::StrCat("EC-", i));
  }
  ExpectFetchAndCheckTakeTheSame(Submit(record), "QZ 900.400", kHeavyPairs);
}

}  // namespace
}  // namespace entente
