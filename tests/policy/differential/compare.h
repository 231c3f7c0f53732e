// One question asked of both evaluators.
#pragma once

#include "tests/policy/differential/policies.h"
#include "tests/policy/differential/questions.h"
#include "tests/policy/second/second.h"

namespace entente::differential {

// A world as both evaluators read it.
struct Both {
  explicit Both(const Files& files);
  policy::PolicySetPtr compiled;  // null: the files were refused, for the reason in `fault`
  second::World naive;
  std::string fault;
};

struct Outcome {
  std::string difference;  // empty: none
  policy::Decision compiled;
  second::Answer naive;
};

// A record at one moment, as both evaluators read it.
struct BothRead {
  BothRead(const v1::Record& record, const Moment& moment);
  policy::FactsPtr compiled;
  second::Reading naive;
};

// Decision, copy, terms by value and matchable paths, byte for byte.
Outcome Compare(const Both& both, const v1::Record& record, const BothRead& read, const Asked& asked);

// All that a decision of the compiled evaluator says and lets out, as text.
std::string Spelled(const v1::Record& record, const policy::Decision& decision);

// Leaves out of the files and the record what the difference does not need, and tells the rest.
std::string Report(Files files, v1::Record record, const Asked& asked);

}  // namespace entente::differential
