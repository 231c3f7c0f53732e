// The fuzz target of the mapping language: any bytes as a mapping load, or are refused in a sentence with a place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/core/load.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const entente::adapters::Folder folder = {{"mapping.yaml", text}, {"codes/t.csv", "national,common\nA,a\nB,\n"}};
  const auto format = entente::adapters::LoadFiles("any", folder);
  if (!format.ok() && format.status().message().empty()) std::abort();
  return 0;
}
