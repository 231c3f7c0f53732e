// Guesses of what a place of a sample means: by its name, in four languages, and by its values. A guess is a proposal;
// a person decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/core/infer/profile.h"

namespace entente::adapters {

struct WordGuess {
  std::string field;  // "who.sex"; `{L}` stands for the prefix of national lists
  std::string step;   // text, date, time, number, code, or `quantity UNIT`
  std::string kind;   // of record it belongs to; empty: any
  bool is_private = false;
  bool sure = false;  // the whole name is known, not a part of it
};

// By the last name of the place.
std::optional<WordGuess> GuessByName(std::string_view place);

struct DateGuess {
  std::vector<std::string> forms;  // together they read every value
  std::string other;               // a form that reads them as well, with day and month the other way round
};
std::optional<DateGuess> GuessDate(const LeafProfile& leaf);
// "HH:MM" or "H:MM"
std::optional<std::string> GuessTime(const LeafProfile& leaf);

// Few words that repeat often.
bool LooksCoded(const LeafProfile& leaf);
// Codes rather than words: short and without small letters or blanks.
bool LooksLikeCodes(const LeafProfile& leaf);

// A common code of the list for a national word, and the table that has it so; nothing: no table knows the word.
std::optional<std::pair<std::string, std::string>> KnownCode(const std::string& list, std::string_view national);

}  // namespace entente::adapters
