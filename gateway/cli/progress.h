// A bar on standard error while work takes long; nothing when that is no terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace entente::cli {

// Thread safety: none.
class Progress {
 public:
  // `total` in the unit of Advance's; 0: unknown, and only the count of records, or of what `unit` says, is shown.
  Progress(std::string what, uint64_t total, std::string unit = "records");
  ~Progress();  // wipes the bar

  void Advance(uint64_t amount, uint64_t records = 1);
  void Clear();  // before other words are written; the bar comes back with the next Advance

 private:
  void Draw();

  const std::string what_, unit_;
  const uint64_t total_;
  const bool terminal_;
  uint64_t done_ = 0, records_ = 0;
  bool drawn_ = false;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_;
};

}  // namespace entente::cli
