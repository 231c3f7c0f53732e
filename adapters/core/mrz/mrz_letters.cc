// Doc 9303 part 3 section 6: A the Latin letters, B the Cyrillic ones, C the Arabic ones. Where the standard allows
// several spellings, the one most states use stands here.
#include <algorithm>
#include <array>

#include "adapters/core/mrz/mrz.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

struct Letter {
  char32_t letter;
  std::string_view spelt;
};

// Both cases of a pair stand next to each other or 32 apart; each is listed, so that no rule of case is needed.
constexpr Letter kLatin[] = {
    {U'À', "A"},  {U'Á', "A"},  {U'Â', "A"}, {U'Ã', "A"},  {U'Ä', "AE"}, {U'Å', "AA"}, {U'Æ', "AE"}, {U'Ç', "C"},
    {U'È', "E"},  {U'É', "E"},  {U'Ê', "E"}, {U'Ë', "E"},  {U'Ì', "I"},  {U'Í', "I"},  {U'Î', "I"},  {U'Ï', "I"},
    {U'Ð', "D"},  {U'Ñ', "N"},  {U'Ò', "O"}, {U'Ó', "O"},  {U'Ô', "O"},  {U'Õ', "O"},  {U'Ö', "OE"}, {U'Ø', "OE"},
    {U'Ù', "U"},  {U'Ú', "U"},  {U'Û', "U"}, {U'Ü', "UE"}, {U'Ý', "Y"},  {U'Þ', "TH"}, {U'ß', "SS"}, {U'Ā', "A"},
    {U'Ă', "A"},  {U'Ą', "A"},  {U'Ć', "C"}, {U'Ĉ', "C"},  {U'Ċ', "C"},  {U'Č', "C"},  {U'Ď', "D"},  {U'Đ', "D"},
    {U'Ē', "E"},  {U'Ĕ', "E"},  {U'Ė', "E"}, {U'Ę', "E"},  {U'Ě', "E"},  {U'Ĝ', "G"},  {U'Ğ', "G"},  {U'Ġ', "G"},
    {U'Ģ', "G"},  {U'Ĥ', "H"},  {U'Ħ', "H"}, {U'Ĩ', "I"},  {U'Ī', "I"},  {U'Ĭ', "I"},  {U'Į', "I"},  {U'İ', "I"},
    {U'ı', "I"},  {U'Ĳ', "IJ"}, {U'Ĵ', "J"}, {U'Ķ', "K"},  {U'Ĺ', "L"},  {U'Ļ', "L"},  {U'Ľ', "L"},  {U'Ŀ', "L"},
    {U'Ł', "L"},  {U'Ń', "N"},  {U'Ņ', "N"}, {U'Ň', "N"},  {U'Ŋ', "N"},  {U'Ō', "O"},  {U'Ŏ', "O"},  {U'Ő', "O"},
    {U'Œ', "OE"}, {U'Ŕ', "R"},  {U'Ŗ', "R"}, {U'Ř', "R"},  {U'Ś', "S"},  {U'Ŝ', "S"},  {U'Ş', "S"},  {U'Š', "S"},
    {U'Ţ', "T"},  {U'Ť', "T"},  {U'Ŧ', "T"}, {U'Ũ', "U"},  {U'Ū', "U"},  {U'Ŭ', "U"},  {U'Ů', "U"},  {U'Ű', "U"},
    {U'Ų', "U"},  {U'Ŵ', "W"},  {U'Ŷ', "Y"}, {U'Ÿ', "Y"},  {U'Ź', "Z"},  {U'Ż', "Z"},  {U'Ž', "Z"},  {U'Ș', "S"},
    {U'Ț', "T"},  {U'ẞ', "SS"},
};

constexpr Letter kCyrillic[] = {
    {U'Ё', "E"},  {U'Ђ', "D"},  {U'Ѓ', "G"},  {U'Є', "IE"}, {U'Ѕ', "DZ"},   {U'І', "I"},  {U'Ї', "I"},
    {U'Ј', "J"},  {U'Љ', "LJ"}, {U'Њ', "NJ"}, {U'Ћ', "C"},  {U'Ќ', "K"},    {U'Ў', "U"},  {U'Џ', "DZ"},
    {U'А', "A"},  {U'Б', "B"},  {U'В', "V"},  {U'Г', "G"},  {U'Д', "D"},    {U'Е', "E"},  {U'Ж', "ZH"},
    {U'З', "Z"},  {U'И', "I"},  {U'Й', "I"},  {U'К', "K"},  {U'Л', "L"},    {U'М', "M"},  {U'Н', "N"},
    {U'О', "O"},  {U'П', "P"},  {U'Р', "R"},  {U'С', "S"},  {U'Т', "T"},    {U'У', "U"},  {U'Ф', "F"},
    {U'Х', "KH"}, {U'Ц', "TS"}, {U'Ч', "CH"}, {U'Ш', "SH"}, {U'Щ', "SHCH"}, {U'Ъ', "IE"}, {U'Ы', "Y"},
    {U'Ь', ""},   {U'Э', "E"},  {U'Ю', "IU"}, {U'Я', "IA"}, {U'Ѫ', "U"},    {U'Ѵ', "Y"},  {U'Ґ', "G"},
};

struct Local {
  std::string_view issuer;
  char32_t letter;
  std::string_view spelt;
};

