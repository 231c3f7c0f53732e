// The script a name is written in, and the same name in Latin letters: both are made from the text as given, and change
// nothing of it.
//
// Performance: text in Latin letters is told by its bytes; only other scripts meet ICU.
// Thread safety: any thread. Transliterations take turns.
#pragma once

#include <string>
#include <string_view>

namespace entente::adapters {

// ISO 15924: "Latn", "Cyrl", "Arab", "Hani"; "Jpan" and "Kore" where Chinese characters stand among kana or hangul. Of
// several scripts the one with the most letters, and none before Latin. Empty: no letter, or no UTF-8.
std::string_view ScriptOf(std::string_view text);

// In the letters A to Z, blanks and hyphens, as a machine-readable zone can print it: Cyrillic by ICAO Doc 9303-3,
// section 6, other scripts by ICU. Empty where nothing can be made of it, or the text is longer than any name.
std::string ToLatin(std::string_view text);

}  // namespace entente::adapters
