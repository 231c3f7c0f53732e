#include "tests/policy/differential/records.h"

#include "absl/strings/str_cat.h"
#include "tests/policy/differential/policies.h"

namespace entente::differential {
namespace {

constexpr int kYear = kQuestionYear;

class Writer {
 public:
  explicit Writer(Chance& chance) : chance_(chance) {}

  v1::Record Write() {
    CountEntries();
    Header(*record_.mutable_header());
    Body();
    for (int i = 1; i <= subjects_; ++i) Person(*record_.add_subjects(), absl::StrCat("s", i));
    for (int i = 1; i <= victims_; ++i) Victim(*record_.add_victims(), i);
    if (Percent(20)) Person(*record_.add_witnesses(), "t1");
    if (Percent(15)) Person(*record_.add_officers(), "f1");
    if (Percent(25)) Person(*record_.add_associates(), "a1");
    if (Percent(15)) Organisation(*record_.add_organisations(), "g1");
    for (int i = 1; i <= offences_; ++i) Offence(*record_.add_offences(), i);
    for (int i = 1; i <= orders_; ++i) Order(*record_.add_orders(), i);
    for (int i = 1; i <= items_; ++i) Item(*record_.add_items(), absl::StrCat("i", i));
    if (Percent(40)) record_.set_narrative("story");
    if (Percent(25)) record_.add_media()->set_uri("media");
    if (Percent(20)) record_.add_carried()->set_text("carried");
    for (int i = Percent(25) ? 1 + Below(6) : 0; i > 0; --i) Sprinkle(chance_, record_);
    return record_;
  }

 private:
  bool Percent(int percent) { return chance_.Percent(percent); }
  int Below(int count) { return chance_.Below(count); }
  std::string Word(const char* prefix) { return absl::StrCat(prefix, "-", ++words_); }

  void CountEntries() {
    kind_ = Percent(20) ? 0 : Below(4);
    subjects_ = Percent(15) ? 0 : 1 + Below(3);
    victims_ = Percent(65) ? 0 : 1 + Below(2);
    offences_ = Percent(25) ? 0 : 1 + Below(2);
    orders_ = Percent(70) ? 0 : 1 + Below(2);
    items_ = Percent(55) ? 0 : 1 + Below(3);
  }

  // An id of an entry, rarely one that is not there.
  std::string SomeId(const char* prefix, int count) {
    return absl::StrCat(prefix, 1 + Below(count + (Percent(8) ? 2 : 0) + (count == 0 ? 1 : 0)));
  }

  void Code(v1::Code& code, const std::vector<std::string>& words) {
    if (Percent(88)) {
      code.set_common(Percent(6) ? "unknown" : chance_.OneOf(words));
    } else {
      code.set_text(Word("unmapped"));
    }
  }

  void Date(v1::PartialDate& date, int first_year, int years) {
    const int shape = Below(100);
    if (shape < 4) return date.set_given("not readable");
    date.set_year(first_year + Below(years));
    if (shape > 20) date.set_month(1 + Below(12));
    if (shape > 30) date.set_day(1 + Below(28));
    if (Percent(70)) return;
    date.set_kind(static_cast<v1::PartialDate::Kind>(1 + Below(5)));
    if (date.kind() == v1::PartialDate::BETWEEN) date.set_to_year(date.year() + Below(3));
    if (date.to_year() != 0 && Percent(50)) {
      date.set_to_month(12);
      if (Percent(50)) date.set_to_day(31);
    }
  }

  // Born long ago, around the day that makes an adult, or lately.
  void Birth(v1::PartialDate& date) {
    if (Percent(50)) return Date(date, 1970, 30);
    if (Percent(70)) return Date(date, kYear - 20, 4);
    Date(date, kYear - 15, 10);
  }

  void Header(v1::Header& header) {
    header.mutable_originator()->set_country(
        chance_.OneOf<std::string>({"CO", "EC", "PE", "NL", "SX", "XPO", "XPO", "AW"}));
    if (Percent(3)) header.mutable_originator()->set_country("BE");
    if (Percent(2)) header.mutable_originator()->set_country("QQ");
    if (Percent(60)) header.mutable_originator()->set_system(chance_.OneOf(kSystems));
    header.set_national_id(absl::StrCat("R", Below(3)));
    header.set_revision(1 + Below(5));
    header.set_action(v1::ACTION_NEW);
    if (Percent(50)) header.set_format("a-format");
    if (Percent(15)) header.add_other_ids()->set_code("file");
    for (int i = Below(3) * Below(2); i > 0; --i) Code(*header.add_markings(), kMarkings);
    Matter(header);
    if (Percent(12)) {
      header.mutable_keep_until()->set_seconds(1930000000 + Below(40) * 1000000);
      header.mutable_keep_until()->set_nanos(Below(2) * 500000000);
    }
    for (int i = Below(3) * Below(2); i > 0; --i) header.add_operations(chance_.OneOf(kOperations));
    if (Percent(80)) Date(*header.mutable_event_time(), kYear - 1, 1);
    if (Percent(30)) Date(*header.mutable_reported(), kYear - 1, 1);
    if (Percent(20)) header.mutable_event_place()->set_locality("town");
    if (Percent(15)) header.mutable_source_evaluation()->set_common("A");
    for (int i = Percent(40) ? 1 + Below(2) : 0; i > 0; --i) Link(*header.add_links());
  }

