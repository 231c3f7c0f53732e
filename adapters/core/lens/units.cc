#include "adapters/core/lens/units.h"

namespace entente::adapters {
namespace {

struct KnownUnit {
  std::string_view code;  // UN/ECE Recommendation 20
  std::string_view normal;
  std::string_view factor;  // how many of the normal unit it is
};

// International yard and pound agreement of 1959, US gallon of 231 cubic inches, imperial gallon of 4.54609 litres. The
// same numbers stand in adapters/core/codes/unit.csv, where they are reviewed; a unit that is not here converts to
// nothing.
constexpr KnownUnit kUnits[] = {
    {"GRM", "GRM", "1"},
    {"KGM", "GRM", "1000"},
    {"MGM", "GRM", "0.001"},
    {"MC", "GRM", "0.000001"},
    {"TNE", "GRM", "1000000"},
    {"LBR", "GRM", "453.59237"},
    {"ONZ", "GRM", "28.349523125"},
    {"MLT", "MLT", "1"},
    {"LTR", "MLT", "1000"},
    {"CMQ", "MLT", "1"},
    {"MTQ", "MLT", "1000000"},
    {"CLT", "MLT", "10"},
    {"GLL", "MLT", "3785.411784"},
    {"GLI", "MLT", "4546.09"},
    {"OZA", "MLT", "29.5735295625"},
    {"OZI", "MLT", "28.4130625"},
    {"CMT", "CMT", "1"},
    {"MTR", "CMT", "100"},
    {"MMT", "CMT", "0.1"},
    {"KMT", "CMT", "100000"},
    {"INH", "CMT", "2.54"},
    {"FOT", "CMT", "30.48"},
    {"MTK", "MTK", "1"},
    {"HAR", "MTK", "10000"},
    {"ACR", "MTK", "4046.8564224"},
    {"CMK", "MTK", "0.0001"},
    {"KMK", "MTK", "1000000"},
};

const KnownUnit* Find(std::string_view code) {
  for (const KnownUnit& unit : kUnits) {
    if (unit.code == code) return &unit;
  }
  return nullptr;
}

// "1000" is 3, "0.001" is -3; nothing for a factor that is no power of ten.
std::optional<int> PowerOfTen(std::string_view factor) {
  const size_t one = factor.find('1');
  if (one == factor.npos || factor.find_first_not_of("0.1") != factor.npos || factor.rfind('1') != one) {
    return std::nullopt;
  }
  const size_t point = factor.find('.');
  if (point == factor.npos) return static_cast<int>(factor.size() - one - 1);
  return one > point ? -static_cast<int>(one - point) : std::optional<int>();
}

std::optional<Decimal> TimesFactor(const Decimal& amount, std::string_view factor) {
  if (const std::optional<int> power = PowerOfTen(factor); power.has_value()) return amount.Shift(*power);
  return amount.Times(*Decimal::Parse(factor));
}

}  // namespace

std::string_view NormalUnit(std::string_view unit) {
  const KnownUnit* found = Find(unit);
  return found == nullptr ? std::string_view() : found->normal;
}

std::optional<Decimal> ConvertUnit(const Decimal& amount, std::string_view from, std::string_view to) {
  const KnownUnit* a = Find(from);
  const KnownUnit* b = Find(to);
  if (a == nullptr || b == nullptr || a->normal != b->normal) return std::nullopt;
  const std::optional<Decimal> normal = TimesFactor(amount, a->factor);
  if (!normal.has_value()) return std::nullopt;
  return b->factor == "1" ? normal->Trimmed() : normal->Trimmed().DividedBy(*Decimal::Parse(b->factor));
}

}  // namespace entente::adapters
