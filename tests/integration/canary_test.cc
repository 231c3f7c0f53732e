// No value slips through anywhere: every text of a record is a canary, and whatever leaves or is written is searched.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "entente/v1/field_set.pb.h"
#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/records.h"

namespace entente {
namespace {

using testing::Arrest;
using testing::Context;
using testing::InProcessGateway;
using testing::Peer;

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

uint32_t SetOf(const FieldDescriptor& field) { return 1u << field.options().GetExtension(v1::set); }

std::string Canary(const std::string& top, uint32_t sets, int number) {
  return absl::StrCat("canary-", top, "-", sets, "-", number, "-");
}

// Puts a canary into every text, and into one more of every message there is. It is named after the top-level field and
// the field sets of its whole path.
class CanaryCage {
 public:
  void Fill(Message& message, const std::string& top, uint32_t above = 0, int depth = 0) {
    const auto* reflection = message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message.GetDescriptor()->field(i);
      const std::string name = top.empty() ? field->name() : top;
      const uint32_t sets = above | SetOf(*field);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !HasForm(*field)) {
        if (field->is_repeated()) reflection->AddString(&message, field, Next(name, sets));
        if (!field->is_repeated()) reflection->SetString(&message, field, Next(name, sets));
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
          Fill(*reflection->MutableRepeatedMessage(&message, field, j), name, sets, depth + 1);
        }
      } else {
        Fill(*reflection->MutableMessage(&message, field), name, sets, depth + 1);
      }
    }
  }
  int count() const { return count_; }

 private:
  std::string Next(const std::string& top, uint32_t sets) { return Canary(top, sets, ++count_); }
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
  v1::Header& header = *record.mutable_header();
  header.set_national_id("EC-CAGE");
  header.set_format(Canary("header", 1u << v1::FieldSet::CARRIED, 0));
  record.mutable_subjects(0)->mutable_documents(0)->set_number("QZ 900.001");
  record.mutable_victims(0)->mutable_person()->mutable_documents(0)->set_number("VV-1");
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
  for (const char* format : {"common", "ec-detenidos", "unodc-ids"}) {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::FetchRequest request;
    *request.mutable_context() = Context();
    request.set_record_id(id);
    request.set_format(format);
    v1::FetchReply reply;
    caught.Add(context, peer.stub().Fetch(&context, request, &reply));
    caught.Add(reply);
  }
  {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::AcknowledgeRequest request;
    *request.mutable_context() = Context();
    request.set_record_id(id);
    request.set_view_revision(1);
    request.set_outcome(v1::AcknowledgeRequest::DONE);
    v1::AcknowledgeReply reply;
    caught.Add(context, peer.stub().Acknowledge(&context, request, &reply));
  }
  {
    grpc::ClientContext context;
    testing::SetDeadline(context);
    v1::WithdrawRequest request;
    *request.mutable_context() = Context();
    request.set_national_id("EC-CAGE");
    v1::WithdrawReply reply;
    caught.Add(context, peer.stub().Withdraw(&context, request, &reply));
    caught.Add(reply);
  }
  for (const char* number : {"QZ 900.001", "VV-1"}) {
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

// Canaries of which the path asks for more than `granted`, and how many it does not.
std::pair<std::set<std::string>, int> Escaped(const std::string& bytes, uint32_t granted) {
  std::set<std::string> escaped;
  int rightly = 0;
  static const std::regex kCanary("canary-([a-z_]+)-([0-9]+)-[0-9]+-");
  for (std::sregex_iterator at(bytes.begin(), bytes.end(), kCanary), end; at != end; ++at) {
    const auto sets = static_cast<uint32_t>(std::stoul((*at)[2].str()));
    if ((sets & ~granted) == 0) ++rightly;
    if ((sets & ~granted) != 0) escaped.insert(at->str());
  }
  return {escaped, rightly};
}

// All that the daemon wrote: log, audit log and database.
std::string Written(const testing::TestNetwork& network) {
  std::string bytes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(network.folder())) {
    std::ifstream file(entry.path(), std::ios::binary);
    if (entry.is_regular_file()) bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  return bytes;
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
  const uint32_t granted = 1u << v1::FieldSet::INHERIT | 1u << v1::FieldSet::ENVELOPE | 1u << v1::FieldSet::EVENT |
                           1u << v1::FieldSet::IDENTITY;
  const auto [escaped, rightly] = Escaped(Catch(co, id), granted);
  EXPECT_EQ(escaped, std::set<std::string>());
  EXPECT_GT(rightly, 100);
  // Everything comes back to the owner: each set has its canary, so that none was forgotten.
  const auto [of_owner, open] = Escaped(Catch(ec, id), granted);
  uint32_t sets = 0;
  for (const std::string& canary : of_owner)
    sets |= static_cast<uint32_t>(std::stoul(canary.substr(canary.find('-', 7) + 1)));
  EXPECT_GT(of_owner.size(), 200u);
  for (int set = v1::FieldSet::EVENT; set <= v1::FieldSet::CARRIED; ++set) EXPECT_NE(sets & 1u << set, 0u) << set;
  // Nor does anything that the daemon wrote hold a value in the clear.
  gateway.Stop();
  EXPECT_FALSE(absl::StrContains(Written(gateway.network()), "canary-"));
  EXPECT_TRUE(absl::StrContains(gateway.network().ReadFile("log"), "\"method\":\"Fetch\""));
}

}  // namespace
}  // namespace entente
