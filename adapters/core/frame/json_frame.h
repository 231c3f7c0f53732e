// JSON as a Frame: documents, pages, arrays and JSON lines.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/core/frame/frame.h"

namespace entente::adapters {

struct JsonOptions {
  std::vector<std::vector<std::string>> envelopes;  // keys that lead to the list a page wraps
  bool bare_document = true;                        // a document that wraps nothing is a record itself
};

std::unique_ptr<const Frame> MakeJsonFrame(JsonOptions options);

}  // namespace entente::adapters
