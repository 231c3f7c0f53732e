// The space of requests, a dimension at a time: of each fact, the values that some rule of the books tells apart, and
// the rules whose condition each meets. Rows come from the evaluator itself (match.h), and stand for several books at
// once: the words of the first book, then those of the next.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/policy/analyse/request_class.h"
#include "gateway/policy/policy_set.h"

namespace entente::policy {

using Books = std::vector<const RuleBook*>;

struct Option {
  std::vector<std::string> words;          // the values that no rule tells apart
  Scratch row;                             // rules that it lets pass
  std::function<void(RequestClass&)> put;  // makes a request one of these
  std::string also;                        // what tells it apart beside the row
};

struct Dimension {
  std::string name;
  std::vector<Option> options;
};

size_t WordsOf(const Books& books);

// Of several values at once: kSingle leaves them out, since a permit needs all of them inside and the others one, so
// that nothing a set of values gets is kept from each alone; kTogether has every set that rules tell apart.
enum class Several { kSingle, kTogether };

Dimension PurposeDimension(const Books& books, const std::vector<std::string>& listed);
Dimension KindDimension(const Books& books);
Dimension SystemDimension(const Books& books);

// Of kOffences, kMatter, kOperation or kMarkings. With more sets of values than `most`: single ones, and `whole` is
// false.
Dimension ValueDimension(const Books& books, Key key, Several several, size_t most, bool* whole);

// Instants: one before every overlay, and each at which one begins or ends. `from`: no earlier ones.
std::vector<absl::Time> Instants(const Books& books, absl::Time from);
Dimension TimeDimension(const Books& books, absl::Time from);
// Copies that an ended overlay let stay are lent by its rules beside those of the day.
void AddKeptCopies(const Books& books, Dimension& time);

// Who asks: countries as such, each of their systems that a rule names, and one that none does.
std::vector<std::string> Recipients(const PolicySet& policies, const Books& books);

// How a recipient may be related to a record, with its subjects' nationalities: the two are told together.
Dimension RelationDimension(const Books& books, const std::string& recipient, Several several, size_t most,
                            bool* whole);

// Options of equal rows become one; their words are told together.
void Collapse(Dimension& dimension);

}  // namespace entente::policy
