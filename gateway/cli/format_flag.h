// Formats as the user names them: those compiled in, and those of a folder given at run time.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "gateway/cli/command.h"

namespace entente::cli {

// The formats of one run. A format found in it lives as long as it does.
class Formats {
 public:
  // `folder` empty: those compiled in alone.
  static absl::StatusOr<Formats> Load(const std::string& folder);

  // InvalidArgument lists the formats there are.
  absl::StatusOr<const adapters::Format*> Find(const std::string& name) const;
  const adapters::Registry& registry() const { return own_ == nullptr ? adapters::Registry::Builtin() : *own_; }

 private:
  std::unique_ptr<adapters::Registry> own_;
};

// --formats, else the environment's ENTENTE_FORMATS.
void AddFormatsFlag(const Command& command, std::string* folder);

}  // namespace entente::cli
