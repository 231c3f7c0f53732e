#include <algorithm>

#include "adapters/core/mrz/mrz.h"
#include "adapters/core/mrz/mrz_layout.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

using Lines = std::array<std::string_view, 3>;

std::string_view WithoutFillers(std::string_view text) {
  while (!text.empty() && text.back() == kFiller) text.remove_suffix(1);
  return text;
}

std::string Plain(std::string_view text) {
  std::string out(WithoutFillers(text));
  std::replace(out.begin(), out.end(), kFiller, ' ');
  return out;
}

absl::Status NoZone(std::string_view expected) {
  return absl::InvalidArgumentError(absl::string_view(expected.data(), expected.size()));
}

void Check(std::string_view field, char stands, std::string_view over, Mrz* mrz) {
  mrz->checks.push_back({field, stands, MrzCheckDigit(over)});
}

// A number that goes on: nine characters, a filler where its digit would be, the rest, the digit, a filler. States do
// not agree on whether that first filler counts; either digit is right.
bool LongNumber(std::string_view front, std::string_view optional, Mrz* mrz) {
  const size_t end = std::min(optional.find(kFiller), optional.size());
  if (front.back() == kFiller || end < 2) return false;
  const std::string_view rest = optional.substr(0, end - 1);
  const char stands = optional[end - 1];
  if (!IsDigit(stands)) return false;
  mrz->number = StrCat(front, rest);
  const char with = MrzCheckDigit(StrCat(front, "<", rest));
  const char without = MrzCheckDigit(mrz->number);
  mrz->checks.push_back({"number", stands, stands == with ? with : without});
  mrz->optional = Plain(optional.substr(std::min(end + 1, optional.size())));
  return true;
}

void Number(const MrzFields& fields, const Lines& lines, Mrz* mrz) {
  const std::string_view front = fields.number.In(lines);
  const std::string_view optional = fields.optional.In(lines);
  const char stands = fields.number_check.In(lines)[0];
  if (MrzLongNumbers(mrz->layout) && stands == kFiller && LongNumber(front, optional, mrz)) return;
  mrz->number = Plain(front);
  mrz->optional = Plain(optional);
  Check("number", stands, front, mrz);
}

void Names(std::string_view field, Mrz* mrz) {
  mrz->name_full = field.back() != kFiller;
  const std::string_view text = WithoutFillers(field);
  const size_t cut = text.find("<<");
  if (cut == std::string_view::npos) {
    mrz->name = Plain(text);
    return;
  }
  mrz->surname = Plain(text.substr(0, cut));
  mrz->given = Plain(text.substr(cut + 2));
}

void Composite(const MrzFields& fields, const Lines& lines, Mrz* mrz) {
  if (fields.composite.size == 0) return;
  std::string over;
  for (const MrzSpan& span : fields.composed) over += span.In(lines);
  Check("composite", fields.composite.In(lines)[0], over, mrz);
}

// The digit of empty optional data is a zero or a filler, as the state likes.
void Optional(const MrzFields& fields, const Lines& lines, Mrz* mrz) {
  if (fields.optional_check.size == 0) return;
  const char stands = fields.optional_check.In(lines)[0];
  if (mrz->optional.empty() && stands == kFiller) {
    mrz->checks.push_back({"optional", kFiller, kFiller});
  } else {
    Check("optional", stands, fields.optional.In(lines), mrz);
  }
}

bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

}  // namespace

size_t MrzLines(MrzLayout layout) { return FieldsOf(layout).lines; }
size_t MrzWidth(MrzLayout layout) { return FieldsOf(layout).width; }
std::string_view MrzName(MrzLayout layout) { return FieldsOf(layout).name; }

char MrzCheckDigit(std::string_view text) {
  constexpr int kWeights[] = {7, 3, 1};
  int sum = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const int value = IsDigit(c) ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
    sum += value * kWeights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

absl::StatusOr<MrzLayout> MrzLayoutOf(size_t width, char first) {
  const bool card = first == 'A' || first == 'C' || first == 'I';
  if (width == 30 && card) return MrzLayout::kTd1;
  if (width == 36 && card) return MrzLayout::kTd2;
  if (width == 36 && first == 'V') return MrzLayout::kMrvB;
  if (width == 44 && first == 'V') return MrzLayout::kMrvA;
  if (width == 44 && first == 'P') return MrzLayout::kTd3;
  if (width == 30) return NoZone("a document code that begins with A, C or I on lines of 30");
  if (width == 36) return NoZone("a document code that begins with A, C, I or V on lines of 36");
  if (width == 44) return NoZone("a document code that begins with P or V on lines of 44");
  return NoZone("a line of 30, 36 or 44 characters");
}

MrzLayout MrzLayoutFor(std::string_view code) {
  if (code.starts_with('P')) return MrzLayout::kTd3;
  return code.starts_with('V') ? MrzLayout::kMrvA : MrzLayout::kTd1;
}

absl::StatusOr<Mrz> ParseMrz(const std::vector<std::string_view>& lines) {
  if (lines.empty() || lines[0].empty()) return NoZone("a line of 30, 36 or 44 characters");
  absl::StatusOr<MrzLayout> layout = MrzLayoutOf(lines[0].size(), lines[0][0]);
  if (!layout.ok()) return layout.status();
  const MrzFields& fields = FieldsOf(*layout);
  Lines rows;
  if (lines.size() != fields.lines) return NoZone(StrCat(fields.lines, " lines of ", fields.width));
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].size() != fields.width) return NoZone(StrCat(fields.lines, " lines of ", fields.width));
    const bool sound = std::all_of(lines[i].begin(), lines[i].end(),
                                   [](char c) { return IsDigit(c) || (c >= 'A' && c <= 'Z') || c == kFiller; });
    if (!sound) return NoZone("capital letters, digits and `<` alone");
    rows[i] = lines[i];
  }
  // National cards of the same size, such as the older French one, have digits where ICAO has letters.
  if (AllDigits(fields.nationality.In(rows))) {
    return NoZone(StrCat("the letters of a nationality, as ", fields.name, " has them"));
  }
  Mrz mrz;
  mrz.layout = *layout;
  mrz.code = Plain(kMrzCode.In(rows));
  mrz.issuer = Plain(kMrzIssuer.In(rows));
  mrz.nationality = Plain(fields.nationality.In(rows));
  mrz.sex = Plain(fields.sex.In(rows));
  const std::string_view birth = fields.birth.In(rows);
  const std::string_view expiry = fields.expiry.In(rows);
  mrz.birth = WithoutFillers(birth).empty() ? "" : std::string(birth);
  mrz.expiry = WithoutFillers(expiry).empty() ? "" : std::string(expiry);
  Number(fields, rows, &mrz);
  Check("birth", fields.birth_check.In(rows)[0], birth, &mrz);
  Check("expiry", fields.expiry_check.In(rows)[0], expiry, &mrz);
  Optional(fields, rows, &mrz);
  if (fields.optional2.size > 0) mrz.optional2 = Plain(fields.optional2.In(rows));
  Composite(fields, rows, &mrz);
  Names(fields.names.In(rows), &mrz);
  return mrz;
}

}  // namespace entente::adapters
