// Who may see nothing of a record learns nothing of it: by bytes, by time, or by a value that slips through somewhere.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <future>
#include <iostream>
#include <set>

#include "absl/strings/match.h"
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
constexpr int kAskers = 4;  // at a time: an answer that waits for its beat holds up nobody else
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
  std::vector<std::future<Times>> askers;
  for (int i = 0; i < kAskers; ++i) {
    askers.push_back(std::async(std::launch::async,
                                [&] { return AskPairs(gateway.Connect("BR/pf"), pairs / kAskers, hidden, absent); }));
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

// ---- canaries ----

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Fields whose form record.proto lays down, so that a canary would make the record invalid.
bool HasForm(const FieldDescriptor& field) {
  static const std::set<std::string> kFormed = {
      "id",          "subject_id", "to_id",       "amount",       "amount_to", "normal", "normal_to",
      "year",        "latitude",   "purity",      "longitude",    "common",    "time",   "zone",
      "country",     "system",     "iccs",        "normal_unit",  "locode",    "iata",   "prior_arrests",
      "offence_ids", "order_ids",  "subject_ids", "addressed_to", "format"};
  return kFormed.contains(field.name());
}

// Puts a canary named after the top-level field into every text, and into one more of every message there is.
class CanaryCage {
 public:
  void Fill(Message& message, const std::string& top, int depth = 0) {
    const auto* reflection = message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message.GetDescriptor()->field(i);
      const std::string name = top.empty() ? field->name() : top;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !HasForm(*field)) {
        if (field->is_repeated()) reflection->AddString(&message, field, Next(name));
        if (!field->is_repeated()) reflection->SetString(&message, field, Next(name));
      }
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || depth > 4) continue;
      if (field->message_type()->full_name() == "google.protobuf.Timestamp") continue;
      // Of a oneof, the member that is set; relations and links must point at something.
      const bool alternative = field->real_containing_oneof() != nullptr && !reflection->HasField(message, field);
      if (alternative || field->name() == "relations" || field->name() == "links" || field->name() == "detentions") {
        continue;
      }
      if (field->is_repeated()) {
        if (reflection->FieldSize(message, field) == 0) reflection->AddMessage(&message, field);
        for (int j = 0; j < reflection->FieldSize(message, field); ++j) {
          Fill(*reflection->MutableRepeatedMessage(&message, field, j), name, depth + 1);
        }
      } else {
        Fill(*reflection->MutableMessage(&message, field), name, depth + 1);
      }
    }
  }
  int count() const { return count_; }

 private:
  std::string Next(const std::string& name) { return absl::StrCat("canary-", name, "-", ++count_); }
  int count_ = 0;
};

// Everything that a peer receives of a call, in one string.
class Catcher {
 public:
  void Add(const grpc::ClientContext& context, const grpc::Status& status) {
    bytes_ += status.error_message() + status.error_details();
    for (const auto* metadata : {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()}) {
      for (const auto& [name, value] : *metadata)
        bytes_ += std::string(name.data(), name.size()) + std::string(value.data(), value.size());
    }
  }
  void Add(const Message& message) { bytes_ += message.SerializeAsString(); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

v1::Record RecordFullOfCanaries(int& canaries) {
  v1::Record record = Arrest("placeholder");
  CanaryCage cage;
  cage.Fill(record, "");
  record.mutable_header()->set_national_id("canary-id");
  v1::Header& header = *record.mutable_header();
  // What decides must still decide.
  header.clear_markings();
  header.clear_handling();
  record.mutable_offences(0)->mutable_code()->set_common("human-trafficking");
  for (v1::Person* person : {record.mutable_witnesses(0), record.mutable_officers(0), record.mutable_associates(0)}) {
    person->set_id(absl::StrCat("p", reinterpret_cast<uintptr_t>(person)));
  }
  canaries = cage.count();
  return record;
}

std::string Catch(Peer& peer, const std::string& id) {
  Catcher caught;
  {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::WatchRequest request;
    *request.mutable_context() = Context();
    request.set_until_caught_up(true);
    request.set_format("common");
    const auto reader = peer.stub().Watch(&context, request);
    v1::Event event;
    while (reader->Read(&event)) caught.Add(event);
    caught.Add(context, reader->Finish());
  }
  {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::FetchRequest request;
    *request.mutable_context() = Context();
    request.set_record_id(id);
    request.set_format("common");
    v1::FetchReply reply;
    caught.Add(context, peer.stub().Fetch(&context, request, &reply));
    caught.Add(reply);
  }
  for (const char* number : {"QZ 900.001", "canary-subjects-1", "VV-1"}) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::CheckRequest request;
    *request.mutable_context() = Context();
    request.mutable_document()->set_number(number);
    v1::CheckReply reply;
    caught.Add(context, peer.stub().Check(&context, request, &reply));
    caught.Add(reply);
  }
  return caught.bytes();
}

TEST(NonDisclosure, NoCanaryOfARecordReachesWhoMayNotSeeIt) {
  InProcessGateway gateway;
  Peer ec = gateway.Connect("EC/migracion");
  Peer co = gateway.Connect("CO/policia");
  int canaries = 0;
  const std::string id = ec.MustSubmit(RecordFullOfCanaries(canaries)).record_id();
  ASSERT_EQ(id.size(), 32u);
  EXPECT_GT(canaries, 500);
  for (const char* system : {"BR/pf", "PE/pnp", "CL/pdi", "DO/ncb"}) {
    Peer peer = gateway.Connect(system);
    EXPECT_FALSE(absl::StrContains(Catch(peer, id), "canary-")) << system;
  }
  // CO sees identity and event, and no more; that its own copy does have canaries proves that the net holds water.
  const std::string seen = Catch(co, id);
  EXPECT_TRUE(absl::StrContains(seen, "canary-subjects-"));
  EXPECT_TRUE(absl::StrContains(seen, "canary-offences-"));
  for (const char* withheld : {"canary-victims-", "canary-witnesses-", "canary-officers-", "canary-associates-",
                               "canary-narrative-", "canary-media-", "canary-carried-"}) {
    EXPECT_FALSE(absl::StrContains(seen, withheld)) << withheld;
  }
  // Nor does the daemon's own log hold a value.
  gateway.Stop();
  EXPECT_FALSE(absl::StrContains(gateway.network().ReadFile("log"), "canary-"));
  EXPECT_TRUE(absl::StrContains(gateway.network().ReadFile("log"), "\"method\":\"Fetch\""));
}

}  // namespace
}  // namespace entente
