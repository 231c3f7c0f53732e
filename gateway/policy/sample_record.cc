#include "gateway/policy/sample_record.h"

namespace entente::policy {
namespace {

void FillPerson(v1::Person& person, const char* id, const char* name, int born) {
  person.set_id(id);
  person.add_names()->add_parts()->set_text(name);
  person.add_birth_dates()->set_year(born);
}

void FillSubject(v1::Person& subject) {
  FillPerson(subject, "s1", "MUESTRA INVENTADA", 1970);
  subject.add_addresses()->set_locality("Villa Inventada");
  subject.add_contacts()->set_value("+00 000 0000");
  subject.add_media()->set_uri("https://photographs.example/s1");
  subject.add_health()->set_common("none");
}

}  // namespace

v1::Record SampleRecord() {
  v1::Record record;
  FillSubject(*record.add_subjects());
  FillPerson(*record.add_victims()->mutable_person(), "v1", "VICTIMA INVENTADA", 1980);
  FillPerson(*record.add_witnesses(), "n1", "TESTIGO INVENTADO", 1960);
  FillPerson(*record.add_officers(), "f1", "AGENTE INVENTADA", 1985);
  FillPerson(*record.add_associates(), "a1", "PARIENTE INVENTADO", 1975);
  v1::Item& passport = *record.add_items();
  passport.set_id("i1");
  passport.mutable_document()->set_number("X0000000Z");
  passport.mutable_value()->set_amount("100");
  v1::Item& telephone = *record.add_items();
  telephone.set_id("i2");
  telephone.mutable_device()->set_number("+00 000 0001");
  record.add_media()->set_uri("https://photographs.example/scene");
  record.set_narrative("an invented story");
  v1::Carried& carried = *record.add_carried();
  carried.set_path("OBSERVACION");
  carried.set_text("an invented remark");
  return record;
}

}  // namespace entente::policy
