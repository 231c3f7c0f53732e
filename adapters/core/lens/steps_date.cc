#include <algorithm>
#include <array>

#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Part = DateForm::Part;

constexpr std::string_view kFullHour = ":00:00";

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

// Takes `min` to `max` digits off the front.
bool TakeDigits(std::string_view* text, size_t min, size_t max, int* number) {
  size_t size = 0;
  *number = 0;
  while (size < max && size < text->size() && IsDigit((*text)[size])) {
    *number = *number * 10 + ((*text)[size++] - '0');
  }
  text->remove_prefix(size);
  return size >= min;
}

bool TakeMonthWord(std::string_view* text, int* month) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (ConsumePrefix(text, kMonths[i])) {
      *month = static_cast<int>(i) + 1;
      return true;
    }
  }
  return false;
}

// Two digits of the time of day.
bool TakeTime(std::string_view* text, int max, std::string_view before, std::string* time) {
  const std::string_view digits = text->substr(0, 2);
  int number = 0;
  if (!TakeDigits(text, 2, 2, &number) || number > max) return false;
  StrAppend(time, before, digits);
  return true;
}

bool TakePart(const std::pair<Part, std::string>& part, std::string_view* text, Value* value) {
  // A part without leading zeros must still be at least one digit; zero itself is no month and no day.
  switch (part.first) {
    case Part::kYear:
      return TakeDigits(text, 4, 4, &value->year) && value->year > 0;
    case Part::kMonthWord:
      return TakeMonthWord(text, &value->month);
    case Part::kMonth2:
      return TakeDigits(text, 2, 2, &value->month) && value->month > 0;
    case Part::kMonth:
      return TakeDigits(text, 1, 2, &value->month) && value->month > 0;
    case Part::kDay2:
      return TakeDigits(text, 2, 2, &value->day) && value->day > 0;
    case Part::kDay:
      return TakeDigits(text, 1, 2, &value->day) && value->day > 0;
    case Part::kHour:
      return TakeTime(text, 23, "", &value->time);
    case Part::kMinute:
      return TakeTime(text, 59, ":", &value->time);
    case Part::kText:
      return ConsumePrefix(text, part.second);
  }
  return false;
}

bool ReadForm(const DateForm& form, Value* value) {
  value->year = value->month = value->day = 0;
  value->time.clear();
  std::string_view text = value->text;
  for (const auto& part : form.parts) {
    if (!TakePart(part, &text, value)) return false;
  }
  return text.empty() && PossibleDate(value->year, value->month, value->day);
}

std::string WriteForm(const DateForm& form, const Value& value) {
  std::string out;
  for (const auto& [part, text] : form.parts) {
    switch (part) {
      case Part::kYear:
        StrAppend(&out, Padded(value.year, 4));
        break;
      case Part::kMonthWord:
        StrAppend(&out, kMonths[static_cast<size_t>(value.month - 1)]);
        break;
      case Part::kMonth2:
        StrAppend(&out, Padded(value.month, 2));
        break;
      case Part::kMonth:
        StrAppend(&out, value.month);
        break;
      case Part::kDay2:
        StrAppend(&out, Padded(value.day, 2));
        break;
      case Part::kDay:
        StrAppend(&out, value.day);
        break;
      case Part::kHour:
        out += value.time.substr(0, 2);
        break;
      case Part::kMinute:
        out += value.time.substr(3, 2);
        break;
      case Part::kText:
        out += text;
        break;
    }
  }
  return out;
}

int PrecisionOf(const Value& value) {
  if (value.year == 0) return 0;
  if (!PossibleDate(value.year, value.month, value.day)) return 0;
  return value.month == 0 ? 1 : value.day == 0 ? 2 : 3;
}

// "HH:MM:SS.fff", as far as it goes: hour alone, or hour and minute, or all.
bool IsTime(std::string_view text) {
  int number = 0;
  if (!TakeDigits(&text, 2, 2, &number) || number > 23) return false;
  if (text.empty()) return true;
  if (!ConsumePrefix(&text, ":") || !TakeDigits(&text, 2, 2, &number) || number > 59) return false;
  if (text.empty()) return true;
  if (!ConsumePrefix(&text, ":") || !TakeDigits(&text, 2, 2, &number) || number > 60) return false;
  return text.empty() || (ConsumePrefix(&text, ".") && TakeDigits(&text, 1, 9, &number) && text.empty());
}

bool IsOffset(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && IsTime(text.substr(1));
}

}  // namespace

absl::StatusOr<DateForm> ParseDateForm(std::string_view text) {
  static constexpr std::pair<std::string_view, Part> kWords[] = {{"YYYY", Part::kYear}, {"Month", Part::kMonthWord},
                                                                 {"MM", Part::kMonth2}, {"M", Part::kMonth},
                                                                 {"DD", Part::kDay2},   {"D", Part::kDay}};
  DateForm form;
  form.text = std::string(text);
  bool year = false, month = false, day = false, hour = false, minute = false;
  while (!text.empty()) {
    // What stands between apostrophes is no part: `MM/DD/YYYY' 12:00:00 AM'`.
    if (text[0] == '\'') {
      const size_t close = text.find('\'', 1);
      if (close == text.npos) return absl::InvalidArgumentError(StrCat("`", form.text, "` lacks an apostrophe"));
      form.parts.emplace_back(Part::kText, std::string(text.substr(1, close - 1)));
      text.remove_prefix(close + 1);
      continue;
    }
    if (!hour && ConsumePrefix(&text, "HH")) {
      hour = true;
      form.parts.emplace_back(Part::kHour, "");
      continue;
    }
    if (hour && !minute && ConsumePrefix(&text, "MM")) {
      minute = form.timed = true;
      form.parts.emplace_back(Part::kMinute, "");
      continue;
    }
    Part part = Part::kText;
    for (const auto& [word, kind] : kWords) {
      if (ConsumePrefix(&text, word)) {
        part = kind;
        break;
      }
    }
    if (part != Part::kText) {
      bool& seen = part == Part::kYear ? year : part == Part::kDay || part == Part::kDay2 ? day : month;
      if (seen) return absl::InvalidArgumentError(StrCat("`", form.text, "` names a part of the date twice"));
      seen = true;
      form.exact = form.exact && part != Part::kMonth && part != Part::kDay;
      form.parts.emplace_back(part, "");
    } else {
      form.parts.emplace_back(Part::kText, std::string(text.substr(0, 1)));
      text.remove_prefix(1);
    }
  }
  if (!year || (day && !month) || hour != minute || (hour && !day))
    return absl::InvalidArgumentError(StrCat("`", form.text, "` is no form of a date"));
  form.precision = day ? 3 : month ? 2 : 1;
  return form;
}

