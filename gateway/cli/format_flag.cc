#include "gateway/cli/format_flag.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/core/load.h"

namespace entente::cli {

absl::StatusOr<Formats> Formats::Load(const std::string& folder) {
  Formats formats;
  if (folder.empty()) return formats;
  absl::StatusOr<std::unique_ptr<adapters::Registry>> own = adapters::LoadRegistry(folder);
  if (!own.ok()) return own.status();
  formats.own_ = *std::move(own);
  return formats;
}

absl::StatusOr<const adapters::Format*> Formats::Find(const std::string& name) const {
  if (const adapters::Format* format = registry().Find(name)) return format;
  std::string known;
  for (const adapters::Format* format : registry().all()) {
    absl::StrAppend(&known, known.empty() ? "" : ", ", format->name());
  }
  return absl::InvalidArgumentError(absl::StrCat("`", name, "` is no format here, expected one of ", known));
}

void AddFormatsFlag(const Command& command, std::string* folder) {
  command.Text("--formats", folder, "A folder of more formats, one folder each").Environment("ENTENTE_FORMATS");
}

}  // namespace entente::cli
