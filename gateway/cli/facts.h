// What a submission says beyond its source: the matter and who reviewed it, operations, links.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/cli/command.h"

namespace entente::cli {

struct FactFlags {
  std::vector<std::string> matters, operations, links, markings;
  std::string reviewer, review_date, review_reference, keep_until;
  int64_t revision = 0;
  bool test = false;
};

void AddFactFlags(const Command& command, FactFlags* flags);

// InvalidArgument quotes the flag that cannot be read, and says what was expected.
absl::StatusOr<v1::SubmissionFacts> FactsOf(const FactFlags& flags);

}  // namespace entente::cli
