// `entente adapter check`: the conformance kit over a format's folder.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "adapters/core/check/folder_check.h"
#include "gateway/cli/adapter.h"
#include "gateway/cli/files.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  std::string folder, samples, html;
  int64_t mutations = 400, seconds = 1;
};

// Which step is running, on a terminal; wiped by the next.
class Steps {
 public:
  ~Steps() { Wipe(); }
  void Show(std::string_view step) {
    if (!terminal_) return;
    Wipe();
    std::cerr << "checking: " << step << " ..." << std::flush;
  }

 private:
  void Wipe() const {
    if (terminal_) std::cerr << "\r\033[K" << std::flush;
  }
  const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
};

ExitCode CheckAdapter(const Flags& flags) {
  std::error_code error;
  if (!std::filesystem::is_directory(flags.folder, error)) {
    return Usage(absl::StrCat("`", flags.folder, "` is no folder; expected one with a mapping.yaml"));
  }
  if (!flags.samples.empty() && !std::filesystem::is_directory(flags.samples, error)) {
    return Usage(absl::StrCat("`", flags.samples, "` is no folder; expected one with files of the format"));
  }
  adapters::FolderReport report;
  {
    Steps steps;
    report = adapters::CheckFolder(flags.folder, {.samples = flags.samples,
                                                  .mutations = static_cast<int>(flags.mutations),
                                                  .hostile_seconds_max = static_cast<double>(flags.seconds),
                                                  .on_step = [&](std::string_view step) { steps.Show(step); }});
  }
  std::cout << ReportText(report, OutputWidth());
  if (!flags.html.empty()) {
    const absl::Status written = ReplaceFile(flags.html, ReportHtml(report));
    if (!written.ok()) return Refuse(written);
  }
  return report.passed() ? kDone : kRefused;
}

}  // namespace

void AddAdapterCheck(const Command& family) {
  const auto flags = std::make_shared<Flags>();
  const Command command = family.Add(
      "check", "Prove a format's folder: fates of each line, code tables, both directions, hostile input",
      "entente adapter check --html report.html adapters/ec-detenidos", [flags] { return CheckAdapter(*flags); });
  command.Text("folder", &flags->folder, "With mapping.yaml, codes/, samples/ and README.md").Required();
  command.Text("--samples", &flags->samples, "Another folder of files to run against; else its samples/");
  command.Text("--html", &flags->html, "Write the report here too, as one page");
  command.Number("--changes", &flags->mutations, 1, 100'000, "Changed records to try, a file").ShowDefault();
  command.Number("--seconds", &flags->seconds, 1, 600, "For one hostile input of 1 MiB").ShowDefault();
}

}  // namespace entente::cli
