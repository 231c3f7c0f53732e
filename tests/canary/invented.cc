#include "tests/canary/invented.h"

#include <google/protobuf/descriptor.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/core/format.h"
#include "tests/canary/shapes.h"
#include "tests/policy/differential/records.h"
#include "tests/policy/second/values.h"

namespace entente::canary {
namespace {

using differential::Chance;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kAddedPercent = 12;   // of texts that are left out
constexpr int kShapedPercent = 30;  // of records

// What these leave out is left out: a date that says `given` may mean another day.
bool MayBeFilled(const Message& message) {
  static const std::set<std::string> kLeftAsTheyAre = {"PartialDate", "Quantity", "Money", "Originator"};
  return !kLeftAsTheyAre.contains(message.GetDescriptor()->name());
}

class Cage {
 public:
  Cage(Chance& chance, Words& words, int percent, std::vector<std::string>& numbers)
      : chance_(chance), words_(words), percent_(percent), numbers_(numbers) {}

  void Fill(Message& message) {
    const auto& reflection = *message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      const int size = field.is_repeated() ? reflection.FieldSize(message, &field) : 0;
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        if (!HasForm(field) && field.name() != "sha256") Text(message, field, size);
        continue;
      }
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      for (int k = 0; k < size; ++k) Fill(*reflection.MutableRepeatedMessage(&message, &field, k));
      if (!field.is_repeated() && reflection.HasField(message, &field))
        Fill(*reflection.MutableMessage(&message, &field));
    }
  }

 private:
  void Text(Message& message, const FieldDescriptor& field, int size) {
    const auto& reflection = *message.GetReflection();
    const bool more = MayBeFilled(message) && chance_.Percent(percent_);
    for (int k = 0; k < size; ++k) reflection.SetRepeatedString(&message, &field, k, Next(field));
    if (field.is_repeated() && more) reflection.AddString(&message, &field, Next(field));
    if (!field.is_repeated() && (more || reflection.HasField(message, &field))) {
      reflection.SetString(&message, &field, Next(field));
    }
  }

  std::string Next(const FieldDescriptor& field) {
    const bool number = field.full_name() == "entente.v1.Document.number";
    if (number && !numbers_.empty() && chance_.Percent(15)) return chance_.OneOf(numbers_);
    std::string word = words_.New();
    if (number) numbers_.push_back(word);
    return word;
  }

  Chance& chance_;
  Words& words_;
  const int percent_;
  std::vector<std::string>& numbers_;
};

// Of what may be pointed at.
std::set<std::string> IdsOf(const v1::Record& record) {
  std::set<std::string> ids;
  const auto add = [&ids](const auto& list) {
    for (const auto& entry : list) ids.insert(entry.id());
  };
  add(record.subjects());
  add(record.organisations());
  add(record.offences());
  add(record.orders());
  add(record.items());
  ids.erase("");
  return ids;
}

// A reference to nothing is refused at the border, so it goes.
void MendReferences(Message& message, const std::set<std::string>& ids) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const int size = field.is_repeated() ? reflection.FieldSize(message, &field) : 0;
    if (second::IsReference(field)) {
      if (!field.is_repeated() && !ids.contains(reflection.GetString(message, &field))) {
        reflection.ClearField(&message, &field);
      }
      for (int k = size - 1; k >= 0; --k) {
        if (ids.contains(reflection.GetRepeatedString(message, &field, k))) continue;
        reflection.SwapElements(&message, &field, k, reflection.FieldSize(message, &field) - 1);
        reflection.RemoveLast(&message, &field);
      }
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int k = 0; k < size; ++k) MendReferences(*reflection.MutableRepeatedMessage(&message, &field, k), ids);
    if (!field.is_repeated() && reflection.HasField(message, &field)) {
      MendReferences(*reflection.MutableMessage(&message, &field), ids);
    }
  }
}

v1::Record RandomOne(Chance& chance, Words& words, std::vector<std::string>& numbers, int& thrown_away) {
  for (;;) {
    v1::Record record = differential::RandomRecord(chance);
    MendHeader(chance, *record.mutable_header());
    // A random word for a decimal number, or a day that its month has not, is no record that a border lets in.
    const std::set<std::string> ids = IdsOf(record);
    MendReferences(record, ids);
    if (!adapters::Validate(record).ok()) {
      ++thrown_away;
      continue;
    }
    FillWithWords(chance, words, record, kAddedPercent, numbers);
    return record;
  }
}

void PointSomewhere(Chance& chance, const std::vector<v1::Record>& records, const std::vector<int>& notices,
                    v1::Link& link) {
  if (chance.Percent(25)) return;  // leads nowhere
  const bool to_notice = link.kind() == v1::Link::RESULT_OF && !notices.empty() && chance.Percent(90);
  const v1::Header& target =
      records[to_notice ? chance.OneOf(notices) : chance.Below(static_cast<int>(records.size()))].header();
  *link.mutable_originator() = target.originator();
  if (chance.Percent(50)) link.mutable_originator()->clear_system();
  link.set_national_id(target.national_id());
}

}  // namespace

