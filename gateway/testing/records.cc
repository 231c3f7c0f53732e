#include "gateway/testing/records.h"

namespace entente::testing {
namespace {

void AddName(v1::Person& person, const std::string& family, const std::string& given) {
  v1::Name& name = *person.add_names();
  name.set_use(v1::Name::CURRENT);
  v1::NamePart& first = *name.add_parts();
  first.set_kind(v1::NamePart::FAMILY);
  first.set_text(family);
  v1::NamePart& second = *name.add_parts();
  second.set_kind(v1::NamePart::GIVEN);
  second.set_text(given);
}

v1::Person& AddSubject(v1::Record& record, const std::string& passport) {
  v1::Person& person = *record.add_subjects();
  person.set_id("s1");
  AddName(person, "QUISPEROA TAMBURELLI", "Zutano");
  v1::PartialDate& born = *person.add_birth_dates();
  born.set_kind(v1::PartialDate::EXACT);
  born.set_year(1980);
  born.set_month(5);
  born.set_day(17);
  person.add_nationalities()->set_common("CO");
  v1::Document& document = *person.add_documents();
  document.mutable_kind()->set_common("passport");
  document.mutable_country()->set_common("CO");
  document.set_number(passport);
  return person;
}

v1::Record Started(const std::string& national_id) {
  v1::Record record;
  v1::Header& header = *record.mutable_header();
  header.set_national_id(national_id);
  header.set_action(v1::ACTION_NEW);
  header.add_matters(v1::MATTER_ORDINARY);
  header.mutable_matter_review()->set_reviewer("Invented Reviewer");
  header.mutable_matter_review()->mutable_time()->set_seconds(1'700'000'000);
  header.mutable_matter_review()->set_reference("REVIEW-1");
  header.mutable_event_time()->set_kind(v1::PartialDate::EXACT);
  header.mutable_event_time()->set_year(2024);
  header.mutable_event_time()->set_month(2);
  header.mutable_event_time()->set_day(29);
  header.mutable_event_place()->set_locality("Villa Inventada");
  v1::Offence& offence = *record.add_offences();
  offence.set_id("o1");
  offence.mutable_code()->set_common("human-trafficking");
  return record;
}

}  // namespace

v1::Record Arrest(const std::string& national_id, const std::string& passport) {
  v1::Record record = Started(national_id);
  AddSubject(record, passport);
  record.mutable_arrest()->add_detentions()->set_subject_id("s1");
  v1::Victim& victim = *record.add_victims();
  victim.mutable_person()->set_id("v1");
  AddName(*victim.mutable_person(), "VICTIMARIA INVENTADA", "Fulana");
  v1::Document& document = *victim.mutable_person()->add_documents();
  document.mutable_kind()->set_common("passport");
  document.set_number("VV-" + national_id);
  record.set_narrative("An invented story in which Perengano Anotado is named.");
  return record;
}

v1::Record Notice(const std::string& national_id, const std::string& requested_by) {
  v1::Record record = Started(national_id);
  AddSubject(record, "QZ 900.002");
  record.mutable_notice()->set_colour(v1::COLOUR_RED);
  if (!requested_by.empty()) record.mutable_notice()->add_requested_by()->set_common(requested_by);
  record.mutable_notice()->add_requested_actions()->set_common("arrest-for-extradition");
  v1::CourtOrder& warrant = *record.add_orders();
  warrant.set_id("w1");
  warrant.mutable_kind()->set_common("arrest-warrant");
  warrant.mutable_country()->set_common("CO");
  warrant.add_offence_ids("o1");
  warrant.mutable_sentence()->set_amount("12");
  warrant.mutable_sentence()->mutable_unit()->set_common("ANN");
  return record;
}

v1::RequestContext Context(const std::string& purpose) {
  v1::RequestContext context;
  context.set_purpose(purpose);
  return context;
}

v1::SubmitRequest Submission(const v1::Record& record) {
  v1::SubmitRequest request;
  *request.mutable_context() = Context();
  *request.mutable_record() = record;
  return request;
}

}  // namespace entente::testing
