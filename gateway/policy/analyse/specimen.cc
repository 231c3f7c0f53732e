#include "gateway/policy/analyse/specimen.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace entente::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr char kInvented[] = "INVENTADO";
constexpr char kNotice[] = "INVENTED-NOTICE-1";

// One value where a message or a scalar was asked for; lists have it as their first element.
void FillScalar(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field.is_repeated() ? reflection.AddString(&message, &field, kInvented)
                                 : reflection.SetString(&message, &field, kInvented);
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.is_repeated() ? reflection.AddEnumValue(&message, &field, 1)
                                 : reflection.SetEnumValue(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 1);
    default:
      return;
  }
}

Message* Enter(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return reflection.MutableMessage(&message, &field);
  if (reflection.FieldSize(message, &field) > 0) return reflection.MutableRepeatedMessage(&message, &field, 0);
  return reflection.AddMessage(&message, &field);
}

void SetAge(v1::Person& person, bool minor) { person.mutable_age_class()->set_common(minor ? "minor" : "adult"); }

class Maker {
 public:
  explicit Maker(const RequestClass& request) : request_(request) {
    SetHeader();
    SetBody();
    for (const std::string& code : request.offences) record_.add_offences()->mutable_code()->set_common(code);
    for (const Values& states : request.nationalities) {
      v1::Person& subject = *record_.add_subjects();
      subject.set_id(absl::StrCat("s", record_.subjects_size()));
      SetAge(subject, false);
      for (const std::string& state : states) subject.add_nationalities()->set_common(state);
    }
  }

  std::string Fill(const PossibleNeed& need, bool minor) {
    std::string path;
    Message* at = &record_;
    for (const FieldPlan* step : need.path) {
      absl::StrAppend(&path, path.empty() ? "" : ".", step->field->name(), step->field->is_repeated() ? "[0]" : "");
      if (step->field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        at = Enter(*at, *step->field);
        if (auto* person = dynamic_cast<v1::Person*>(at)) SetAge(*person, minor);
        // Of whom nothing is said may be a minor.
        if (auto* victim = dynamic_cast<v1::Victim*>(at)) SetAge(*victim->mutable_person(), minor);
      } else {
        FillScalar(*at, *step->field);
      }
    }
    if (minor) MakeMinors(need.owner);
    return path;
  }

  Specimen Take(std::string path) {
    Specimen specimen{{std::move(record_)}, std::move(path)};
    if (request_.asked != RequestClass::Asked::kYes) return specimen;
    v1::Record& notice = specimen.records.emplace_back();
    notice.mutable_header()->mutable_originator()->set_country(Country(request_.recipient));
    notice.mutable_header()->set_national_id(kNotice);
    notice.mutable_notice()->set_colour(v1::COLOUR_RED);
    return specimen;
  }

 private:
  static std::string Country(const std::string& recipient) { return recipient.substr(0, recipient.find('/')); }

  void SetHeader() {
    v1::Header& header = *record_.mutable_header();
    header.mutable_originator()->set_country(request_.originator);
    header.mutable_originator()->set_system(request_.system);
    header.set_national_id("INVENTED-1");
    for (const std::string& operation : request_.operations) header.add_operations(operation);
    for (const std::string& marking : request_.markings) header.add_markings()->set_common(marking);
    const Values& matters = request_.matters;
    const bool assessed = std::find(matters.begin(), matters.end(), "") == matters.end();
    for (size_t i = 0; assessed && i < matters.size(); ++i) {
      v1::Matter value = v1::MATTER_UNSPECIFIED;
      v1::Matter_Parse("MATTER_" + absl::AsciiStrToUpper(matters[i]), &value);
      header.add_matters(value);
    }
    if (header.matters_size() > 0) header.mutable_matter_review()->set_reviewer("an invented reviewer");
    if (request_.asked == RequestClass::Asked::kNo) return;
    v1::Link& link = *header.add_links();
    link.set_kind(v1::Link::RESULT_OF);
    link.mutable_originator()->set_country(Country(request_.recipient));
    link.set_national_id(kNotice);
  }

  void SetBody() {
    if (request_.kind == "arrest") record_.mutable_arrest();
    if (request_.kind == "seizure") record_.mutable_seizure();
    if (request_.kind == "incident") record_.mutable_incident();
    if (request_.kind != "notice") return;
    v1::Colour colour = v1::COLOUR_UNSPECIFIED;
    v1::Colour_Parse("COLOUR_" + absl::AsciiStrToUpper(request_.colour), &colour);
    record_.mutable_notice()->set_colour(colour);
  }

  // Rule 9: what goes with a minor does so by whom it belongs to.
  void MakeMinors(Belongs owner) {
    if (owner == Belongs::kToVictim) SetAge(*record_.mutable_victims(0)->mutable_person(), true);
    if (owner == Belongs::kToRecord) SetAge(*record_.add_associates(), true);
    if (owner == Belongs::kToItem) {
      record_.mutable_items(0)->set_id("i1");
      v1::Person& associate = *record_.add_associates();
      SetAge(associate, true);
      associate.add_relations()->set_to_id("i1");
    }
    if (owner != Belongs::kToDetention && owner != Belongs::kToOrder) return;
    if (record_.subjects_size() == 0) return;
    SetAge(*record_.mutable_subjects(0), true);
    record_.mutable_subjects(0)->set_id("s1");
    if (owner == Belongs::kToOrder) record_.mutable_orders(0)->add_subject_ids("s1");
    if (owner == Belongs::kToDetention) record_.mutable_arrest()->mutable_detentions(0)->set_subject_id("s1");
  }

  const RequestClass& request_;
  v1::Record record_;
};

}  // namespace

Specimen MakeSpecimen(const RequestClass& request, const PossibleNeed* need, bool minor) {
  Maker maker(request);
  std::string path = need == nullptr ? "" : maker.Fill(*need, minor);
  return maker.Take(std::move(path));
}

Requesters RequestersAmong(const std::vector<v1::Record>& records, const std::string& country,
                           const std::string& national_id) {
  for (const v1::Record& record : records) {
    const v1::Header& header = record.header();
    if (!record.has_notice() || header.originator().country() != country || header.national_id() != national_id) {
      continue;
    }
    Requesters requesters;
    requesters.found = true;
    for (const v1::Code& code : record.notice().requested_by()) {
      const bool known = !code.common().empty() && code.common() != "unknown";
      if (known) requesters.countries.push_back(code.common());
      requesters.unknown = requesters.unknown || !known;
    }
    return requesters;
  }
  return Requesters();
}

}  // namespace entente::policy
