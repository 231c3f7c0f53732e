// "did you mean": the nearest of the words that would have been right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entente::policy {

// "; did you mean `records`?", or "; expected one of `a`, `b`" when nothing is near and there are few, or nothing.
std::string Suggest(std::string_view word, const std::vector<std::string>& known);

}  // namespace entente::policy
