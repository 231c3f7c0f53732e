#include "adapters/core/lens/decimal.h"
#include "adapters/core/lens/step.h"
#include "adapters/core/lens/units.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

bool WriteNumber(const NumberStep& step, std::string_view amount, Value* value) {
  if (step.implied == 0 && step.width == 0 && !step.whole) {
    if (!IsDecimal(amount)) return Cannot(value, "no number");
    value->text = amount;
    value->number = true;
    return true;
  }
  auto number = Decimal::Parse(amount);
  if (!number.has_value()) return Cannot(value, "no number");
  if (step.implied > 0) number = number->Shift(step.implied);
  if ((step.implied > 0 || step.whole) && !number->whole()) return Cannot(value, "more decimals than the format has");
  std::string text = step.implied > 0 || step.whole ? number->Trimmed().ToString() : number->ToString();
  if (step.width > 0) {
    if (text.size() > step.width || number->negative()) return Cannot(value, "too long");
    text.insert(0, step.width - text.size(), '0');
  }
  value->text = std::move(text);
  value->number = step.width == 0;
  return true;
}

// The amount that stands in the text. Spelling that would not be written back is kept in `given`.
Read ReadNumber(const NumberStep& step, Value* value) {
  auto number = Decimal::Parse(Strip(value->text));
  if (!number.has_value()) return Refuse(value, step.whole ? "a whole number" : "a number");
  if (step.whole && step.implied == 0 && !number->whole()) return Refuse(value, "a whole number");
  if (step.implied > 0) number = number->Shift(-step.implied).Trimmed();
  value->amount = step.whole && step.implied == 0 ? number->Trimmed().ToString() : number->ToString();
  value->form = Value::Form::kAmount;
  value->given.clear();
  if (step.implied == 0 && step.width == 0 && value->amount == value->native()) return Read::kOk;
  Value back;
  if (!WriteNumber(step, value->amount, &back) || back.text != value->native()) value->given = value->native();
  return Read::kOk;
}

// "1.234,5" and "1234,5" as "1234.5"; nothing for what is no such number. Points stand between groups of three digits.
std::string PointForComma(std::string_view text) {
  std::string out;
  const size_t comma = text.find(',');
  const std::string_view before = text.substr(0, comma);
  const size_t first = before.find('.');
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i] != '.') {
      out.push_back(before[i]);
    } else if ((before.size() - i) % 4 != 0 || first < 1 || first > (before[0] == '-' ? 4u : 3u)) {
      return "";
    }
  }
  if (comma != std::string_view::npos) StrAppend(&out, ".", text.substr(comma + 1));
  return IsDecimal(out) ? out : "";
}

std::string CommaForPoint(std::string_view text) {
  std::string out(text);
  if (const size_t point = out.find('.'); point != std::string::npos) out[point] = ',';
  return out;
}

// "0 DAY" or "1-6 DAY", as a table of age words gives it.
bool ReadRange(std::string_view text, Value* value) {
  const std::vector<std::string> parts = SplitText(text, " ");
  if (parts.size() != 2) return false;
  const std::vector<std::string> ends = SplitText(parts[0], "-");
  if (ends.size() > 2 || !IsDecimal(ends[0]) || !IsDecimal(ends.back())) return false;
  value->amount = ends[0];
  value->amount_to = ends.size() == 2 ? ends[1] : std::string();
  value->unit = parts[1];
  return true;
}

}  // namespace

Read ReadStep(const NumberStep& step, Value* value) {
  if (!step.comma) return ReadNumber(step, value);
  const std::string point = PointForComma(Strip(value->text));
  if (point.empty()) return Refuse(value, "a number with a decimal comma, such as 1234,5");
  // What is written back with a comma as it stood needs no second spelling.
  value->text = point;
  if (CommaForPoint(point) == value->native()) {
    value->point = point;
    value->pointed = true;
  }
  return ReadNumber({}, value);
}

bool WriteStep(const NumberStep& step, Value* value) {
  const std::string amount = value->form == Value::Form::kAmount ? value->amount : value->text;
  value->form = Value::Form::kText;
  if (!step.comma) return WriteNumber(step, amount, value);
  if (!IsDecimal(amount)) return Cannot(value, "no number");
  value->text = CommaForPoint(amount);
  value->number = false;
  return true;
}

Read ReadStep(const QuantityStep& step, Value* value) {
  const Table::Row* row = step.words == nullptr ? nullptr : step.words->Find(value->text);
  if (row != nullptr) {
    if (row->common.empty()) return Read::kUnknown;
    if (!ReadRange(row->common, value)) return Refuse(value, "a row of the table that holds a number and a unit");
    value->form = Value::Form::kAmount;
    value->given = value->native();
    value->fate = v1::CODED;
    return Read::kOk;
  }
  const Read read = ReadNumber({}, value);
  value->unit = step.unit;
  return read;
}

bool WriteStep(const QuantityStep& step, Value* value) {
  value->form = Value::Form::kText;
  if (value->unit != step.unit) {
    if (step.words != nullptr) {
      const std::string range = value->amount_to.empty()
                                    ? StrCat(value->amount, " ", value->unit)
                                    : StrCat(value->amount, "-", value->amount_to, " ", value->unit);
      if (const Table::Row* row = step.words->Back(range); row != nullptr) {
        value->text = row->national;
        return true;
      }
    }
    const auto amount = Decimal::Parse(value->amount);
    const auto converted = amount.has_value() ? ConvertUnit(*amount, value->unit, step.unit) : std::nullopt;
    if (!converted.has_value()) return Cannot(value, StrCat("not exactly in ", step.unit));
    value->amount = converted->ToString();
  }
  return WriteNumber({}, value->amount, value);
}

Read ReadStep(const MoneyStep& step, Value* value) {
  value->unit = step.currency;
  return ReadNumber({}, value);
}

bool WriteStep(const MoneyStep& step, Value* value) {
  if (value->unit != step.currency) return Cannot(value, StrCat("no amount in ", step.currency));
  if (value->form == Value::Form::kText) return true;  // a number step behind this one wrote it
  value->form = Value::Form::kText;
  return WriteNumber({}, value->amount, value);
}

}  // namespace entente::adapters