bool HasForm(const FieldDescriptor& field) {
  static const std::set<std::string> kFormed = {
      "id",        "amount", "amount_to", "normal", "normal_to",  "normal_unit", "year",          "purity",
      "latitude",  "common", "time",      "zone",   "country",    "system",      "prior_arrests", "iccs",
      "longitude", "locode", "iata",      "script", "operations", "addressed_to"};
  return kFormed.contains(field.name()) || second::IsReference(field) ||
         field.full_name() == "entente.v1.Link.national_id";
}

void FillWithWords(Chance& chance, Words& words, Message& message, int percent, std::vector<std::string>& numbers) {
  Cage(chance, words, percent, numbers).Fill(message);
}

// As the gateway keeps it: what the border puts in is there already.
void MendHeader(Chance& chance, v1::Header& header) {
  v1::Originator& originator = *header.mutable_originator();
  if (!differential::TheNetwork().countries.contains(originator.country())) {
    originator.set_country(chance.OneOf<std::string>({"CO", "EC", "XPO", "PE"}));
  }
  if (originator.system() != "migracion" && originator.system() != "policia") {
    originator.set_system(chance.OneOf(differential::kSystems));
  }
  header.set_action(v1::ACTION_NEW);
  header.clear_revision();
  header.clear_test();
  if (header.format().empty()) header.set_format("common");
}

const std::vector<Recipient>& AllRecipients() {
  static const auto* all = [] {
    auto* list = new std::vector<Recipient>;
    for (const std::string& country : differential::kCountries) {
      list->push_back({country, "migracion", "investigation"});
      list->push_back({country, "migracion", "border"});
      list->push_back({country, "policia", "investigation"});
      list->push_back({country, "policia", "protection"});
    }
    return list;
  }();
  return *all;
}

const std::vector<std::string>& Governing() {
  static const auto* countries = new std::vector<std::string>{"CO", "EC", "XPO"};
  return *countries;
}

std::string AdminOf(const std::string& country) { return country + "/admin"; }

std::vector<std::string> Systems() {
  std::set<std::string> names = {kAuditor};
  for (const Recipient& recipient : AllRecipients()) names.insert(recipient.name());
  for (const std::string& country : Governing()) names.insert(AdminOf(country));
  return {names.begin(), names.end()};
}

namespace {

std::string SystemsOf(const std::string& country) {
  std::string text;
  for (const std::string& system : differential::kSystems) {
    std::vector<std::string> purposes;
    for (const Recipient& recipient : AllRecipients()) {
      if (recipient.country == country && recipient.system == system) purposes.push_back(recipient.purpose);
    }
    absl::StrAppend(&text, "      - {id: ", system, ", roles: [submit, receive, check], purposes: [",
                    absl::StrJoin(purposes, ", "), "], state: live}\n");
  }
  if (country + "/audit" == kAuditor) {
    absl::StrAppend(&text, "      - {id: audit, roles: [auditor], purposes: [criminal-investigation], state: live}\n");
  }
  if (std::count(Governing().begin(), Governing().end(), country) == 0) return text;
  absl::StrAppend(&text,
                  "      - {id: admin, roles: [administrator], purposes: [criminal-investigation], state: live}\n",
                  "    officers:\n");
  for (const auto& [id, role] :
       {std::pair("policy-1", "policy-officer"), std::pair("dpo-1", "data-protection-officer")}) {
    absl::StrAppend(&text, "      - {id: ", id, ", role: ", role, ", certificate: officers/", country, "-", id,
                    ".pem}\n");
  }
  return text;
}

}  // namespace

std::string ParticipantsFile() {
  std::string text = "trust_domain: entente.test\nparticipants:\n";
  for (const std::string& country : differential::kCountries) {
    absl::StrAppend(&text, "  - country: ", country, "\n");
    const auto parent = differential::TheNetwork().parents.find(country);
    if (parent != differential::TheNetwork().parents.end())
      absl::StrAppend(&text, "    parent: ", parent->second, "\n");
    absl::StrAppend(&text, "    systems:\n", SystemsOf(country));
  }
  return text;
}

Invented RandomRecords(Chance& chance, Words& words, int count, const std::vector<std::string>& formats) {
  Invented invented;
  std::vector<std::string> numbers;
  std::vector<int> notices;
  for (int i = 0; i < count; ++i) {
    const bool shaped = !formats.empty() && chance.Percent(kShapedPercent);
    invented.records.push_back(shaped ? ShapedRecord(chance, words, chance.OneOf(formats))
                                      : RandomOne(chance, words, numbers, invented.thrown_away));
    if (invented.records.back().has_notice()) notices.push_back(i);
  }
  for (v1::Record& record : invented.records) {
    for (v1::Link& link : *record.mutable_header()->mutable_links()) {
      PointSomewhere(chance, invented.records, notices, link);
    }
  }
  return invented;
}

void ForEachDocument(const Message& message, const std::string& above,
                     absl::FunctionRef<void(const v1::Document&, const std::string&)> visit) {
  if (message.GetDescriptor() == v1::Document::descriptor()) {
    return visit(static_cast<const v1::Document&>(message), above);
  }
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string path = absl::StrCat(above, above.empty() ? "" : ".", field->name());
    if (!field->is_repeated()) ForEachDocument(reflection.GetMessage(message, field), path, visit);
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 0;
    for (int k = 0; k < size; ++k) {
      ForEachDocument(reflection.GetRepeatedMessage(message, field, k), absl::StrCat(path, "[", k, "]"), visit);
    }
  }
}

}  // namespace entente::canary
