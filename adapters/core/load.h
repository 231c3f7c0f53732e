// Formats from mapping folders.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "adapters/core/lens/compile.h"

namespace entente::adapters {

// `path`: a folder such as adapters/ec-detenidos; its name is the format's.
absl::StatusOr<std::unique_ptr<Format>> LoadFolder(const std::string& path);

// The formats in the folders of `path`, beside those compiled in; `path` may also be one format's folder itself.
// A name that a format compiled in has already is refused: a record kept under it would no longer say how it was read.
// Errors: NotFound, or InvalidArgument with file, line and column.
absl::StatusOr<std::unique_ptr<Registry>> LoadRegistry(const std::string& path);

// The same from files in memory.
absl::StatusOr<std::unique_ptr<Format>> LoadFiles(const std::string& name, const Folder& folder);

std::unique_ptr<Format> MakeCommonFormat();

}  // namespace entente::adapters
