#include "gateway/cli/words.h"

#include <iostream>
#include <string>

#include "entente/error.h"

namespace entente::cli {

void Say(std::string_view words) { std::cerr << "entente: " << words << "\n"; }

ExitCode Usage(std::string_view words) {
  Say(words);
  return kUsage;
}

ExitCode Refuse(const absl::Status& status) {
  const v1::ErrorDetail detail = DetailOf(status);
  std::string words(status.message());
  if (words.empty()) words = absl::StatusCodeToString(status.code());
  if (!detail.place().empty()) words += ", at " + detail.place();
  if (!detail.expected().empty()) words += ", expected " + detail.expected();
  if (detail.reason() != v1::REASON_UNSPECIFIED) words += " (" + v1::Reason_Name(detail.reason()) + ")";
  if (!detail.decision_id().empty()) words += " [decision " + detail.decision_id() + "]";
  Say(words);
  return kRefused;
}

}  // namespace entente::cli
