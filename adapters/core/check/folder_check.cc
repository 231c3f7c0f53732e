#include "adapters/core/check/folder_check.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/core/load.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file(error) && name[0] != '.') files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool IsNote(const fs::path& file) {
  const std::string name = ToLower(file.filename().string());
  return name.ends_with(".md") || name == "readme.txt" || name == "provenance.txt";
}

std::vector<Sample> SamplesOf(const fs::path& folder, const FolderCheckOptions& options) {
  const fs::path where = options.samples.empty() ? folder / "samples" : fs::path(options.samples);
  std::vector<Sample> samples;
  for (const fs::path& file : FilesOf(where)) {
    if (IsNote(file)) continue;
    samples.push_back({StrCat("samples/", file.filename().string()), ReadFile(file)});
  }
  return samples;
}

// Whether the word stands there by itself.
bool HasTodo(std::string_view line) {
  constexpr std::string_view kTodo = "TODO";
  for (size_t at = line.find(kTodo); at != std::string_view::npos; at = line.find(kTodo, at + 1)) {
    const bool before = at == 0 || !IsAlnum(line[at - 1]);
    const bool after = at + kTodo.size() == line.size() || !IsAlnum(line[at + kTodo.size()]);
    if (before && after) return true;
  }
  return false;
}

void FindTodos(const fs::path& file, const std::string& name, Check* check) {
  int number = 0;
  for (const std::string& line : SplitText(ReadFile(file), "\n")) {
    ++number;
    if (!HasTodo(line)) continue;
    check->findings.push_back({StrCat(name, ":", number), StrCat("`", std::string(Strip(line)).substr(0, 100), "`"),
                               "decide it, and take the word TODO away", ""});
  }
}

Check CheckTodos(const fs::path& folder) {
  Check check;
  check.name = "decided";
  for (const fs::path& file : FilesOf(folder)) {
    const std::string name = file.filename().string();
    if (file.extension() == ".yaml" || file.extension() == ".md") FindTodos(file, name, &check);
  }
  for (const fs::path& file : FilesOf(folder / "codes")) {
    FindTodos(file, "codes/" + file.filename().string(), &check);
  }
  check.measured = check.findings.empty() ? "no TODO is left" : StrCat(check.findings.size(), " TODO left");
  return check;
}

Check CheckCoverage(const FolderReport& report, const Explained& explained) {
  Check check;
  check.name = "coverage";
  int64_t values = 0;
  for (const auto& [place, count] : report.unmapped) {
    values += count;
    check.findings.push_back(
        {"mapping", StrCat("`", place, "`: ", count, " values that no line decides"),
         "give it a line in `map:`, or name it under `keep:`, `drop:` or, around the records, `envelope:`",
         explained.Why({place})});
  }
  const int64_t decided = report.leaves - values;
  check.measured = StrCat(decided, " of ", report.leaves, " values have a line that decides them");
  return check;
}

std::string ShownShapes(const std::map<std::string, int64_t>& shapes) {
  std::string out;
  size_t shown = 0;
  for (const auto& [shape, count] : shapes) {
    if (++shown > 6) return StrCat(out, " and others");
    StrAppend(&out, out.empty() ? "" : ", ", "`", shape, "` ", count == 1 ? "once" : StrCat(count, " times"));
  }
  return out;
}

// Lawful, and yet not what a reader can use.
Check CheckFates(const FolderReport& report, const Explained& explained) {
  Check check;
  check.name = "fates";
  int64_t words = 0;
  for (const LineFates& line : report.lines) {
    words += line.words;
    if (line.words > 0) {
      check.findings.push_back(
          {line.where,
           StrCat("`", line.place, "`: ", line.words, " of ", line.leaves,
                  " stay words instead of a date or a number, of the shape ", ShownShapes(line.shapes)),
           StrCat("add their form to the line's step, or explain `", line.place, "` in README.md"),
           explained.Why({line.place})});
    }
    const int64_t shadowed = line.Count(v1::SHADOWED);
    if (shadowed == 0) continue;
    check.findings.push_back({line.where,
                              StrCat("`", line.place, "`: ", shadowed, " of ", line.leaves,
                                     " differ from a value that came first for the same field, and stay behind"),
                              StrCat("give it a field of its own, or explain `", line.place, "` in README.md"),
                              explained.Why({line.place})});
  }
  check.measured = StrCat(report.lines.size(), " lines; ", words, " values stay words instead of a date or a number");
  return check;
}

}  // namespace

FolderReport CheckFolder(const std::string& folder, const FolderCheckOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto step = [&](std::string_view what) {
    if (options.on_step) options.on_step(what);
  };
  FolderReport report;
  report.name = fs::path(folder).lexically_normal().filename().string();
  if (report.name.empty()) report.name = fs::path(folder).lexically_normal().parent_path().filename().string();
  step("loading");
  Check loads;
  loads.name = "loads";
  const absl::StatusOr<std::unique_ptr<Format>> format = LoadFolder(folder);
  if (!format.ok()) {
    loads.measured = "it does not load";
    loads.findings.push_back(
        {"mapping", std::string(format.status().message()), "mend that place; nothing else can be told before", ""});
    report.checks.push_back(std::move(loads));
    return report;
  }
  report.title = (*format)->title();
  loads.measured = StrCat((*format)->syntax(), ", for ", Join((*format)->kinds(), ", "));
  const Explained explained(ReadFile(fs::path(folder) / "README.md"));
  const std::vector<Sample> samples = SamplesOf(folder, options);
  report.checks.push_back(std::move(loads));
  report.checks.push_back(CheckTodos(folder));
  step("reading the samples");
  report.checks.push_back(CheckSamples(**format, samples, explained, &report));
  report.checks.push_back(CheckCoverage(report, explained));
  report.checks.push_back(CheckFates(report, explained));
  report.checks.push_back(CheckTables(**format, folder, report.lines, explained));
  step("writing them and reading them again");
  report.checks.push_back(CheckRoundTrip(**format, samples, explained));
  if (options.mutations > 0) {
    step("changing records");
    report.checks.push_back(CheckUnderMutation(**format, samples, options.mutations));
  }
  if (options.hostile_seconds_max > 0) {
    step("hostile input");
    report.checks.push_back(CheckHostile(**format, samples, options.hostile_seconds_max));
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace entente::adapters
