#include "tests/policy/second/ages.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace entente::second {
namespace {

const absl::CivilDay kLongAgo(1, 1, 1);
const absl::CivilDay kFarAway(9000, 1, 1);

absl::CivilDay FirstDay(int year, int month, int day) {
  return absl::CivilDay(year, month == 0 ? 1 : month, month == 0 || day == 0 ? 1 : day);
}

absl::CivilDay LastDay(int year, int month, int day) {
  if (month == 0) return absl::CivilDay(year, 12, 31);
  if (day == 0) return absl::CivilDay(absl::CivilMonth(year, month) + 1) - 1;
  return absl::CivilDay(year, month, day);
}

// A day that the month has not becomes its last.
absl::CivilDay YearsLater(absl::CivilDay day, int years) {
  const absl::CivilMonth month(day.year() + years, day.month());
  return std::min(absl::CivilDay(month + 1) - 1, absl::CivilDay(month) + (day.day() - 1));
}

// Who is born on 29 February comes of age on 1 March.
absl::CivilDay ComesOfAge(absl::CivilDay birth) {
  return absl::CivilDay(birth.year() + 18, birth.month(), birth.day());
}

bool Given(const v1::PartialDate& date) { return date.year() != 0; }

// The latest day that the date may be.
absl::CivilDay Latest(const v1::PartialDate& date) {
  absl::CivilDay last = LastDay(date.year(), date.month(), date.day());
  if (date.to_year() != 0) last = std::max(last, LastDay(date.to_year(), date.to_month(), date.to_day()));
  switch (date.kind()) {
    case v1::PartialDate::AFTER:
      return kFarAway;
    case v1::PartialDate::BETWEEN:
      return date.to_year() == 0 ? kFarAway : last;
    case v1::PartialDate::APPROXIMATE:
      return YearsLater(last, 2);
    default:
      return last;
  }
}

absl::CivilDay Earliest(const v1::PartialDate& date) {
  const absl::CivilDay first = FirstDay(date.year(), date.month(), date.day());
  switch (date.kind()) {
    case v1::PartialDate::BEFORE:
      return kLongAgo;
    case v1::PartialDate::BETWEEN:  // whichever end comes first
      return date.to_year() == 0 ? first : std::min(first, FirstDay(date.to_year(), date.to_month(), date.to_day()));
    case v1::PartialDate::APPROXIMATE:
      return YearsLater(first, -2);
    default:
      return first;
  }
}

absl::CivilDay EventOf(const v1::Record& record, absl::Time now) {
  if (Given(record.header().event_time())) return Earliest(record.header().event_time());
  if (Given(record.header().reported())) return Earliest(record.header().reported());
  if (Given(record.notice().published())) return Earliest(record.notice().published());
  return absl::ToCivilDay(now, absl::UTCTimeZone());
}

enum Age { kUnknown, kAdult, kMinor };

Age ByQuantity(const v1::Quantity& age) {
  if (age.amount().empty() && age.amount_to().empty()) return kUnknown;
  if (age.amount().empty()) return kMinor;  // up to so many years: possibly few
  double youngest = std::strtod(age.amount().c_str(), nullptr);
  if (!age.amount_to().empty()) youngest = std::min(youngest, std::strtod(age.amount_to().c_str(), nullptr));
  if (age.unit().common() == "ANN") return youngest < 18 ? kMinor : kAdult;
  if (age.unit().common() == "MON") return youngest < 18 * 12 ? kMinor : kAdult;
  if (age.unit().common() == "DAY") return youngest < 18 * 365.25 ? kMinor : kAdult;
  return kMinor;  // a unit that nobody can read
}

Age ByBirth(const v1::PartialDate& birth, absl::CivilDay event) {
  if (!Given(birth)) return kUnknown;
  return ComesOfAge(Latest(birth)) > event ? kMinor : kAdult;
}

// The youngest of all claims.
Age AgeOf(const v1::Person& person, absl::CivilDay event) {
  Age age = ByQuantity(person.age());
  if (person.age_class().common() == "minor") age = std::max(age, kMinor);
  if (person.age_class().common() == "adult") age = std::max(age, kAdult);
  for (const auto& birth : person.birth_dates()) age = std::max(age, ByBirth(birth, event));
  for (const auto& name : person.names()) age = std::max(age, ByBirth(name.birth_date(), event));
  for (const auto& document : person.documents()) {
    age = std::max(age, ByBirth(document.birth_date(), event));
    age = std::max(age, ByBirth(document.name().birth_date(), event));
  }
  return age;
}

// Who is who in one record.
struct People {
  absl::CivilDay event;
  bool yellow = false;
  Words minors;                       // their ids
  Words minors_things, other_things;  // ids that relations of minors, and of all others, name
  Words withheld;
  bool somebody = false;  // who is a minor

