// How long a copy may be kept: ISO durations of years, months and days, added in UTC.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace entente::policy {

struct Retention {
  int months = 0;
  int days = 0;
  friend auto operator<=>(const Retention&, const Retention&) = default;
};

// "P1Y", "P6M", "P90D", "P1Y6M"; nothing for anything else, for a length of zero and beyond a hundred years.
std::optional<Retention> ParseRetention(std::string_view text);

// A day the month has not becomes its last: 29 February + P1Y is 28 February.
absl::Time After(absl::Time start, Retention retention);

}  // namespace entente::policy
