// `entente adapter new`: a format's folder to begin with, from samples.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "adapters/core/format.h"
#include "adapters/core/infer/read_samples.h"
#include "adapters/core/infer/skeleton.h"
#include "gateway/cli/adapter.h"
#include "gateway/cli/files.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::vector<std::string> samples;
  std::string name, out = ".";
};

bool SoundName(const std::string& name) {
  const auto sound = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= 64 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), sound);
}

absl::Status WriteNew(const fs::path& folder, const adapters::Folder& files) {
  std::error_code error;
  fs::create_directories(folder / "codes", error);
  fs::create_directories(folder / "samples", error);
  for (const auto& [name, text] : files) {
    std::ofstream out(folder / name, std::ios::binary);
    out << text;
    if (!out.flush()) return absl::UnavailableError(absl::StrCat("`", (folder / name).string(), "` cannot be written"));
  }
  return absl::OkStatus();
}

ExitCode NewAdapter(const Flags& flags) {
  if (!SoundName(flags.name)) {
    return Usage(
        absl::StrCat("`", flags.name, "`: expected a name of small letters, digits and -, such as cl-incautaciones"));
  }
  if (adapters::Registry::Builtin().Find(flags.name) != nullptr) {
    return Usage(absl::StrCat("a format named `", flags.name, "` is compiled in: take another name"));
  }
  const fs::path folder = fs::path(flags.out) / flags.name;
  std::error_code error;
  if (fs::exists(folder, error)) {
    return Usage(absl::StrCat("`", folder.string(), "` is there already; nothing was written"));
  }
  std::vector<std::pair<std::string, std::string>> samples;
  adapters::SkeletonOptions options{.name = flags.name, .sample_names = {}};
  for (const std::string& file : flags.samples) {
    absl::StatusOr<std::string> bytes = ReadFile(file);
    if (!bytes.ok()) return Usage(std::string(bytes.status().message()));
    samples.emplace_back(file, *std::move(bytes));
    options.sample_names.push_back(fs::path(file).filename().string());
  }
  const absl::StatusOr<adapters::SampleProfile> profile = adapters::ReadSamples(samples);
  if (!profile.ok()) return Refuse(profile.status());
  const adapters::Folder files = adapters::MakeSkeleton(*profile, options);
  if (const absl::Status written = WriteNew(folder, files); !written.ok()) return Refuse(written);
  for (const auto& [name, text] : files) std::cout << (folder / name).string() << "\n";
  Say(absl::StrCat("read ", profile->count, " records with ", profile->leaves.size(),
                   " places; decide what says TODO, put invented records into ", (folder / "samples").string(),
                   ", and run `entente adapter check ", folder.string(), "`"));
  return kDone;
}

}  // namespace

void AddAdapterNew(const Command& family) {
  const auto flags = std::make_shared<Flags>();
  const Command command = family.Add(
      "new", "Begin a format's folder from samples: each place listed, guessed or a TODO",
      "entente adapter new --sample incautaciones.csv --name cl-incautaciones", [flags] { return NewAdapter(*flags); });
  command.Texts("--sample", &flags->samples, "A file of the format: CSV, JSON or XML; several, each with the flag")
      .Required();
  command.Text("--name", &flags->name, "Of the format and its folder: country, then what it is").Required();
  command.Text("--out", &flags->out, "Where to make the folder").ShowDefault();
}

}  // namespace entente::cli
