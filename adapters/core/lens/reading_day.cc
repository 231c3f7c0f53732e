#include "adapters/core/lens/reading_day.h"

#include <chrono>

namespace entente::adapters {
namespace {

thread_local MrzDay said_day;  // year 0: none was said

}  // namespace

MrzDay ReadingDay() {
  if (said_day.year != 0) return said_day;
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return {static_cast<int>(today.year()), static_cast<int>(static_cast<unsigned>(today.month())),
          static_cast<int>(static_cast<unsigned>(today.day()))};
}

ScopedReadingDay::ScopedReadingDay(MrzDay day) : before_(said_day) { said_day = day; }
ScopedReadingDay::~ScopedReadingDay() { said_day = before_; }

}  // namespace entente::adapters
