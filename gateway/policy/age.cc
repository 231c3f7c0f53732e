#include "gateway/policy/age.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"

namespace entente::policy {
namespace {

constexpr int kAdultYears = 18;
constexpr int kApproximateYears = 2;  // "circa 1999" is 1997 to 2001
constexpr int kYearMax = 9999;

struct Bounds {
  std::optional<absl::CivilDay> earliest;  // nothing: open
  std::optional<absl::CivilDay> latest;
};

absl::CivilDay LastOfMonth(int year, int month) { return absl::CivilDay(absl::CivilMonth(year, month) + 1) - 1; }

absl::CivilDay First(int year, int month, int day) {
  if (month < 1 || month > 12) return absl::CivilDay(year, 1, 1);
  const bool real = day >= 1 && day <= LastOfMonth(year, month).day();
  return absl::CivilDay(year, month, real ? day : 1);
}

// Parts that make no date count as not given, which is the wider reading.
absl::CivilDay Last(int year, int month, int day) {
  if (month < 1 || month > 12) return absl::CivilDay(year, 12, 31);
  const bool real = day >= 1 && day <= LastOfMonth(year, month).day();
  return real ? absl::CivilDay(year, month, day) : LastOfMonth(year, month);
}

absl::CivilDay AddYears(absl::CivilDay day, int years) {
  const int last = LastOfMonth(static_cast<int>(day.year()) + years, day.month()).day();
  return absl::CivilDay(day.year() + years, day.month(), day.day() > last ? last : day.day());
}

bool Given(int year) { return year >= 1 && year <= kYearMax; }

Bounds BoundsOf(const v1::PartialDate& date) {
  if (!Given(date.year())) return {};
  Bounds bounds{First(date.year(), date.month(), date.day()), Last(date.year(), date.month(), date.day())};
  switch (date.kind()) {
    case v1::PartialDate::BETWEEN:
      if (Given(date.to_year())) {  // its ends may be turned about
        bounds.earliest = std::min(*bounds.earliest, First(date.to_year(), date.to_month(), date.to_day()));
      } else {
        bounds.latest.reset();
      }
      break;
    case v1::PartialDate::APPROXIMATE:
      bounds = {AddYears(*bounds.earliest, -kApproximateYears), AddYears(*bounds.latest, kApproximateYears)};
      break;
    case v1::PartialDate::BEFORE:
      bounds.earliest.reset();
      break;
    case v1::PartialDate::AFTER:
      bounds.latest.reset();
      break;
    default:
      break;
  }
  // An end that is given beside another kind may be meant all the same.
  if (bounds.latest && Given(date.to_year())) {
    bounds.latest = std::max(*bounds.latest, Last(date.to_year(), date.to_month(), date.to_day()));
  }
  return bounds;
}

// The day on which someone born on 29 February comes of age is 1 March.
bool UnderAge(const v1::PartialDate& birth, absl::CivilDay event) {
  const std::optional<absl::CivilDay> latest = BoundsOf(birth).latest;
  if (!latest) return true;
  const bool leap = latest->month() == 2 && latest->day() == 29;
  const absl::CivilDay born = leap ? *latest + 1 : *latest;
  return event < absl::CivilDay(born.year() + kAdultYears, born.month(), born.day());
}

// A unit nobody can read could be anything shorter than a year, so it counts as a minor's.
std::optional<bool> UnderAge(const v1::Quantity& age) {
  double amount = 0, to = 0;
  const bool from_given = absl::SimpleAtod(age.amount(), &amount);
  const bool to_given = absl::SimpleAtod(age.amount_to(), &to);
  if (!from_given && !to_given) return std::nullopt;
  if (!from_given) return true;  // "up to 30" may be few
  if (to_given) amount = std::min(amount, to);
  const std::string& unit = age.unit().common();
  if (unit == "ANN") return amount < kAdultYears;
  if (unit == "MON") return amount < kAdultYears * 12;
  if (unit == "DAY") return amount < kAdultYears * 365.25;
  return true;
}

class Verdict {
 public:
  void Add(bool under_age) {
    known_ = true;
    under_age_ = under_age_ || under_age;
  }
  void AddBirth(const v1::PartialDate& birth, absl::CivilDay event) {
    if (Given(birth.year())) Add(UnderAge(birth, event));
  }
  bool Result(bool unknown_counts) const { return known_ ? under_age_ : unknown_counts; }

 private:
  bool known_ = false;
  bool under_age_ = false;
};

}  // namespace

absl::CivilDay EventDay(const v1::Record& record, absl::CivilDay today) {
  const v1::PartialDate* candidates[] = {&record.header().event_time(), &record.header().reported(),
                                         &record.notice().published()};
  for (const v1::PartialDate* date : candidates) {
    if (Given(date->year())) return BoundsOf(*date).earliest.value_or(absl::CivilDay(1, 1, 1));
  }
  return today;
}

bool MaybeMinor(const v1::Person& person, absl::CivilDay event, bool unknown_counts) {
  Verdict verdict;
  if (const std::optional<bool> under_age = UnderAge(person.age())) verdict.Add(*under_age);
  for (const v1::PartialDate& birth : person.birth_dates()) verdict.AddBirth(birth, event);
  for (const v1::Name& name : person.names()) verdict.AddBirth(name.birth_date(), event);
  for (const v1::Document& document : person.documents()) {
    verdict.AddBirth(document.birth_date(), event);
    verdict.AddBirth(document.name().birth_date(), event);
  }
  if (person.age_class().common() == "minor") verdict.Add(true);
  if (person.age_class().common() == "adult") verdict.Add(false);
  return verdict.Result(unknown_counts);
}

}  // namespace entente::policy
