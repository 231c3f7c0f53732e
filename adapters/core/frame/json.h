// JSON as sources hand it out: one document, an array, nested arrays, a page that wraps a list, a list of pages, or
// JSON lines. Numbers are kept as written; nothing is read twice under one key.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapters/core/format.h"
#include "adapters/core/frame/out.h"
#include "adapters/core/frame/tree.h"

namespace entente::adapters {

inline constexpr int kJsonDepthMax = 64;

// `envelopes`: keys that lead to the list a page wraps, e.g. {"_embedded", "notices"}. `bare`: a document that wraps
// nothing is a record itself.
void SplitJson(std::string_view file, const std::vector<std::vector<std::string>>& envelopes, bool bare,
               const std::function<void(const Unit&)>& on_unit, const std::function<void(const Refusal&)>& on_refusal);

// One object. Names that `names` knows get their ids.
absl::Status ReadJson(std::string_view data, const NameIds& names, Tree* tree);

void WriteJson(const Out& out, std::string* text);
void WriteJsonString(std::string_view value, std::string* text);
// A node in JSON's own syntax, for what is carried.
std::string JsonOf(const Node& leaf);

}  // namespace entente::adapters
