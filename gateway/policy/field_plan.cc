#include "gateway/policy/field_plan.h"

#include <map>
#include <memory>
#include <set>
#include <string>

#include "entente/v1/field_set.pb.h"

namespace entente::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kDepthMax = 16;  // the schema has no cycle; should it get one, the rest goes unreleased

// Rule 6: names, birth dates, document, vehicle, serial and telephone numbers.
const std::set<std::string>& ScreeningKeys() {
  static const auto& keys = *new std::set<std::string>{
      "NamePart.text",        "Name.latin",          "Name.birth_date",
      "Person.birth_dates",   "Document.birth_date", "Document.number",
      "Document.number_to",   "Document.mrz",        "Document.personal_number",
      "Vehicle.registration", "Vehicle.vin",         "Vehicle.imo",
      "Vehicle.mmsi",         "Vehicle.call_sign",   "Firearm.serial",
      "Item.serial",          "Device.imei",         "Device.imsi",
      "Device.number",        "Contact.value",
  };
  return keys;
}

// Rule 15: they go with the entry they name.
const std::set<std::string>& References() {
  static const auto& references = *new std::set<std::string>{
      "Person.relations",       "Organisation.relations", "Detention.subject_id",
      "Detention.offence_ids",  "Detention.order_ids",    "CourtOrder.subject_ids",
      "CourtOrder.offence_ids", "Victim.offence_ids",     "Item.order_ids",
  };
  return references;
}

const std::map<std::string, Belongs>& Owners() {
  static const auto& owners = *new std::map<std::string, Belongs>{
      {"Record.subjects", Belongs::kToSubject},     {"Record.victims", Belongs::kToVictim},
      {"Record.witnesses", Belongs::kToWitness},    {"Record.officers", Belongs::kToOfficer},
      {"Record.associates", Belongs::kToAssociate}, {"Record.orders", Belongs::kToOrder},
      {"Record.items", Belongs::kToItem},           {"Record.media", Belongs::kToRecord},
      {"Arrest.detentions", Belongs::kToDetention}, {"Link.name", Belongs::kToRecord},
  };
  return owners;
}

bool IsOurs(const Descriptor* type) { return type != nullptr && type->file()->package() == "entente.v1"; }

class Planner {
 public:
  const MessagePlan* Plan(const Descriptor& type, int depth) {
    auto [at, fresh] = plans_.try_emplace(&type);
    if (!fresh) return at->second.get();
    at->second = std::make_unique<MessagePlan>();
    MessagePlan& plan = *at->second;
    if (depth >= kDepthMax) return &plan;
    for (int i = 0; i < type.field_count(); ++i) plan.fields.push_back(PlanField(*type.field(i), depth));
    return &plan;
  }

 private:
  FieldPlan PlanField(const FieldDescriptor& field, int depth) {
    FieldPlan plan;
    const std::string name = field.containing_type()->name() + "." + field.name();
    const v1::FieldSet::Value set = field.options().GetExtension(v1::set);
    plan.field = &field;
    // An undecided field keeps bit 0, which no grant ever has.
    if (set != v1::FieldSet::INHERIT && set != v1::FieldSet::ENVELOPE) plan.set = static_cast<FieldSets>(1u << set);
    plan.key = ScreeningKeys().contains(name);
    plan.id = field.name() == "id";
    plan.reference = References().contains(name);
    const auto owner = Owners().find(name);
    if (owner != Owners().end()) plan.belongs = owner->second;
    const Descriptor* type = field.message_type();
    if (IsOurs(type)) {
      plan.link = type->name() == "Link";
      if (!plan.key) plan.message = Plan(*type, depth + 1);
    }
    return plan;
  }

  std::map<const Descriptor*, std::unique_ptr<MessagePlan>> plans_;
};

}  // namespace

const MessagePlan& RecordPlan() {
  static auto& planner = *new Planner();
  static const MessagePlan& plan = *planner.Plan(*v1::Record::descriptor(), 0);
  return plan;
}

}  // namespace entente::policy