  void Matter(v1::Header& header) {
    if (Percent(97)) header.add_matters(v1::MATTER_ORDINARY);
    if (Percent(5)) header.add_matters(static_cast<v1::Matter>(Below(6)));
    if (Percent(1)) header.add_matters(static_cast<v1::Matter>(77));
    if (Percent(97)) header.mutable_matter_review()->set_reviewer(Percent(98) ? "reviewer" : "");
    if (Percent(30)) header.mutable_matter_review()->set_reference("file");
  }

  void Link(v1::Link& link) {
    link.set_kind(Percent(65) ? v1::Link::RESULT_OF : static_cast<v1::Link::Kind>(Below(7)));
    link.mutable_originator()->set_country(chance_.OneOf(kCountries));
    link.set_national_id(absl::StrCat("N", Below(4)));
    if (Percent(40)) link.mutable_name()->add_parts()->set_text(Word("linked"));
    if (Percent(15)) Code(*link.mutable_requested_by(), kCountries);
  }

  void Body() {
    if (kind_ == 0) return Notice(*record_.mutable_notice());
    if (kind_ == 1) return Arrest(*record_.mutable_arrest());
    if (kind_ == 2 && Percent(95)) {
      record_.mutable_seizure();
      if (Percent(50)) record_.mutable_seizure()->mutable_route()->mutable_direction()->set_common("outbound");
      if (Percent(20)) record_.mutable_seizure()->mutable_route();
    }
    if (kind_ == 3) {
      record_.mutable_incident();
      if (Percent(50)) record_.mutable_incident()->mutable_channel()->set_common("mail");
      if (Percent(30)) record_.mutable_incident()->add_referrals()->set_case_worker("worker");
    }
  }

  void Notice(v1::Notice& notice) {
    static const std::vector<v1::Colour> kColours = {v1::COLOUR_RED,    v1::COLOUR_BLUE,   v1::COLOUR_GREEN,
                                                     v1::COLOUR_YELLOW, v1::COLOUR_YELLOW, v1::COLOUR_SILVER};
    if (Percent(94)) notice.set_colour(chance_.OneOf(kColours));
    if (Percent(1)) notice.set_colour(static_cast<v1::Colour>(99));
    if (Percent(10)) notice.set_diffusion(true);
    for (int i = Percent(55) ? 1 + Below(2) : 0; i > 0; --i) {
      v1::Code& asked = *notice.add_requested_by();
      Percent(92) ? asked.set_common(chance_.OneOf(kCountries)) : Code(asked, {"QQ", "other", "none", "CO"});
    }
    for (int i = Below(3); i > 0; --i) Code(*notice.add_requested_actions(), {"arrest", "locate", "identify"});
    if (Percent(50)) Date(*notice.mutable_published(), kYear - 1, 1);
    if (Percent(30)) notice.set_caution("caution");
    if (Percent(20)) notice.mutable_reward()->set_amount("100");
  }

  void Arrest(v1::Arrest& arrest) {
    for (int i = 1; i <= subjects_; ++i) {
      if (Percent(20)) continue;
      v1::Detention& detention = *arrest.add_detentions();
      if (Percent(90)) detention.set_subject_id(SomeId("s", i));
      if (Percent(60)) detention.set_number(Word("booking"));
      for (int o = Below(3); o > 0 && offences_ > 0; --o) detention.add_offence_ids(SomeId("o", offences_));
      if (Percent(20)) detention.add_order_ids(SomeId("w", orders_));
      if (Percent(15)) detention.add_condition()->set_common("injured");
    }
  }

  void Name(v1::Name& name) {
    name.set_use(v1::Name::CURRENT);
    name.add_parts()->set_text(Word("name"));
    if (Percent(15)) name.add_parts()->set_text(Word("name"));
    if (Percent(10)) name.set_latin(Word("latin"));
    if (Percent(10)) Birth(*name.mutable_birth_date());
    if (Percent(10)) name.set_note("note");
  }

  void Document(v1::Document& document) {
    document.mutable_kind()->set_common("passport");
    if (Percent(80)) document.set_number(Word("number"));
    if (Percent(10)) document.set_personal_number(Word("number"));
    if (Percent(15)) Birth(*document.mutable_birth_date());
    if (Percent(10)) Name(*document.mutable_name());
    if (Percent(10)) document.set_note("note");
  }

  void Age(v1::Person& person) {
    static const std::vector<std::string> kYears = {"3", "12", "17", "17.5", "18", "19", "40", "0"};
    v1::Quantity& age = *person.mutable_age();
    const bool days = Percent(15);
    if (Percent(92)) age.set_amount(days ? chance_.OneOf<std::string>({"30", "6573", "7000"}) : chance_.OneOf(kYears));
    if (Percent(15)) age.set_amount_to(days ? "8000" : chance_.OneOf(kYears));
    if (Percent(96)) age.mutable_unit()->set_common(days ? "DAY" : "ANN");
    if (Percent(2)) age.mutable_unit()->set_common("MON");
  }

