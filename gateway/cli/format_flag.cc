#include "gateway/cli/format_flag.h"

#include "absl/strings/str_cat.h"

namespace entente::cli {

absl::StatusOr<const adapters::Format*> FindFormat(const std::string& name) {
  const adapters::Registry& registry = adapters::Registry::Builtin();
  if (const adapters::Format* format = registry.Find(name)) return format;
  std::string known;
  for (const adapters::Format* format : registry.all()) {
    absl::StrAppend(&known, known.empty() ? "" : ", ", format->name());
  }
  return absl::InvalidArgumentError(absl::StrCat("`", name, "` is no format here, expected one of ", known));
}

}  // namespace entente::cli