Read ReadStep(const DateStep& step, Value* value) {
  for (const DateForm& form : step.forms) {
    if (!ReadForm(form, value) || value->year < step.year_min) continue;
    value->form = Value::Form::kDate;
    const bool same = form.exact ? value->text == value->native() : WriteForm(form, *value) == value->native();
    if (!same) value->given = value->native();
    return Read::kOk;
  }
  if (!step.else_text) return Refuse(value, step.expected);
  value->year = value->month = value->day = 0;
  value->time.clear();
  value->form = Value::Form::kDate;
  value->given = value->native();
  value->fate = v1::TEXT_ONLY;
  return Read::kOk;
}

bool WriteStep(const DateStep& step, Value* value) {
  const int precision = PrecisionOf(*value);
  if (precision == 0) return Cannot(value, "no date that this format can write");
  constexpr size_t kMinutes = 5;  // "10:50"
  const bool timed = value->time.size() == kMinutes && IsTime(value->time);
  // A form with the time is better than one without; what it leaves out is listed.
  for (const bool with_time : {true, false}) {
    for (const DateForm& form : step.forms) {
      if (form.precision != precision || form.timed != with_time || (with_time && !timed)) continue;
      value->text = WriteForm(form, *value);
      value->form = Value::Form::kText;
      return true;
    }
  }
  return Cannot(value, "no form for a date of this precision");
}

Read ReadStep(const TimeStep& step, Value* value) {
  std::string text = value->text;
  if (step.short_hour && text.size() == 4) text.insert(0, 1, '0');
  const size_t size = step.hour_only ? 2 : 5;
  if (text.size() != size || !IsTime(text)) {
    return Refuse(value, step.hour_only ? "an hour as HH" : step.short_hour ? "a time as H:MM" : "a time as HH:MM");
  }
  value->text = std::move(text);
  return Read::kOk;
}

bool WriteStep(const TimeStep& step, Value* value) {
  if (value->text.size() != (step.hour_only ? 2 : 5) || !IsTime(value->text)) {
    return Cannot(value, "no form for a time of this precision");
  }
  if (step.short_hour && value->text[0] == '0') value->text.erase(0, 1);
  return true;
}

Read ReadStep(const IsoStep& step, Value* value) {
  const std::string_view text = value->text;
  static const DateForm* const form = new DateForm(*ParseDateForm("YYYY-MM-DD"));
  const size_t t = text.find('T');
  Value date;
  constexpr size_t kDateSize = 10;
  date.text = std::string(text.substr(0, std::min(t, kDateSize)));
  // A date alone may have an offset too.
  std::string_view time = text.substr(date.text.size());
  if (t != std::string_view::npos) time = text.substr(t + 1);
  const size_t offset = time.find_first_of("Z+-");
  const std::string_view zone = offset == std::string_view::npos ? std::string_view() : time.substr(offset);
  time = time.substr(0, offset);
  const bool time_ok = t == std::string_view::npos ? time.empty() : IsTime(time);
  value->form = Value::Form::kDate;
  if (!ReadForm(*form, &date) || !time_ok || !IsOffset(zone)) {
    if (step.hour) return Refuse(value, "a moment as YYYY-MM-DDTHH:MM:SS");
    value->given = value->native();
    value->fate = v1::TEXT_ONLY;
    return Read::kOk;
  }
  value->year = date.year;
  value->month = date.month;
  value->day = date.day;
  value->time = std::string(time);
  if (step.hour && value->time.ends_with(kFullHour)) value->time.resize(value->time.size() - kFullHour.size());
  value->zone = std::string(zone);
  return Read::kOk;
}

bool WriteStep(const IsoStep& step, Value* value) {
  if (PrecisionOf(*value) != 3) return Cannot(value, "no whole date");
  if (step.hour && value->time.empty()) return Cannot(value, "no time");
  constexpr size_t kHour = 2;
  constexpr size_t kMinutes = 5;
  if (step.hour && value->time.size() == kMinutes) return Cannot(value, "no form for a time of this precision");
  if (step.hour && value->time.size() == kHour) value->time += kFullHour;
  value->text = StrCat(Padded(value->year, 4), "-", Padded(value->month, 2), "-", Padded(value->day, 2));
  if (!value->time.empty()) StrAppend(&value->text, "T", value->time);
  value->text += value->zone;
  value->form = Value::Form::kText;
  return true;
}

bool PossibleDate(int year, int month, int day) {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month < 0 || month > 12 || (month == 0 && day != 0)) return false;
  if (day == 0) return true;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day >= 1 && day <= kDays[month - 1] && (leap || month != 2 || day <= 28);
}

}  // namespace entente::adapters