  void Person(v1::Person& person, const std::string& id) {
    if (Percent(97)) person.set_id(id);
    if (Percent(15)) Code(*person.mutable_role(), {"wanted", "missing"});
    for (int i = Below(3) * Below(2); i > 0; --i) Relation(*person.add_relations());
    for (int i = Percent(85) ? 1 + Below(2) * Below(2) : 0; i > 0; --i) Name(*person.add_names());
    if (Percent(5)) Name(*person.add_mother_names());
    if (Percent(30)) person.mutable_sex()->set_common("1");
    for (int i = Percent(65) ? 1 + Below(2) * Below(2) : 0; i > 0; --i) Birth(*person.add_birth_dates());
    if (Percent(20)) Age(person);
    if (Percent(8)) Code(*person.mutable_age_class(), {"adult", "adult", "minor"});
    for (int i = Percent(80) ? 1 + Below(2) * Below(2) : 0; i > 0; --i)
      Code(*person.add_nationalities(), {"CO", "EC", "PE", "NL"});
    if (Percent(20)) Document(*person.add_documents());
    if (Percent(15)) person.add_contacts()->set_value(Word("phone"));
    if (Percent(15)) person.add_addresses()->set_locality("home");
    if (Percent(15)) person.add_race()->set_text("race");
    if (Percent(15)) person.add_media()->set_uri("photo");
    if (Percent(15)) person.set_note("note");
  }

  void Relation(v1::Relation& relation) {
    const int what = Below(6);
    relation.set_to_id(what == 0   ? SomeId("s", subjects_)
                       : what == 1 ? SomeId("g", 1)
                       : what == 2 ? SomeId("o", offences_)
                       : what == 3 ? SomeId("w", orders_)
                                   : SomeId("i", items_));
    if (Percent(80)) relation.mutable_kind()->set_common("owner");
  }

  void Victim(v1::Victim& victim, int number) {
    if (Percent(85)) Person(*victim.mutable_person(), absl::StrCat("v", number));
    if (Percent(15)) Organisation(*victim.mutable_organisation(), absl::StrCat("vg", number));
    if (Percent(40)) victim.add_injuries()->set_text("injury");
    if (Percent(40)) victim.add_offence_ids(SomeId("o", offences_));
    if (Percent(30)) Item(*victim.add_items(), absl::StrCat("vi", number));
    if (Percent(15)) victim.mutable_trafficking()->mutable_status()->set_common("actual");
    if (Percent(10)) victim.add_referrals()->set_reason("reason");
  }

  void Organisation(v1::Organisation& organisation, const std::string& id) {
    organisation.set_id(id);
    Name(*organisation.add_names());
    if (Percent(30)) Relation(*organisation.add_relations());
    if (Percent(20)) organisation.add_contacts()->set_value("office");
  }

  void Offence(v1::Offence& offence, int number) {
    if (Percent(95)) offence.set_id(absl::StrCat("o", number));
    if (Percent(97)) Code(*offence.mutable_code(), kOffences);
    if (Percent(30)) offence.set_charge("charge");
    if (Percent(15)) offence.add_means()->set_common("knife");
  }

  void Order(v1::CourtOrder& order, int number) {
    order.set_id(absl::StrCat("w", number));
    if (Percent(70)) order.set_number(Word("order"));
    for (int i = Below(3); i > 0; --i) order.add_subject_ids(SomeId("s", subjects_));
    if (Percent(10)) order.add_subject_ids("a1");
    if (Percent(40)) order.add_offence_ids(SomeId("o", offences_));
    if (Percent(30)) order.set_magistrate("magistrate");
    if (Percent(20)) order.set_case_title("title");
  }

  void Item(v1::Item& item, const std::string& id) {
    item.set_id(id);
    switch (Below(7)) {
      case 0:
        item.mutable_drug()->mutable_substance()->set_common("cocaine");
        break;
      case 1:
        Document(*item.mutable_document());
        break;
      case 2:
        item.mutable_vehicle()->set_registration(Word("plate"));
        break;
      case 3:
        item.mutable_device()->set_imei(Word("imei"));
        item.mutable_device()->set_number(Word("phone"));
        break;
      case 4:
        item.mutable_asset()->set_number(Word("account"));
        break;
      case 5:
        item.mutable_firearm()->set_serial(Word("serial"));
        break;
      default:
        item.set_serial(Word("serial"));
    }
    if (Percent(25)) item.mutable_quantity()->set_amount("5");
    if (Percent(20)) item.mutable_value()->set_amount("7");
    if (Percent(20)) item.set_description("prose");
    if (Percent(15)) item.add_order_ids(SomeId("w", orders_));
    if (Percent(10)) item.add_media()->set_uri("photo");
  }

  Chance& chance_;
  v1::Record record_;
  int kind_ = 0, subjects_ = 0, victims_ = 0, offences_ = 0, orders_ = 0, items_ = 0, words_ = 0;
};

}  // namespace

v1::Record RandomRecord(Chance& chance) { return Writer(chance).Write(); }

}  // namespace entente::differential