constexpr Local kLocal[] = {
    {"BGR", U'Щ', "SHT"}, {"BLR", U'Ё', "IO"}, {"BLR", U'Г', "H"},  {"MKD", U'Ѓ', "GJ"}, {"MKD", U'Ќ', "KJ"},
    {"MKD", U'Х', "H"},   {"MKD", U'Ц', "C"},  {"MKD", U'Џ', "DJ"}, {"SRB", U'Х', "H"},  {"SRB", U'Ц', "C"},
    {"SRB", U'Ч', "C"},   {"SRB", U'Ш', "S"},  {"SRB", U'Ж', "Z"},  {"UKR", U'И', "Y"},
};

constexpr Letter kArabic[] = {
    {U'ء', "XE"},  {U'آ', "XAA"}, {U'أ', "XAE"}, {U'ؤ', "U"},   {U'إ', "I"},  {U'ئ', "XI"},  {U'ا', "A"},
    {U'ب', "B"},   {U'ة', "XTA"}, {U'ت', "T"},   {U'ث', "XTH"}, {U'ج', "J"},  {U'ح', "XH"},  {U'خ', "XKH"},
    {U'د', "D"},   {U'ذ', "XDH"}, {U'ر', "R"},   {U'ز', "Z"},   {U'س', "S"},  {U'ش', "XSH"}, {U'ص', "XSS"},
    {U'ض', "XDZ"}, {U'ط', "XTT"}, {U'ظ', "XZZ"}, {U'ع', "E"},   {U'غ', "G"},  {U'ف', "F"},   {U'ق', "Q"},
    {U'ك', "K"},   {U'ل', "L"},   {U'م', "M"},   {U'ن', "N"},   {U'ه', "H"},  {U'و', "W"},   {U'ى', "XAY"},
    {U'ي', "Y"},   {U'ٱ', "XXA"}, {U'پ', "P"},   {U'چ', "XC"},  {U'ژ', "XJ"}, {U'ک', "XKK"}, {U'گ', "XGG"},
    {U'ی', "XYA"},
};

// The next character; 0 for one that is not UTF-8.
char32_t Take(std::string_view* text) {
  const auto lead = static_cast<unsigned char>(text->front());
  const size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (size == 0 || size > text->size()) {
    text->remove_prefix(1);
    return 0;
  }
  char32_t point = size == 1 ? lead : lead & (0x7Fu >> size);
  for (size_t i = 1; i < size; ++i) point = (point << 6) | (static_cast<unsigned char>((*text)[i]) & 0x3F);
  text->remove_prefix(size);
  return point;
}

// Of the letters in the tables alone.
char32_t Capital(char32_t c) {
  if ((c >= U'à' && c <= U'þ' && c != U'÷') || (c >= U'а' && c <= U'я')) return c - 32;
  if (c == U'ÿ') return U'Ÿ';
  if (c >= U'ѐ' && c <= U'џ') return c - 80;
  const bool odd_small =
      (c >= U'Ā' && c <= U'ķ') || (c >= U'Ŋ' && c <= U'ŷ') || (c >= U'Ѡ' && c <= U'ґ') || (c >= U'Ș' && c <= U'ț');
  if (odd_small && c != U'ı' && c % 2 == 1) return c - 1;
  const bool even_small = (c >= U'Ĺ' && c <= U'ň') || (c >= U'Ź' && c <= U'ž');
  return even_small && c % 2 == 0 ? c - 1 : c;
}

template <size_t N>
const Letter* In(const Letter (&table)[N], char32_t letter) {
  const auto found =
      std::find_if(std::begin(table), std::end(table), [&](const Letter& l) { return l.letter == letter; });
  return found == std::end(table) ? nullptr : found;
}

bool Spell(char32_t letter, std::string_view issuer, std::string_view* spelt) {
  for (const Local& local : kLocal) {
    if (local.letter != letter || local.issuer != issuer) continue;
    *spelt = local.spelt;
    return true;
  }
  const Letter* found = In(kLatin, letter);
  if (found == nullptr) found = In(kCyrillic, letter);
  if (found == nullptr) found = In(kArabic, letter);
  if (found == nullptr) return false;
  *spelt = found->spelt;
  return true;
}

// Left out: apostrophes and the points behind what is shortened.
bool Silent(char32_t c) { return c == U'\'' || c == U'’' || c == U'‘' || c == U'ʼ' || c == U'`' || c == U'.'; }
// Stand between parts of a name.
bool Between(char32_t c) {
  return c == U' ' || c == U'-' || c == U'‐' || c == U'–' || c == U',' || c == 0xA0 || c == U'<';
}

}  // namespace

absl::StatusOr<std::string> MrzLetters(std::string_view text, std::string_view issuer) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = Capital(Take(&text));
    std::string_view spelt;
    if (c < 0x80 && IsAlnum(static_cast<char>(c)) && !IsDigit(static_cast<char>(c))) {
      out.push_back(Upper(static_cast<char>(c)));
    } else if (Between(c)) {
      if (!out.empty() && out.back() != '<') out.push_back('<');
    } else if (!Silent(c)) {
      if (!Spell(c, issuer, &spelt)) {
        return absl::InvalidArgumentError("a name in letters that ICAO Doc 9303 has a spelling for");
      }
      out += spelt;
    }
  }
  while (!out.empty() && out.back() == '<') out.pop_back();
  return out;
}

}  // namespace entente::adapters
