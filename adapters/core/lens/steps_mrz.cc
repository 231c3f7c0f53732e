#include "adapters/core/lens/reading_day.h"
#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {

// What stands in the zone is kept beside its meaning: the century is a reading, not a fact. What is no date, such as a
// letter read for a digit, is kept as it stands.
Read ReadStep(const MrzDateStep& step, Value* value) {
  MrzDay date;
  value->form = Value::Form::kDate;
  value->given = value->native();
  if (!ReadMrzDate(value->text, step.when, ReadingDay(), &date)) {
    value->year = value->month = value->day = 0;
    value->fate = v1::TEXT_ONLY;
    return Read::kOk;
  }
  value->year = date.year;
  value->month = date.month;
  value->day = date.day;
  value->fate = v1::CONVERTED;
  return Read::kOk;
}

bool WriteStep(const MrzDateStep&, Value* value) {
  if (value->year < 1) return Cannot(value, "no year");
  constexpr int kCentury = 100;
  const auto part = [](int number) { return number == 0 ? std::string("<<") : Padded(number, 2); };
  value->text = StrCat(Padded(value->year % kCentury, 2), part(value->month), part(value->day));
  value->form = Value::Form::kText;
  return true;
}

}  // namespace entente::adapters
