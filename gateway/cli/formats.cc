// `entente formats`: what this program reads and writes.
#include <iostream>
#include <memory>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "adapters/core/format.h"
#include "gateway/cli/command.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

ExitCode ListFormats(const std::string& folder) {
  const absl::StatusOr<Formats> formats = Formats::Load(folder);
  if (!formats.ok()) return Refuse(formats.status());
  std::cout << absl::StrFormat("%-16s  %-17s  %-24s  %-12s  %s\n", "FORMAT", "SYNTAX", "RECORDS", "EDITIONS", "TITLE");
  for (const adapters::Format* format : formats->registry().all()) {
    const std::string editions = absl::StrJoin(format->editions(), ",");
    std::cout << absl::StrFormat("%-16s  %-17s  %-24s  %-12s  %s\n", format->name(), format->syntax(),
                                 absl::StrJoin(format->kinds(), ","), editions.empty() ? "-" : editions,
                                 format->title());
  }
  return kDone;
}

}  // namespace

void AddFormats(const Command& app) {
  const auto folder = std::make_shared<std::string>();
  const Command command = app.Add("formats", "List the formats this program reads and writes", "entente formats",
                                  [folder] { return ListFormats(*folder); });
  AddFormatsFlag(command, folder.get());
}

}  // namespace entente::cli
