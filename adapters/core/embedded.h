// The mapping folders, the shared tables (`crosswalk`) and the common lists (`core`) compiled into the program; made by
// embed_formats.
#pragma once

#include <string_view>

namespace entente::adapters {

inline constexpr std::string_view kCrosswalkFolder = "crosswalk";
inline constexpr std::string_view kCoreFolder = "core";

struct EmbeddedFile {
  std::string_view folder;  // a format's name, "crosswalk" or "core"
  std::string_view path;    // in that folder: "mapping.yaml", "codes/sex.csv"
  std::string_view text;
};

extern const EmbeddedFile kEmbeddedFiles[];
extern const int kEmbeddedFileCount;

}  // namespace entente::adapters