  bool IsMinor(const v1::Person& person, bool victim) const {
    const Age age = AgeOf(person, event);
    return age == kMinor || (age == kUnknown && (victim || yellow));
  }

  void Relate(const google::protobuf::RepeatedPtrField<v1::Relation>& relations, bool minor) {
    for (const auto& relation : relations) (minor ? minors_things : other_things).insert(relation.to_id());
  }

  // Returns how many of the list are minors.
  int Look(const google::protobuf::RepeatedPtrField<v1::Person>& people, const char* list) {
    int count = 0;
    for (int i = 0; i < people.size(); ++i) {
      const bool minor = IsMinor(people[i], false);
      Relate(people[i].relations(), minor);
      if (!minor) continue;
      ++count;
      minors.insert(people[i].id());
      withheld.insert(absl::StrCat(list, "[", i, "]"));
    }
    somebody = somebody || count > 0;
    return count;
  }

  void Look(const google::protobuf::RepeatedPtrField<v1::Victim>& victims) {
    for (int i = 0; i < victims.size(); ++i) {
      const v1::Victim& victim = victims[i];
      const bool organisation = victim.has_organisation() && !victim.has_person();
      const bool minor = !organisation && IsMinor(victim.person(), true);
      Relate(victim.person().relations(), minor);
      Relate(victim.organisation().relations(), false);
      if (!minor) continue;
      somebody = true;
      minors.insert(victim.person().id());
      withheld.insert(absl::StrCat("victims[", i, "]"));
    }
  }
};

void WithholdWhatIsTheirs(const v1::Record& record, People& people) {
  for (int i = 0; i < record.arrest().detentions_size(); ++i) {
    const std::string& whom = record.arrest().detentions(i).subject_id();
    if (people.minors.contains(whom)) people.withheld.insert(absl::StrCat("arrest.detentions[", i, "]"));
  }
  for (int i = 0; i < record.orders_size(); ++i) {
    const auto& against = record.orders(i).subject_ids();
    const auto minor = [&people](const std::string& id) { return people.minors.contains(id); };
    if (!against.empty() && std::all_of(against.begin(), against.end(), minor)) {
      people.withheld.insert(absl::StrCat("orders[", i, "]"));
    }
  }
  for (int i = 0; i < record.items_size(); ++i) {
    const std::string& id = record.items(i).id();
    if (people.minors_things.contains(id) && !people.other_things.contains(id)) {
      people.withheld.insert(absl::StrCat("items[", i, "]"));
    }
  }
  for (int i = 0; i < record.media_size(); ++i) people.withheld.insert(absl::StrCat("media[", i, "]"));
  for (int i = 0; i < record.header().links_size(); ++i) {
    people.withheld.insert(absl::StrCat("header.links[", i, "].name"));
  }
}

}  // namespace

Words WithheldWithMinors(const v1::Record& record, absl::Time now) {
  People people;
  people.event = EventOf(record, now);
  people.yellow = record.notice().colour() == v1::COLOUR_YELLOW;
  const int minors = people.Look(record.subjects(), "subjects");
  people.Look(record.victims());
  people.Look(record.witnesses(), "witnesses");
  people.Look(record.officers(), "officers");
  people.Look(record.associates(), "associates");
  for (const auto& organisation : record.organisations()) people.Relate(organisation.relations(), false);
  if (minors > 0 && minors == record.subjects_size()) people.withheld.insert("");
  people.minors.erase("");
  people.minors_things.erase("");
  if (people.somebody) WithholdWhatIsTheirs(record, people);
  return people.withheld;
}

}  // namespace entente::second
