#include "adapters/core/mrz/mrz.h"
#include "adapters/core/mrz/mrz_layout.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Two digits, or two fillers for what is not known.
bool Part(std::string_view text, int* number, bool* known) {
  *known = text != "<<";
  *number = 0;
  return !*known || ParseNumber(text, number);
}

bool After(const MrzDay& date, const MrzDay& other) {
  if (date.year != other.year) return date.year > other.year;
  // A part that is not known may be as early as it likes.
  if (date.month != other.month) return date.month > other.month;
  return date.day > other.day;
}

bool InMonth(const MrzDay& date) {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  if (date.day > kDays[date.month - 1]) return false;
  return leap || date.month != 2 || date.day <= 28;
}

}  // namespace

bool ReadMrzDate(std::string_view text, MrzWhen when, const MrzDay& today, MrzDay* date) {
  bool year = false, month = false, day = false;
  if (text.size() != 6 || !Part(text.substr(0, 2), &date->year, &year) ||
      !Part(text.substr(2, 2), &date->month, &month) || !Part(text.substr(4, 2), &date->day, &day)) {
    return false;
  }
  // A month of no year, or a day of no month, is no date that a record can hold.
  if (!year || (day && !month) || (month && (date->month < 1 || date->month > 12)) || (day && date->day < 1)) {
    return false;
  }
  constexpr int kCentury = 100;
  constexpr int kAhead = 50;
  date->year += today.year - today.year % kCentury;
  if (when == MrzWhen::kPast) {
    if (After(*date, today)) date->year -= kCentury;
  } else if (date->year >= today.year + kAhead) {
    date->year -= kCentury;
  } else if (date->year < today.year - kAhead) {
    date->year += kCentury;
  }
  return !day || InMonth(*date);
}

}  // namespace entente::adapters
