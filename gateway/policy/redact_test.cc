// Redaction by canaries: every value of a record is a text that stands nowhere else. What comes out of the serialised
// copy must be exactly the values whose whole path the grants cover, computed here by a walk of its own.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "entente/v1/field_set.pb.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const Network kNetwork{{"CO", "EC"}, {}};
constexpr char kNow[] = "2018-06-05T12:00:00Z";

absl::Time Now() {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, kNow, &time, nullptr));
  return time;
}

// Values that decide something, or are rewritten: they bear no canary.
bool IsPlain(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "id" || name.ends_with("_id") || name.ends_with("_ids") ||
         field.containing_type()->name() == "Originator";
}

// Fills every string of the message, two elements a list, and remembers which sets the path of each asks for.
class CanaryRecord {
 public:
  explicit CanaryRecord(int body) : body_(body) {
    Fill(record_, 0);
    record_.mutable_header()->mutable_originator()->set_country("CO");
    record_.mutable_header()->clear_matters();
    record_.mutable_header()->add_matters(v1::MATTER_ORDINARY);
    record_.mutable_header()->clear_keep_until();
  }

  const v1::Record& record() const { return record_; }
  const std::map<std::string, uint32_t>& sets() const { return sets_; }  // canary → sets on its path, as bits

 private:
  void Fill(Message& message, uint32_t above) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.containing_oneof() != nullptr && !Chosen(field)) continue;
      const uint32_t sets = above | (1u << field.options().GetExtension(v1::set));
      for (int copy = 0; copy < (field.is_repeated() ? 2 : 1); ++copy) FillField(message, field, sets);
    }
  }

  // One body, and the things in turn, so that all are seen over the records made.
  bool Chosen(const FieldDescriptor& field) {
    const int count = field.containing_oneof()->field_count();
    if (field.containing_type()->name() == "Record") return field.index_in_oneof() == body_ % count;
    return field.index_in_oneof() == thing_++ / count % count;
  }

  void FillField(Message& message, const FieldDescriptor& field, uint32_t sets) {
    const auto& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field.message_type()->file()->package() != "entente.v1") return;
      Message& below =
          field.is_repeated() ? *reflection.AddMessage(&message, &field) : *reflection.MutableMessage(&message, &field);
      return Fill(below, sets);
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
    if (field.name() == "id") reflection.SetString(&message, &field, owner_ = absl::StrCat("id", ++ids_));
    if (field.name() == "to_id") reflection.SetString(&message, &field, owner_);  // or the relation would be removed
    if (IsPlain(field)) return;
    const std::string canary = absl::StrCat("canary", 100000 + sets_.size(), "!");
    sets_[canary] = sets;
    field.is_repeated() ? reflection.AddString(&message, &field, canary)
                        : reflection.SetString(&message, &field, canary);
  }

  int body_;
  int thing_ = 0;
  int ids_ = 0;
  std::string owner_;  // the id of what is being filled
  v1::Record record_;
  std::map<std::string, uint32_t> sets_;
};

struct Lent {
  std::vector<std::string> fields;
  bool minors = true;  // canaries are no birth dates: every age is unknown, and so every victim counts as a minor
};

std::string RuleOf(const Lent& lent, int i) {
  return absl::StrCat("  - {id: g", i, ", permit: {to: [EC]", lent.minors ? ", minors: included" : "", "}, fields: [",
                      absl::StrJoin(lent.fields, ", "), "], purposes: [p], retention: P1Y}\n");
}

Decision Ask(const v1::Record& record, const std::vector<Lent>& grants) {
  std::string text = "kind: CountryPolicy\ncountry: CO\nversion: 1\nrules:\n";
  for (size_t i = 0; i < grants.size(); ++i) text += RuleOf(grants[i], static_cast<int>(i));
  const auto set = Load(kNetwork, {"network.yaml", "kind: NetworkFloor\nversion: 1\n"}, {{"p", text}}, nullptr);
  EXPECT_TRUE(set.ok()) << set.status() << text;
  Question question;
  question.record = &record;
  question.recipient = "EC";
  question.purpose = "p";
  question.now = Now();
  return Decide(**set, question);
}

uint32_t BitsOf(const Lent& lent) {
  uint32_t bits = (1u << v1::FieldSet::INHERIT) | (1u << v1::FieldSet::ENVELOPE);
  for (const std::string& name : lent.fields) {
    for (int value = 0; value < 16; ++value) {
      std::string word = v1::FieldSet::Value_Name(static_cast<v1::FieldSet::Value>(value));
      for (char& c : word) c = static_cast<char>(std::tolower(c));
      if (word == name) bits |= 1u << value;
    }
  }
  return bits;
}

bool Covered(const std::vector<Lent>& grants, uint32_t sets) {
  for (const Lent& lent : grants) {
    const bool whole = (sets & ~BitsOf(lent)) == 0;
    const bool of_victim = (sets & (1u << v1::FieldSet::VICTIM)) != 0;
    if (whole && (lent.minors || !of_victim)) return true;
  }
  return false;
}

