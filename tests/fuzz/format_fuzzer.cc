// The fuzz target of one format, named when it is compiled: ENTENTE_FUZZ_FORMAT.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const entente::adapters::Format* const format =
      entente::adapters::Registry::Builtin().Find(ENTENTE_FUZZ_FORMAT);
  if (format == nullptr) {
    std::fprintf(stderr, "there is no format `%s`\n", ENTENTE_FUZZ_FORMAT);
    std::exit(2);
  }
  entente::fuzz::ReadAnything(*format, {reinterpret_cast<const char*>(data), size});
  return 0;
}
