#include "adapters/core/lens/decimal.h"
#include "adapters/core/text.h"

#include <algorithm>
#include <cstdint>

namespace entente::adapters {
namespace {

std::string StripZeros(std::string digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

__extension__ using Wide = unsigned __int128;

// Schoolbook long division of digit strings by a divisor of up to 18 digits.
std::pair<std::string, uint64_t> Divide(const std::string& digits, uint64_t divisor) {
  std::string quotient;
  uint64_t rest = 0;
  for (const char c : digits) {
    const Wide at = static_cast<Wide>(rest) * 10 + static_cast<unsigned>(c - '0');
    quotient.push_back(static_cast<char>('0' + static_cast<int>(at / divisor)));
    rest = static_cast<uint64_t>(at % divisor);
  }
  return {StripZeros(quotient), rest};
}

}  // namespace

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  Decimal out;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    out.negative_ = text.front() == '-';
    text.remove_prefix(1);
  }
  int exponent = 0;
  if (const size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view power = text.substr(e + 1);
    if (power.empty() || power.size() > 4 || !ParseNumber(power, &exponent)) return std::nullopt;
    text = text.substr(0, e);
  }
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && part.empty())) return std::nullopt;
  if (whole.size() + part.size() > kMaxDigits || exponent > kMaxDigits || exponent < -kMaxDigits) return std::nullopt;
  out.digits_.append(whole).append(part);
  if (!std::all_of(out.digits_.begin(), out.digits_.end(), IsDigit)) return std::nullopt;
  out.digits_ = StripZeros(std::move(out.digits_));
  out.scale_ = static_cast<int>(part.size());
  return exponent == 0 ? out : out.Shift(exponent);
}

std::string Decimal::ToString() const {
  std::string text = digits_;
  if (scale_ > 0) {
    if (text.size() <= static_cast<size_t>(scale_)) text.insert(0, static_cast<size_t>(scale_) + 1 - text.size(), '0');
    text.insert(text.size() - static_cast<size_t>(scale_), 1, '.');
  }
  return negative_ && digits_ != "0" ? "-" + text : text;
}

Decimal Decimal::Shift(int places) const {
  Decimal out = *this;
  out.scale_ -= places;
  if (out.scale_ < 0) {
    if (out.digits_ != "0") out.digits_.append(static_cast<size_t>(-out.scale_), '0');
    out.scale_ = 0;
  }
  return out;
}

Decimal Decimal::Trimmed() const {
  Decimal out = *this;
  while (out.scale_ > 0 && out.digits_.back() == '0') {
    if (out.digits_.size() > 1) out.digits_.pop_back();
    --out.scale_;
  }
  return out;
}

std::optional<Decimal> Decimal::Times(const Decimal& other) const {
  if (digits_.size() + other.digits_.size() > 2 * kMaxDigits) return std::nullopt;
  std::string product(digits_.size() + other.digits_.size(), '0');
  for (size_t i = digits_.size(); i-- > 0;) {
    int carry = 0;
    for (size_t j = other.digits_.size(); j-- > 0;) {
      const int sum = (digits_[i] - '0') * (other.digits_[j] - '0') + (product[i + j + 1] - '0') + carry;
      product[i + j + 1] = static_cast<char>('0' + sum % 10);
      carry = sum / 10;
    }
    product[i] = static_cast<char>(product[i] + carry);
  }
  Decimal out;
  out.negative_ = negative_ != other.negative_;
  out.digits_ = StripZeros(product);
  out.scale_ = scale_ + other.scale_;
  return out;
}

std::optional<Decimal> Decimal::DividedBy(const Decimal& other) const {
  uint64_t divisor = 0;
  if (other.digits_.size() > 18 || !ParseNumber(other.digits_, &divisor) || divisor == 0) return std::nullopt;
  for (int more = 0; more <= 12; ++more) {
    const auto [quotient, rest] = Divide(digits_ + std::string(static_cast<size_t>(more), '0'), divisor);
    if (rest != 0) continue;
    Decimal out;
    out.negative_ = negative_ != other.negative_;
    out.digits_ = quotient;
    out.scale_ = scale_ + more;
    return out.Shift(other.scale_);
  }
  return std::nullopt;
}

Decimal Decimal::Rounded(int places) const {
  if (scale_ <= places) return *this;
  Decimal out = *this;
  const auto cut = static_cast<size_t>(scale_ - places);
  std::string digits = digits_;
  if (digits.size() <= cut) digits.insert(0, cut + 1 - digits.size(), '0');
  const bool up = digits[digits.size() - cut] >= '5';
  digits.resize(digits.size() - cut);
  for (size_t i = digits.size(); up && i-- > 0;) {
    if (digits[i] != '9') {
      ++digits[i];
      break;
    }
    digits[i] = '0';
    if (i == 0) digits.insert(0, 1, '1');
  }
  out.digits_ = StripZeros(digits);
  out.scale_ = places;
  return out;
}

bool Decimal::whole() const { return Trimmed().scale_ == 0; }

bool IsDecimal(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), IsDigit);
  };
  if (point == std::string_view::npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

}  // namespace entente::adapters
