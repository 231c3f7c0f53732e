// The mapping folders compiled into the program; made by embed_formats.
#pragma once

#include <string_view>

namespace entente::adapters {

struct EmbeddedFile {
  std::string_view format;
  std::string_view path;  // in the format's folder: "mapping.yaml", "codes/sex.csv"
  std::string_view text;
};

extern const EmbeddedFile kEmbeddedFiles[];
extern const int kEmbeddedFileCount;

}  // namespace entente::adapters
