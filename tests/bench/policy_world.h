// An invented world for the policy bench: countries, rules as plain words, and questions about records.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "entente/v1/record.pb.h"

namespace entente::bench {

struct Rule {
  std::string id;
  bool permit = true;
  std::vector<std::string> to, records, offences, purposes;
};

struct Asked {
  std::string to, kind, offence, purpose;
};

class Inventor {
 public:
  explicit Inventor(int countries);
  const std::vector<std::string>& countries() const { return countries_; }
  std::vector<Rule> Rules(int count);
  Asked Question();

 private:
  size_t Below(size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random_); }
  std::vector<std::string> Some(std::vector<std::string> from, size_t most);

  std::mt19937 random_{20261124};
  std::vector<std::string> countries_;
};

// "[a, b]", each word in `quote`s.
std::string List(const std::vector<std::string>& words, const char* quote);

std::string FloorText();
std::string PolicyText(const std::string& country, int version, const std::vector<Rule>& rules);
v1::Record RecordOf(const std::string& country, const Asked& asked);

}  // namespace entente::bench
