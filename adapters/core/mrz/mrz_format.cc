#include <algorithm>

#include "adapters/core/mrz/mrz.h"
#include "adapters/core/mrz/mrz_layout.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

absl::Status Refused(std::string_view expected) {
  return absl::InvalidArgumentError(absl::string_view(expected.data(), expected.size()));
}

// Capital letters and digits; anything else between them is a filler.
std::string Zone(std::string_view text) {
  std::string out;
  for (const char c : text) out.push_back(IsAlnum(c) ? Upper(c) : kFiller);
  return out;
}

std::string WithoutEnd(std::string text) {
  while (!text.empty() && text.back() == kFiller) text.pop_back();
  return text;
}

// Names too long for the field end in a letter there, which tells the reader that they go on. Of the secondary
// identifier at least its first letter stands.
std::string CutNames(const std::string& primary, const std::string& secondary, size_t width) {
  std::string out = primary;
  if (!secondary.empty()) {
    constexpr size_t kLeast = 3;  // `<<` and a letter
    if (out.size() + kLeast > width) out.resize(width - kLeast);
    out = WithoutEnd(out) + "<<" + secondary;
  }
  while (out.size() > width && out[width - 1] == kFiller) {
    size_t letter = width - 1;
    while (letter > 0 && out[letter] == kFiller) --letter;
    out.erase(letter, 1);
  }
  if (out.size() > width) out.resize(width);
  return out;
}

class Formatter {
 public:
  explicit Formatter(const Mrz& mrz) : mrz_(mrz), fields_(FieldsOf(mrz.layout)) {
    rows_.assign(fields_.lines, std::string(fields_.width, kFiller));
  }

  absl::StatusOr<std::vector<std::string>> Run() {
    absl::Status status = Put(kMrzCode, mrz_.code, "document code");
    if (status.ok()) status = Put(kMrzIssuer, mrz_.issuer, "issuer");
    if (status.ok()) status = Put(fields_.nationality, mrz_.nationality, "nationality");
    if (status.ok()) status = Put(fields_.sex, mrz_.sex, "sex");
    if (status.ok()) status = Date(fields_.birth, mrz_.birth, "date of birth");
    if (status.ok()) status = Date(fields_.expiry, mrz_.expiry, "date of expiry");
    if (status.ok()) status = Number();
    if (status.ok()) status = Put(fields_.optional2, mrz_.optional2, "second optional data");
    if (status.ok()) status = Names();
    if (!status.ok()) return status;
    Digits();
    return rows_;
  }

 private:
  absl::Status Put(const MrzSpan& span, std::string_view text, std::string_view what) {
    const std::string zone = Zone(text);
    if (zone.size() > span.size) return Refused(StrCat("a ", what, " of at most ", span.size, " characters"));
    rows_[span.line].replace(span.first, zone.size(), zone);
    return absl::OkStatus();
  }

  absl::Status Date(const MrzSpan& span, std::string_view text, std::string_view what) {
    if (!text.empty() && text.size() != span.size) return Refused(StrCat("a ", what, " as YYMMDD"));
    return Put(span, text, what);
  }

  absl::Status Number() {
    const std::string number = WithoutEnd(Zone(mrz_.number));
    if (number.size() <= kMrzNumberWidth || !MrzLongNumbers(mrz_.layout)) {
      absl::Status status = Put(fields_.number, number, "document number");
      if (status.ok()) status = Put(fields_.optional, mrz_.optional, "piece of optional data");
      Digit(fields_.number, fields_.number_check);
      return status;
    }
    const std::string front = number.substr(0, kMrzNumberWidth);
    const std::string rest = number.substr(kMrzNumberWidth);
    if (front.back() == kFiller || rest.find(kFiller) != std::string::npos) {
      return Refused("no blank in the part of a document number that goes on in the optional data");
    }
    absl::Status status = Put(fields_.number, front, "document number");
    const std::string digit(1, MrzCheckDigit(number));
    const std::string_view between = mrz_.optional.empty() ? "" : "<";
    if (status.ok()) {
      status = Put(fields_.optional, StrCat(rest, digit, between, mrz_.optional), "document number and optional data");
    }
    return status;
  }

  absl::Status Names() {
    absl::StatusOr<std::string> primary = MrzLetters(mrz_.name.empty() ? mrz_.surname : mrz_.name, mrz_.issuer);
    if (!primary.ok()) return primary.status();
    absl::StatusOr<std::string> secondary = MrzLetters(mrz_.given, mrz_.issuer);
    if (!secondary.ok()) return secondary.status();
    if (primary->empty() && secondary->empty()) return Refused("a name");
    const std::string names = CutNames(*primary, *secondary, fields_.names.size);
    rows_[fields_.names.line].replace(fields_.names.first, names.size(), names);
    return absl::OkStatus();
  }

  void Digit(const MrzSpan& over, const MrzSpan& at) {
    rows_[at.line][at.first] = MrzCheckDigit(std::string_view(rows_[over.line]).substr(over.first, over.size));
  }

  void Digits() {
    Digit(fields_.birth, fields_.birth_check);
    Digit(fields_.expiry, fields_.expiry_check);
    if (fields_.optional_check.size > 0) Digit(fields_.optional, fields_.optional_check);
    if (fields_.composite.size == 0) return;
    std::string over;
    for (const MrzSpan& span : fields_.composed) over += rows_[span.line].substr(span.first, span.size);
    rows_[fields_.composite.line][fields_.composite.first] = MrzCheckDigit(over);
  }

  const Mrz& mrz_;
  const MrzFields& fields_;
  std::vector<std::string> rows_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> FormatMrz(const Mrz& mrz) { return Formatter(mrz).Run(); }

}  // namespace entente::adapters
