// The day on which a record is read: what two digits of a year mean depends on it. Today, unless a caller says another
// day for what its thread reads.
#pragma once

#include "adapters/core/mrz/mrz.h"

namespace entente::adapters {

MrzDay ReadingDay();

class ScopedReadingDay {
 public:
  explicit ScopedReadingDay(MrzDay day);
  ~ScopedReadingDay();
  ScopedReadingDay(const ScopedReadingDay&) = delete;
  ScopedReadingDay& operator=(const ScopedReadingDay&) = delete;

 private:
  MrzDay before_;
};

}  // namespace entente::adapters
