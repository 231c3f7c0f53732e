// Steps: small two-way converters between a native text and a common value.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/lens/cells.h"
#include "adapters/core/lens/table.h"
#include "adapters/core/lens/value.h"
#include "adapters/core/mrz/mrz.h"

namespace entente::adapters {

struct CleanStep {};  // blanks joined
struct HtmlStep {};   // tags off, entities read
struct WithinStep {
  std::string before, after;
};
struct SwapStep {
  char from = 0, to = 0;
};
struct UuidStep {};  // RFC 9562, as it stands
struct ZerosStep {
  size_t width = 0;
};  // leading zeros restored

struct DateForm {
  enum class Part { kYear, kMonthWord, kMonth2, kMonth, kDay2, kDay, kHour, kMinute, kText };
  std::vector<std::pair<Part, std::string>> parts;
  std::string text;
  int precision = 1;   // 1 year, 2 month, 3 day
  bool timed = false;  // with hour and minute
  bool exact = true;   // it reads nothing that it would write otherwise
};
struct DateStep {
  std::vector<DateForm> forms;
  bool else_text = false;
  int year_min = 1;  // an earlier year is no date but a slip of the pen
  std::string expected;
};
struct TimeStep {
  bool hour_only = false;
  bool short_hour = false;
};
// ISO 8601 date with optional time and offset; what is none is kept as words. `hour`: a source that knows the hour only
// writes `T10:00:00`, a date without a time has no form here, and what is no moment is refused.
struct IsoStep {
  bool hour = false;
};

// YYMMDD of a machine readable zone; its century is told by the day of reading.
struct MrzDateStep {
  MrzWhen when = MrzWhen::kPast;
};

struct NumberStep {
  int implied = 0;
  size_t width = 0;
  bool whole = false;
  bool comma = false;  // `decimal comma`: "1.234,5" is 1234.5
};
struct QuantityStep {
  std::string unit;
  const Table* words = nullptr;
};
struct MoneyStep {
  std::string currency;
};

struct CodeStep {
  const Table* table = nullptr;  // null: the common code is the national one (`zeros`)
  bool words = false;            // the token is words, not a code
  bool strict = false;
  bool wider = false;
  size_t zeros = 0;
  std::string list;
  const CellGrammar* grammar = nullptr;  // the table lists what the entry begins with
};
struct IccsStep {};  // "80510.02" -> iccs 080510
struct FindsStep {
  const Table* table = nullptr;
  std::vector<std::string> folded;
  std::string list;
};

using Step = std::variant<CleanStep, HtmlStep, WithinStep, SwapStep, UuidStep, ZerosStep, DateStep, TimeStep, IsoStep,
                          MrzDateStep, NumberStep, QuantityStep, MoneyStep, CodeStep, IccsStep, FindsStep>;

enum class Read { kOk, kUnknown, kRefused };  // kRefused: value.why is what was expected

// Both take the steps as they stand in the mapping. WriteSteps leaves the native text in value.text; false: value.why.
Read ReadSteps(const std::vector<Step>& steps, Value* value);
bool WriteSteps(const std::vector<Step>& steps, Value* value);

// One step. In steps_text.cc, steps_date.cc, steps_mrz.cc, steps_number.cc and steps_code.cc.
Read ReadStep(const CleanStep&, Value*);
Read ReadStep(const HtmlStep&, Value*);
Read ReadStep(const WithinStep&, Value*);
Read ReadStep(const SwapStep&, Value*);
Read ReadStep(const UuidStep&, Value*);
Read ReadStep(const ZerosStep&, Value*);
Read ReadStep(const DateStep&, Value*);
Read ReadStep(const TimeStep&, Value*);
Read ReadStep(const IsoStep&, Value*);
Read ReadStep(const MrzDateStep&, Value*);
Read ReadStep(const NumberStep&, Value*);
Read ReadStep(const QuantityStep&, Value*);
Read ReadStep(const MoneyStep&, Value*);
Read ReadStep(const CodeStep&, Value*);
Read ReadStep(const IccsStep&, Value*);
Read ReadStep(const FindsStep&, Value*);
bool WriteStep(const CleanStep&, Value*);
bool WriteStep(const HtmlStep&, Value*);
bool WriteStep(const WithinStep&, Value*);
bool WriteStep(const SwapStep&, Value*);
bool WriteStep(const UuidStep&, Value*);
bool WriteStep(const ZerosStep&, Value*);
bool WriteStep(const DateStep&, Value*);
bool WriteStep(const TimeStep&, Value*);
bool WriteStep(const IsoStep&, Value*);
bool WriteStep(const MrzDateStep&, Value*);
bool WriteStep(const NumberStep&, Value*);
bool WriteStep(const QuantityStep&, Value*);
bool WriteStep(const MoneyStep&, Value*);
bool WriteStep(const CodeStep&, Value*);
bool WriteStep(const IccsStep&, Value*);
bool WriteStep(const FindsStep&, Value*);

absl::StatusOr<DateForm> ParseDateForm(std::string_view text);
// A day of the calendar, or a month or a year: 0 for what is not given.
bool PossibleDate(int year, int month, int day);
// Lower case, Latin accents off.
std::string FoldWords(std::string_view text);

inline Read Refuse(Value* value, std::string_view expected) {
  value->why.assign(expected);
  return Read::kRefused;
}
inline bool Cannot(Value* value, std::string_view why) {
  value->why.assign(why);
  return false;
}

}  // namespace entente::adapters
