// Words that stand nowhere else, one for each text of each record, and the net that catches them in bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace entente::canary {

std::string TokenOf(int record, int leaf);  // "cnry000012x0034q"; records below 1000, leaves below 10000

// Every token in the bytes, whatever its case, in lower case. One that breaks off, because a format's column ended,
// comes as far as it goes.
void ForEachToken(std::string_view bytes, absl::FunctionRef<void(const std::string&)> found);

// Tokens that may be there.
class Shown {
 public:
  Shown() = default;
  explicit Shown(std::string_view bytes) { Add(bytes); }
  void Add(std::string_view bytes);
  void Add(const Shown& other) { tokens_.insert(tokens_.end(), other.tokens_.begin(), other.tokens_.end()), Sort(); }
  bool Covers(const std::string& token) const;  // one that broke off: whether it can be the beginning of one
  size_t size() const { return tokens_.size(); }

 private:
  void Sort();

  std::vector<std::string> tokens_;  // sorted, each once
};

}  // namespace entente::canary
