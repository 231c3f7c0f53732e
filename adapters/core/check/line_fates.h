// Counts what became of each value, line by line of a mapping. A lawful mapping can still be a bad one: a wrong date
// form leaves dates as words and breaks no law.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/core/check/report.h"
#include "adapters/core/lens/trace.h"

namespace entente::adapters {

class FateCounter {
 public:
  // Every line of the format's editions is counted, also one that no value reaches.
  explicit FateCounter(const std::vector<const Plan*>& plans);

  void Add(const Trace& trace);

  const std::vector<LineFates>& lines() const { return lines_; }
  // Places that no line names, or whose line is a TODO, with how many values stood there.
  const std::map<std::string, int64_t>& unmapped() const { return unmapped_; }

 private:
  void Collect(const Block& block, const std::string& above, const Plan& plan);

  std::vector<LineFates> lines_;
  std::map<const Line*, size_t> at_;  // branches share lines of one source
  std::map<std::string, size_t> by_source_;
  std::map<std::string, int64_t> unmapped_;
};

// "codes/sex.csv": the table the line's steps use; empty: none.
std::string TableOf(const Line& line, const Plan& plan);

// "a[3]/b" -> "a[]/b"
std::string AnyItem(const std::string& path);

}  // namespace entente::adapters
