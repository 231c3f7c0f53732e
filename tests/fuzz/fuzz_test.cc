// A few seconds of what run.sh does for a minute a reader: the kept corpus, then damaged samples, then a MiB of
// anything against the clock and the memory.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "tests/fuzz/mutate.h"
#include "tests/fuzz/reader.h"

namespace entente::fuzz {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr int kDamagedFiles = kSanitized ? 20 : 200;
// The sanitizers make it many times slower, and their turn is to look at the same ways through: an eighth of it.
constexpr size_t kMebibyte = kSanitized ? 1 << 17 : 1 << 20;
constexpr long kMemoryMaxKib = 64 * 1024;
// The sanitizers' own cost, not the readers': as measured, between three and ten times.
constexpr auto kTimeMax = std::chrono::milliseconds(kSanitized ? 10'000 : 1'000);

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> FilesOf(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> files;
  for (const fs::path& path : paths) files.push_back(ReadFile(path));
  return files;
}

fs::path Root() { return ENTENTE_SOURCE_DIR; }

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) names.push_back(format->name());
  return names;
}

class Reader : public ::testing::TestWithParam<std::string> {
 protected:
  const adapters::Format& format() const { return *adapters::Registry::Builtin().Find(GetParam()); }
};

TEST_P(Reader, HasMendedWhatBrokeItBefore) {
  for (const std::string& file : FilesOf(Root() / "tests/fuzz/corpus" / GetParam())) ReadAnything(format(), file);
}

TEST_P(Reader, EndsInOrderWhateverTheDamage) {
  std::vector<std::string> samples = FilesOf(Root() / "adapters" / GetParam() / "samples");
  if (samples.empty()) samples.push_back("{}\n");
  const uint32_t seed = 20261124;
  std::mt19937 random(seed);
  for (int i = 0; i < kDamagedFiles; ++i) {
    const std::string& sample = samples[random() % samples.size()];
    ReadAnything(format(), Mutate(sample, samples[random() % samples.size()], &random));
  }
}

// ---- A MiB of anything ----

std::string Repeated(std::string_view piece) {
  std::string text;
  text.reserve(kMebibyte);
  while (text.size() + piece.size() <= kMebibyte) text += piece;
  return text;
}

std::map<std::string, std::string> Mebibytes(const std::string& sample) {
  std::mt19937 random(7);
  std::string noise(kMebibyte, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  std::map<std::string, std::string> all = {
      {"noise", noise},
      {"zeros", std::string(kMebibyte, '\0')},
      {"line ends", std::string(kMebibyte, '\n')},
      {"quotes", std::string(kMebibyte, '"')},
      {"brackets", std::string(kMebibyte, '[')},
      {"braces", Repeated("{\"a\":")},
      {"angles", std::string(kMebibyte, '<')},
      {"tags", Repeated("<a>")},
      {"commas", std::string(kMebibyte, ',')},
      {"digits", std::string(kMebibyte, '9')},
      {"objects", Repeated("{}")},
      {"rows", Repeated("a,b\n")},
  };
  if (!sample.empty()) {
    all["the sample, over and over"] = Repeated(sample);
    all["the sample's first half, then blanks"] = sample.substr(0, sample.size() / 2) + std::string(kMebibyte, ' ');
  }
  return all;
}

// In a process of its own: what it grew by is what the reading needed.
long GrownKib(const adapters::Format& format, const std::string& bytes, std::chrono::milliseconds* took) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    rusage before{}, after{};
    getrusage(RUSAGE_SELF, &before);
    const auto start = Clock::now();
    ReadAnything(format, bytes);
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    getrusage(RUSAGE_SELF, &after);
    const long answer[2] = {after.ru_maxrss - before.ru_maxrss, static_cast<long>(spent.count())};
    const bool written = write(ends[1], answer, sizeof(answer)) == static_cast<ssize_t>(sizeof(answer));
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  long answer[2] = {-1, -1};
  const bool read_all = read(ends[0], answer, sizeof(answer)) == static_cast<ssize_t>(sizeof(answer));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  *took = std::chrono::milliseconds(answer[1]);
  return read_all && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? answer[0] : -1;
}

TEST_P(Reader, TakesAMebibyteOfAnythingWithinItsBounds) {
  const std::vector<std::string> samples = FilesOf(Root() / "adapters" / GetParam() / "samples");
  for (const auto& [what, bytes] : Mebibytes(samples.empty() ? "" : samples[0])) {
    std::chrono::milliseconds took{0};
    const long grown = GrownKib(format(), bytes, &took);
    EXPECT_GE(grown, 0) << what << ": the reader did not come to an end";
    EXPECT_LE(took.count(), kTimeMax.count()) << what;
    // Shadow memory and quarantined blocks are the sanitizers', so only the optimised build can say.
    if (!kSanitized) {
      EXPECT_LE(grown, kMemoryMaxKib) << what;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Reader, ::testing::ValuesIn(Names()), [](const auto& named) {
  std::string name = named.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace entente::fuzz
