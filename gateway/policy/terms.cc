#include "gateway/policy/terms.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace entente::policy {
namespace {

constexpr int kYearsMax = 100;
constexpr int kNumberMax = 40000;

}  // namespace

std::optional<Retention> ParseRetention(std::string_view text) {
  if (!text.starts_with('P')) return std::nullopt;
  Retention retention;
  std::string_view units = "YMD";  // each at most once, in this order
  int number = -1;
  for (const char c : text.substr(1)) {
    if (c >= '0' && c <= '9') {
      number = std::max(number, 0) * 10 + (c - '0');
      if (number > kNumberMax) return std::nullopt;
      continue;
    }
    const size_t at = units.find(c);
    if (number < 0 || at == std::string_view::npos) return std::nullopt;
    if (c == 'Y') retention.months += 12 * number;
    if (c == 'M') retention.months += number;
    if (c == 'D') retention.days += number;
    units.remove_prefix(at + 1);
    number = -1;
  }
  const bool nothing = retention.months == 0 && retention.days == 0;
  const bool too_long = retention.months / 12 + retention.days / 365 > kYearsMax;
  if (number >= 0 || nothing || too_long) return std::nullopt;
  return retention;
}

absl::Time After(absl::Time start, Retention retention) {
  if (start == absl::InfiniteFuture() || start == absl::InfinitePast()) return start;
  // In UTC every day is as long as the next, so only whole days need a calendar.
  constexpr absl::CivilDay kEpoch(1970, 1, 1);
  absl::Duration time_of_day;
  int64_t days = absl::IDivDuration(start - absl::UnixEpoch(), absl::Hours(24), &time_of_day);
  if (time_of_day < absl::ZeroDuration()) {
    --days;
    time_of_day += absl::Hours(24);
  }
  const absl::CivilDay from = kEpoch + days;
  const absl::CivilMonth month = absl::CivilMonth(from) + retention.months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  const absl::CivilDay until = std::min(absl::CivilDay(month) + (from.day() - 1), last) + retention.days;
  return absl::UnixEpoch() + absl::Hours(24) * (until - kEpoch) + time_of_day;
}

}  // namespace entente::policy
