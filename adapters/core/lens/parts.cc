#include "adapters/core/lens/parts.h"

#include <algorithm>
#include <array>

#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kParts = "YMD";
using Numbers = std::array<std::string, kParts.size()>;

bool ReadDuration(std::string_view text, Numbers* numbers) {
  if (text.empty()) return true;
  if (!ConsumePrefix(&text, "P") || text.empty()) return false;
  for (size_t next = 0; !text.empty();) {
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const size_t part = digits < text.size() ? kParts.find(text[digits]) : kParts.npos;
    if (digits == 0 || part == kParts.npos || part < next) return false;
    (*numbers)[part] = std::string(text.substr(0, digits));
    text.remove_prefix(digits + 1);
    next = part + 1;
  }
  return true;
}

struct Language {
  std::string_view name;
  std::array<std::string_view, 7> days;  // Sunday first
};
constexpr Language kLanguages[] = {
    {"es", {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}},
    {"pt", {"domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"}},
    {"pt-short", {"domingo", "segunda", "terça", "quarta", "quinta", "sexta", "sábado"}},
    {"en", {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}}};

const Language* FindLanguage(std::string_view name) {
  for (const Language& language : kLanguages) {
    if (language.name == name) return &language;
  }
  return nullptr;
}

// 0 is Sunday. Zeller's congruence in Sakamoto's form, for the Gregorian calendar.
int Weekday(int year, int month, int day) {
  constexpr int kShift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  if (month < 3) --year;
  return (year + year / 4 - year / 100 + year / 400 + kShift[month - 1] + day) % 7;
}

}  // namespace

bool AddDurationPart(std::string_view number, char part, std::string* duration) {
  Numbers numbers;
  const size_t at = kParts.find(part);
  if (at == kParts.npos || !ReadDuration(*duration, &numbers)) return false;
  if (!numbers[at].empty() && numbers[at] != number) return false;
  numbers[at] = std::string(number);
  *duration = "P";
  for (size_t i = 0; i < kParts.size(); ++i) {
    if (!numbers[i].empty()) StrAppend(duration, numbers[i], kParts.substr(i, 1));
  }
  return true;
}

std::optional<std::string> DurationPart(std::string_view duration, char part) {
  Numbers numbers;
  const size_t at = kParts.find(part);
  if (at == kParts.npos || duration.empty() || !ReadDuration(duration, &numbers)) return std::nullopt;
  return numbers[at];
}

bool KnowsWeekdays(std::string_view language) { return FindLanguage(language) != nullptr; }

std::string_view WeekdayOf(const v1::PartialDate& date, std::string_view language) {
  const Language* found = FindLanguage(language);
  if (found == nullptr || date.day() == 0 || !PossibleDate(date.year(), date.month(), date.day())) return {};
  return found->days[static_cast<size_t>(Weekday(date.year(), date.month(), date.day()))];
}

std::string WeekdayWritten(const v1::PartialDate& date, std::string_view language) {
  std::string day(WeekdayOf(date, language));
  if (!day.empty()) day[0] = static_cast<char>(day[0] - 'a' + 'A');
  return day;
}

}  // namespace entente::adapters
