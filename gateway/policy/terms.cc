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
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::TimeZone::CivilInfo at = utc.At(start);
  const absl::CivilMonth month = absl::CivilMonth(at.cs) + retention.months;
  const int last = (absl::CivilDay(month + 1) - 1).day();
  const absl::CivilDay day = absl::CivilDay(month.year(), month.month(), std::min(at.cs.day(), last)) + retention.days;
  const absl::CivilSecond second(day.year(), day.month(), day.day(), at.cs.hour(), at.cs.minute(), at.cs.second());
  return absl::FromCivil(second, utc) + at.subsecond;
}

}  // namespace entente::policy
