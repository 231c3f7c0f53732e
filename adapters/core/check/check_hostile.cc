// What arrives over a network may be anything: it must be read or refused, in bounded time, and harm nothing.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

#include "adapters/core/check/folder_check.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kMiB = size_t{1} << 20;
constexpr int kCuts = 12;
constexpr int kDamaged = 12;
constexpr uint32_t kHostileSeed = 11;
#if defined(__SANITIZE_ADDRESS__)
constexpr double kSlower = 40;  // a build that watches every access, without optimisation
#else
constexpr double kSlower = 1;
#endif

struct Hostile {
  std::string name;
  std::string bytes;
};

std::string Repeated(std::string_view piece, size_t size) {
  std::string out;
  out.reserve(size + piece.size());
  while (out.size() < size) out.append(piece);
  return out;
}

std::vector<Hostile> Inputs(const Sample& sample, std::mt19937* random) {
  const std::string& bytes = sample.bytes;
  const auto below = [&](size_t n) { return n == 0 ? 0 : static_cast<size_t>((*random)() % n); };
  std::vector<Hostile> out;
  for (int i = 0; i < kCuts; ++i) out.push_back({"cut short", bytes.substr(0, below(bytes.size()))});
  out.push_back({"doubled", bytes + bytes});
  for (int i = 0; i < kDamaged; ++i) {
    std::string damaged = bytes;
    for (size_t k = 0; k < 1 + bytes.size() / 100 && !bytes.empty(); ++k) {
      damaged[below(damaged.size())] = static_cast<char>((*random)() & 0xff);
    }
    out.push_back({"damaged", std::move(damaged)});
  }
  std::string noise(kMiB, '\0');
  for (char& c : noise) c = static_cast<char>((*random)() & 0xff);
  out.push_back({"random bytes", noise});
  const size_t middle = bytes.size() / 2;
  for (const std::string_view piece : {"A", "9", "\"", "\n", "[", "<a>", ",;\t", "\\u0000", "[\"\",", "{\"a\":"}) {
    const std::string much = Repeated(piece, kMiB);
    out.push_back({StrCat("1 MiB of `", piece == "\n" ? "line ends" : piece, "`"), much});
    out.push_back({StrCat("1 MiB of `", piece == "\n" ? "line ends" : piece, "` in its middle"),
                   bytes.substr(0, middle) + much + bytes.substr(middle)});
  }
  return out;
}

double Seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string Rounded(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", seconds);
  return text;
}

}  // namespace

Check CheckHostile(const Format& format, const std::vector<Sample>& samples, double seconds_max) {
  Check check;
  check.name = "hostile input";
  std::mt19937 random(kHostileSeed);
  int64_t inputs = 0;
  double longest = 0;
  for (const Sample& sample : samples) {
    // A large sample is damaged in its first part: what its rest holds is alike.
    const Sample part{sample.name, sample.bytes.substr(0, kMiB / 4)};
    for (const Hostile& hostile : Inputs(part, &random)) {
      ++inputs;
      const double before = Seconds();
      int64_t unaccounted = 0, silent = 0;
      const auto refuse = [&](const Refusal& refusal) { silent += refusal.expected.empty() ? 1 : 0; };
      format.Split(
          hostile.bytes,
          [&](const Unit& unit) {
            const auto decoded = format.Decode(unit);
            if (!decoded.ok()) return refuse(RefusalOf(decoded.status()));
            int64_t sum = 0;
            for (const v1::FateCount& count : decoded->receipt.fates()) sum += count.count();
            unaccounted += sum == decoded->receipt.leaves() ? 0 : 1;
          },
          refuse);
      const double took = Seconds() - before;
      longest = std::max(longest, took);
      const std::string where = StrCat(sample.name, ", ", hostile.name);
      if (took > seconds_max * kSlower) {
        check.findings.push_back({where, StrCat("takes ", Rounded(took)), "report it: a fault of the engine", ""});
      }
      if (unaccounted > 0 || silent > 0) {
        check.findings.push_back(
            {where, StrCat(unaccounted, " records with values unaccounted for, ", silent, " refusals without a reason"),
             "report it: a fault of the engine", ""});
      }
    }
  }
  check.measured =
      StrCat(inputs, " inputs cut, doubled, damaged, random and huge; the slowest took ", Rounded(longest));
  return check;
}

}  // namespace entente::adapters
