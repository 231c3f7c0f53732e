#include "gateway/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "absl/strings/str_format.h"

namespace entente::cli {
namespace {

constexpr size_t kBarWidth = 30;
constexpr std::chrono::milliseconds kBetweenDraws{100};
constexpr std::chrono::milliseconds kQuickWork{300};  // what ends sooner shows no bar at all

}  // namespace

Progress::Progress(std::string what, uint64_t total, std::string unit)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      terminal_(::isatty(STDERR_FILENO) == 1),
      last_(start_ + kQuickWork) {}

Progress::~Progress() { Clear(); }

void Progress::Advance(uint64_t amount, uint64_t records) {
  done_ += amount;
  records_ += records;
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < last_ + kBetweenDraws) return;
  last_ = now;
  Draw();
}

void Progress::Draw() {
  const double seconds = std::chrono::duration<double>(last_ - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(records_) / seconds : 0;
  std::string bar;
  if (total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    const auto filled = static_cast<size_t>(part * kBarWidth);
    bar =
        absl::StrFormat(" [%s%s] %3.0f%%", std::string(filled, '='), std::string(kBarWidth - filled, ' '), 100 * part);
  }
  std::cerr << absl::StrFormat("\r\x1b[K%s%s  %d %s, %.0f/s", what_, bar, records_, unit_, rate) << std::flush;
  drawn_ = true;
}

void Progress::Clear() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace entente::cli
