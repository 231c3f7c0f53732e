// One value on its way between a native text and a common field. Steps change it from one form to the next.
#pragma once

#include <string>
#include <string_view>

#include "entente/v1/receipt.pb.h"

namespace entente::adapters {

struct Value {
  enum class Form { kText, kCode, kDate, kAmount };

  Form form = Form::kText;
  std::string text;
  std::string_view source;  // as it was written, whatever steps do to `text`; it outlives the steps
  std::string point;        // the same with a point for its decimal comma
  bool pointed = false;     // there is one

  std::string common;  // of a code
  std::string code;
  std::string words;
  std::string list;
  std::string iccs;

  int year = 0;  // of a date
  int month = 0;
  int day = 0;
  std::string time;
  std::string zone;

  std::string amount;  // of a quantity or money
  std::string amount_to;
  std::string unit;  // or the currency

  std::string given;    // of a date or an amount: as written
  bool number = false;  // written as a JSON number
  bool boolean = false;
  v1::Fate fate = v1::MAPPED;
  std::string why;  // of a step that cannot: what was expected, or why it cannot be said

  // What the value is compared with to tell whether its spelling is kept.
  std::string_view native() const { return pointed ? std::string_view(point) : source; }

  void Start(std::string_view as_written) {
    form = Form::kText;
    text.assign(as_written);
    source = as_written;
    pointed = false;
    for (std::string* part : {&common, &code, &words, &list, &iccs, &time, &zone, &amount, &amount_to, &unit, &given}) {
      part->clear();
    }
    year = month = day = 0;
    number = boolean = false;
    why.clear();
    fate = v1::MAPPED;
  }
};

}  // namespace entente::adapters
