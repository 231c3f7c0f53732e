// Exact decimal numbers as text. Nothing here ever becomes a floating-point number.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace entente::adapters {

class Decimal {
 public:
  // Reads an optional sign, digits, a point and an exponent: "15.540", "-3", "9e-05". Nothing for anything else, or for
  // numbers of more than kMaxDigits digits when written out.
  static std::optional<Decimal> Parse(std::string_view text);

  static constexpr int kMaxDigits = 60;

  std::string ToString() const;     // "15.540": scale kept, never an exponent
  Decimal Shift(int places) const;  // times 10^places, exactly
  Decimal Trimmed() const;          // without zeros behind the point
  std::optional<Decimal> Times(const Decimal& other) const;
  // Nothing when the quotient does not end within 12 places more.
  std::optional<Decimal> DividedBy(const Decimal& other) const;
  Decimal Rounded(int places) const;  // half away from zero
  bool whole() const;
  bool negative() const { return negative_; }

 private:
  bool negative_ = false;
  std::string digits_;  // no leading zeros but for "0"
  int scale_ = 0;       // digits behind the point
};

// -?[0-9]+(\.[0-9]+)? as record.proto wants it.
bool IsDecimal(std::string_view text);

}  // namespace entente::adapters
