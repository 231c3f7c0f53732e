// The machine readable zone of a travel document (ICAO Doc 9303, parts 3 to 7), apart from any record: lines to fields
// and fields to lines. TD1, TD2, TD3 and the visas MRV-A and MRV-B.
//
// Thread safety: functions of their arguments alone.
// Errors: InvalidArgument when the layout cannot be told or a field has no room; a wrong check digit is no error, it
// stands among the results.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace entente::adapters {

enum class MrzLayout { kTd1, kTd2, kTd3, kMrvA, kMrvB };

struct MrzCheck {
  std::string_view field;  // "number", "birth", "expiry", "optional", "composite"
  char stands = '<';
  char computed = '0';
  bool ok() const { return stands == computed; }
};

// Fields without their fillers; a filler inside one is a blank.
struct Mrz {
  MrzLayout layout = MrzLayout::kTd3;
  std::string code;         // "P", "PO", "ID", "V"
  std::string issuer;       // "UTO", "D"
  std::string number;       // the whole of it, where TD1 and TD2 let it go on in the optional data
  std::string nationality;  // "UTO"
  std::string birth;        // YYMMDD, fillers for what is unknown
  std::string sex;          // "F", "M"; empty: not specified
  std::string expiry;       // YYMMDD
  std::string optional;
  std::string optional2;   // TD1, second line
  std::string surname;     // the primary identifier
  std::string given;       // the secondary identifier
  std::string name;        // a name that is not cut in two
  bool name_full = false;  // reading: the field is filled to its end, the name may go on
  std::vector<MrzCheck> checks;
};

// Lines and characters a line of a layout.
size_t MrzLines(MrzLayout layout);
size_t MrzWidth(MrzLayout layout);
std::string_view MrzName(MrzLayout layout);  // "TD3"

// The layout that lines of this width begin, by the first letter of the document code. InvalidArgument: none.
absl::StatusOr<MrzLayout> MrzLayoutOf(size_t width, char first);

// The lines of one zone, without line ends.
absl::StatusOr<Mrz> ParseMrz(const std::vector<std::string_view>& lines);

// Computes the check digits; cuts names that are too long, as part 3 section 4 says. Letters are spelt by MrzLetters.
absl::StatusOr<std::vector<std::string>> FormatMrz(const Mrz& mrz);

// The layout of a document kind where nothing says another: passports TD3, visas MRV-A, all else TD1.
MrzLayout MrzLayoutFor(std::string_view code);

// 7-3-1 over digits, letters and fillers.
char MrzCheckDigit(std::string_view text);

// A name in letters A to Z and fillers, by the transliterations of Doc 9303 part 3 section 6; Cyrillic depends on who
// issues. InvalidArgument: a character without a spelling.
absl::StatusOr<std::string> MrzLetters(std::string_view text, std::string_view issuer);

// Which century YYMMDD is of, seen from the day of reading.
struct MrzDay {
  int year = 0;
  int month = 0;
  int day = 0;
};
enum class MrzWhen { kPast, kNear };  // a birth is never to come; an expiry is at most 50 years away
// Parts that are fillers stay 0; false: no date.
bool ReadMrzDate(std::string_view text, MrzWhen when, const MrzDay& today, MrzDay* date);

}  // namespace entente::adapters
