// Values that stand in parts or twice: a duration in years, months and days, and the weekday of a date.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "entente/v1/record.pb.h"

namespace entente::adapters {

// ISO 8601 durations of whole years, months and days: "P2Y3M10D". `part` is Y, M or D.
// Puts the part in its place; false: no duration, or the part stands there already with another number.
bool AddDurationPart(std::string_view number, char part, std::string* duration);
// The number of a part; "" where there is none; nothing where the text is no such duration.
std::optional<std::string> DurationPart(std::string_view duration, char part);

bool KnowsWeekdays(std::string_view language);
// The weekday in lower case ("miércoles"), or "" where the date is no whole day.
std::string_view WeekdayOf(const v1::PartialDate& date, std::string_view language);
// The same as a source writes it: its first letter capital.
std::string WeekdayWritten(const v1::PartialDate& date, std::string_view language);

}  // namespace entente::adapters