std::set<std::string> CanariesIn(const std::string& bytes) {
  std::set<std::string> found;
  for (size_t at = bytes.find("canary"); at != std::string::npos; at = bytes.find("canary", at + 1)) {
    found.insert(bytes.substr(at, bytes.find('!', at) + 1 - at));
  }
  return found;
}

int CheckCanaries(const CanaryRecord& canaries, const std::vector<Lent>& grants) {
  const Decision decision = Ask(canaries.record(), grants);
  const std::string bytes = Redact(
                                canaries.record(), decision, [](const v1::Link&) { return true; }, 1)
                                .SerializeAsString();
  const std::set<std::string> found = CanariesIn(bytes);
  int shown = 0;
  for (const auto& [canary, sets] : canaries.sets()) {
    const bool came_out = found.contains(canary);
    EXPECT_EQ(came_out, decision.effect == Effect::kRelease && Covered(grants, sets)) << canary << " sets " << sets;
    shown += came_out ? 1 : 0;
  }
  return shown;
}

TEST(Canaries, OfEachSetAlone) {
  const CanaryRecord canaries(1);
  EXPECT_GT(canaries.sets().size(), 2000u);
  for (const std::string& set : FieldSetNames()) {
    SCOPED_TRACE(set);
    CheckCanaries(canaries, {{{set}}});
  }
}

TEST(Canaries, OfRandomGrants) {
  std::mt19937 random(20180605);
  const std::vector<std::string> names = FieldSetNames();
  int shown = 0;
  for (int round = 0; round < 60; ++round) {
    const CanaryRecord canaries(round);
    std::vector<Lent> grants(1 + random() % 3);
    for (Lent& lent : grants) {
      for (const std::string& name : names) {
        if (random() % 2 == 0) lent.fields.push_back(name);
      }
      if (lent.fields.empty()) lent.fields.push_back("event");
    }
    SCOPED_TRACE(round);
    shown += CheckCanaries(canaries, grants);
  }
  EXPECT_GT(shown, 1000);
}

TEST(Canaries, EverythingGrantedIsEverythingShown) {
  for (int body = 0; body < 4; ++body) {
    const CanaryRecord canaries(body);
    EXPECT_EQ(CheckCanaries(canaries, {{FieldSetNames()}}), static_cast<int>(canaries.sets().size()));
  }
}

TEST(Canaries, NothingOfAHitOrADenial) {
  const CanaryRecord canaries(1);
  Decision decision = Ask(canaries.record(), {{FieldSetNames()}});
  decision.effect = Effect::kHit;
  EXPECT_EQ(Redact(
                canaries.record(), decision, [](const v1::Link&) { return true; }, 1)
                .ByteSizeLong(),
            0u);
  EXPECT_EQ(Redact(
                canaries.record(), Decision(), [](const v1::Link&) { return true; }, 1)
                .ByteSizeLong(),
            0u);
}

// A sender's newer protobuf may know fields this gateway does not; they never pass, not even to the owner.
TEST(Redact, DropsUnknownFields) {
  v1::Record record = CanaryRecord(1).record();
  const std::string secret = "unknown-canary";
  for (Message* message :
       std::vector<Message*>{&record, record.mutable_header(), record.mutable_subjects(0),
                             record.mutable_subjects(0)->mutable_sex(), record.mutable_offences(0)->mutable_code()}) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(9999, secret);
  }
  const Decision decision = Ask(record, {{FieldSetNames()}});
  ASSERT_EQ(decision.effect, Effect::kRelease);
  const v1::Record copy = Redact(
      record, decision, [](const v1::Link&) { return true; }, 1);
  EXPECT_EQ(copy.SerializeAsString().find(secret), std::string::npos);
  Decision own;
  own.effect = Effect::kOwn;
  EXPECT_EQ(Redact(
                record, own, [](const v1::Link&) { return true; }, 1)
                .SerializeAsString()
                .find(secret),
            std::string::npos);
}

TEST(Redact, ShowsALinkOnlyWhereItsTargetMayBeSeen) {
  const v1::Record record = CanaryRecord(1).record();
  const Decision decision = Ask(record, {{FieldSetNames()}});
  const auto links = [&](bool shown) {
    return Redact(
               record, decision, [shown](const v1::Link&) { return shown; }, 1)
        .header()
        .links_size();
  };
  EXPECT_EQ(links(true), 2);
  EXPECT_EQ(links(false), 0);
}

TEST(Redact, TellsTheRevisionOfTheView) {
  v1::Record record = CanaryRecord(1).record();
  record.mutable_header()->set_revision(41);
  const Decision decision = Ask(record, {{FieldSetNames()}});
  EXPECT_EQ(Redact(
                record, decision, [](const v1::Link&) { return true; }, 3)
                .header()
                .revision(),
            3);
}

}  // namespace
}  // namespace entente::policy
