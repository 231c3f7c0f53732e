// `entente formats`: what this program reads and writes.
#include <iostream>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "adapters/core/format.h"
#include "gateway/cli/command.h"

namespace entente::cli {
namespace {

ExitCode Formats() {
  std::cout << absl::StrFormat("%-16s  %-17s  %-24s  %-12s  %s\n", "FORMAT", "SYNTAX", "RECORDS", "EDITIONS", "TITLE");
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
    const std::string editions = absl::StrJoin(format->editions(), ",");
    std::cout << absl::StrFormat("%-16s  %-17s  %-24s  %-12s  %s\n", format->name(), format->syntax(),
                                 absl::StrJoin(format->kinds(), ","), editions.empty() ? "-" : editions,
                                 format->title());
  }
  return kDone;
}

}  // namespace

void AddFormats(const Command& app) {
  app.Add("formats", "List the formats this program reads and writes", "entente formats", &Formats);
}

}  // namespace entente::cli
