// `entente formats`: what this program reads and writes.
#include <iostream>
#include <memory>

#include "absl/strings/str_join.h"
#include "adapters/core/format.h"
#include "gateway/cli/command.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

ExitCode ListFormats(const std::string& folder) {
  const absl::StatusOr<Formats> formats = Formats::Load(folder);
  if (!formats.ok()) return Refuse(formats.status());
  TextTable table({"FORMAT", "SYNTAX", "RECORDS", "EDITIONS", "TITLE"});
  for (const adapters::Format* format : formats->registry().all()) {
    const std::string kinds = absl::StrJoin(format->kinds(), ",");
    const std::string editions = absl::StrJoin(format->editions(), ",");
    table.Add({format->name(), format->syntax(), kinds.empty() ? "any" : kinds, editions.empty() ? "-" : editions,
               format->title()});
  }
  std::cout << table.ToString(OutputWidth());
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
