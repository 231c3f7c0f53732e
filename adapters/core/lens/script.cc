#include "adapters/core/lens/script.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>
#include <mutex>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kNameMax = 1024;  // bytes; a longer one is no name, and ICU's time grows with it

// ICAO Doc 9303-3, section 6, table B; a letter that several languages read differently has its first form, and the
// soft sign, which the table leaves out, none.
constexpr char kRules[] =
    "::NFC; ::[:Cyrillic:] Any-Upper;"
    "А>A; Б>B; В>V; Г>G; Ґ>G; Д>D; Ѓ>G; Ђ>D; Е>E; Ё>E; Є>IE; Ж>ZH; З>Z; Ѕ>DZ; И>I; І>I; Ї>I; Й>I; Ј>J; К>K; Ќ>K;"
    "Л>L; Љ>LJ; М>M; Н>N; Њ>NJ; О>O; П>P; Р>R; С>S; Т>T; Ћ>C; У>U; Ў>U; Ф>F; Х>KH; Ц>TS; Ч>CH; Џ>DZ; Ш>SH; Щ>SHCH;"
    "Ъ>IE; Ы>Y; Ь>; Э>E; Ю>IU; Я>IA; Ѫ>U; Ѵ>Y;"
    "::Any-Latin; ::Latin-ASCII; ::Any-Upper;";

bool IsLatinOrNoLetter(char32_t c) {
  if (c < 0x2B0) return true;                                           // ASCII, Latin-1, Latin Extended A and B, IPA
  return (c >= 0x300 && c <= 0x36F) ||                                  // marks that stand on any letter
         (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2000 && c <= 0x206F);  // Latin Extended Additional; dashes, quotes
}

bool IsLatinLetter(char32_t c) {
  if (c < 0x80) return IsAlnum(static_cast<char>(c)) && !IsDigit(static_cast<char>(c));
  return (c >= 0xC0 && c < 0x2B0 && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

// Reads code points until `fn` says stop. False: no UTF-8.
template <typename Fn>
bool EachCodePoint(std::string_view text, const Fn& fn) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) return false;
    if (!fn(static_cast<char32_t>(c))) return true;
  }
  return true;
}

// The script with the most letters; Chinese characters among kana or hangul belong to those.
class Tally {
 public:
  void Add(char32_t c) {
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
    if (U_FAILURE(error) != 0 || u_isalpha(static_cast<UChar32>(c)) == 0 || script <= USCRIPT_INHERITED) return;
    ++count_.at(static_cast<size_t>(script));
  }

  std::string_view Name() const {
    size_t most = 0;
    for (size_t i = 0; i < count_.size(); ++i) {
      const bool tie_with_latin = count_[i] == count_[most] && most == USCRIPT_LATIN;
      if (count_[i] > count_[most] || (tie_with_latin && count_[i] > 0)) most = i;
    }
    if (count_[most] == 0) return "";
    const bool han = most == USCRIPT_HAN;
    if (most == USCRIPT_HIRAGANA || most == USCRIPT_KATAKANA) return "Jpan";
    if (han && (count_[USCRIPT_HIRAGANA] > 0 || count_[USCRIPT_KATAKANA] > 0)) return "Jpan";
    if (most == USCRIPT_HANGUL || (han && count_[USCRIPT_HANGUL] > 0)) return "Kore";
    return uscript_getShortName(static_cast<UScriptCode>(most));
  }

 private:
  std::array<int32_t, USCRIPT_CODE_LIMIT> count_{};
};

// ICU's own tables stay in memory once read; one transliterator serves all threads, one at a time.
class Transliterations {
 public:
  Transliterations() {
    UErrorCode error = U_ZERO_ERROR;
    UParseError place;
    made_.reset(icu::Transliterator::createFromRules("name", icu::UnicodeString::fromUTF8(kRules), UTRANS_FORWARD,
                                                     place, error));
    if (U_FAILURE(error) != 0) made_.reset();
  }

  std::string Latin(std::string_view text) {
    if (made_ == nullptr) return "";
    icu::UnicodeString unicode =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      made_->transliterate(unicode);
    }
    std::string out;
    unicode.toUTF8String(out);
    return out;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> made_;
};

// What a machine-readable zone prints; blanks joined, all else left out.
std::string Printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = c >= 'A' && c <= 'Z';
    if (letter || (c == '-' && !out.empty())) out.push_back(c);
    if (IsSpace(c) && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '-')) out.pop_back();
  return out;
}

}  // namespace

std::string_view ScriptOf(std::string_view text) {
  bool latin = false, only = true;
  const bool sound = EachCodePoint(text, [&](char32_t c) {
    latin = latin || IsLatinLetter(c);
    only = IsLatinOrNoLetter(c);
    return only;
  });
  if (!sound) return "";
  if (only) return latin ? "Latn" : "";
  Tally tally;
  const bool whole = EachCodePoint(text.substr(0, kNameMax), [&](char32_t c) {
    tally.Add(c);
    return true;
  });
  return whole || text.size() > kNameMax ? tally.Name() : "";
}

std::string ToLatin(std::string_view text) {
  if (text.size() > kNameMax) return "";
  static auto* const transliterations = new Transliterations;
  return Printable(transliterations->Latin(text));
}

}  // namespace entente::adapters
