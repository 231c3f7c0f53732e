// `entente convert`: files from one format to another, with every value accounted for.
#include "adapters/core/convert.h"

#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "gateway/cli/command.h"
#include "gateway/cli/convert_diff.h"
#include "gateway/cli/files.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/input_file.h"
#include "gateway/cli/json.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  std::string from, to = "common", edition, receipts, formats;
  std::vector<std::string> files;
  bool diff = false;
};

// One run over all files; what stands around records is written once, whatever their number.
class Conversion {
 public:
  Conversion(const adapters::Format& from, const adapters::Format& to, std::string edition, std::ostream* receipts,
             uint64_t size_bytes)
      : from_(from), to_(to), edition_(std::move(edition)), receipts_(receipts), progress_("converting", size_bytes) {}

  // One file, or all of a format that joins them; `read`: those the bytes stand in.
  void Run(const std::string& name, const std::vector<adapters::NamedFile>& files, std::deque<InputFile>* read) {
    const adapters::ConvertCallbacks callbacks{
        .on_output = [](std::string_view out) { std::cout << out; },
        .on_receipt = [&](const v1::Receipt& receipt) { Keep(name, receipt); },
        .on_refusal =
            [&](const adapters::Refusal& refusal) {
              progress_.Clear();
              Say(absl::StrCat(name, ": ", refusal.Message(/*with_values=*/true)));
            },
        .on_unit =
            [&](const adapters::Unit& unit) {
              progress_.Advance(unit.data.size());
              for (InputFile& file : *read) file.Passed(unit.data.data());
            },
    };
    totals_.Add(adapters::Convert(files, from_, to_, edition_, callbacks, &wrapping_));
  }

  // Counts as one refused; the other files go on.
  void Unreadable(const absl::Status& why) {
    progress_.Clear();
    Say(std::string(why.message()));
    ++totals_.refused;
  }

  ExitCode End() {
    progress_.Clear();
    std::cout << wrapping_.End();
    std::cout.flush();
    std::cerr << totals_.ToString() << "\n";
    return totals_.refused == 0 ? kDone : kRefused;
  }

 private:
  void Keep(const std::string& name, const v1::Receipt& receipt) {
    if (receipts_ == nullptr) return;
    JsonObject line;
    line.Add("file", name);
    line.AddRaw("receipt", ToJson(receipt));
    *receipts_ << line.Finish() << "\n";
  }

  const adapters::Format& from_;
  const adapters::Format& to_;
  const std::string edition_;
  std::ostream* const receipts_;
  Progress progress_;
  adapters::ConvertTotals totals_;
  adapters::Wrapping wrapping_;
};

// Of all files together; 0: unknown, because one is no regular file.
uint64_t SizeOf(const std::vector<std::string>& files) {
  uint64_t size = 0;
  for (const std::string& file : files) {
    std::error_code error;
    const uintmax_t one = std::filesystem::file_size(file, error);
    if (error) return 0;
    size += one;
  }
  return size;
}

bool HasEdition(const adapters::Format& format, const std::string& edition) {
  const std::vector<std::string> all = format.editions();
  return edition.empty() || std::find(all.begin(), all.end(), edition) != all.end();
}

ExitCode Convert(const Flags& flags) {
  if (flags.diff) return ShowDiff(flags.files, flags.formats);
  if (flags.from.empty()) return Usage("--from is required: the format of the files; --help tells what is expected");
  const absl::StatusOr<Formats> formats = Formats::Load(flags.formats);
  if (!formats.ok()) return Usage(std::string(formats.status().message()));
  const absl::StatusOr<const adapters::Format*> from = formats->Find(flags.from);
  if (!from.ok()) return Usage(std::string(from.status().message()));
  const absl::StatusOr<const adapters::Format*> to = formats->Find(flags.to);
  if (!to.ok()) return Usage(std::string(to.status().message()));
  if (!HasEdition(**to, flags.edition))
    return Usage(absl::StrCat("`", flags.to, "` has no edition `", flags.edition, "`"));
  if (absl::Status status = CheckNoInput(flags.receipts, flags.files); !status.ok()) {
    return Usage(std::string(status.message()));
  }
  if (absl::Status status = CheckNamesFile("--receipts", flags.receipts); !status.ok()) {
    return Usage(std::string(status.message()));
  }
  std::ofstream receipts;
  if (!flags.receipts.empty()) {
    receipts.open(flags.receipts, std::ios::binary | std::ios::trunc);
    if (!receipts) return Usage(absl::StrCat("`", flags.receipts, "` cannot be written"));
  }
  const std::vector<std::string> files = flags.files.empty() ? std::vector<std::string>{"-"} : flags.files;
  Conversion conversion(**from, **to, flags.edition, receipts.is_open() ? &receipts : nullptr, SizeOf(files));
  std::deque<InputFile> read;
  std::vector<adapters::NamedFile> together;
  for (const std::string& file : files) {
    absl::StatusOr<InputFile> input = InputFile::Open(file);
    if (!input.ok()) {
      conversion.Unreadable(input.status());
      continue;
    }
    const std::string_view bytes = read.emplace_back(*std::move(input)).bytes();
    if ((*from)->JoinsFiles()) {
      together.push_back({NameOfFile(file), bytes});
    } else {
      conversion.Run(NameOfFile(file), std::vector<adapters::NamedFile>{{"", bytes}}, &read);
      read.clear();
    }
  }
  if (!together.empty()) conversion.Run(together.front().name, together, &read);
  receipts.close();
  const ExitCode end = conversion.End();
  return receipts.fail() && !flags.receipts.empty()
             ? Refuse(absl::UnavailableError("the receipts could not all be written"))
             : end;
}

}  // namespace

void AddConvert(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      app.Add("convert", "Translate files of records; refusals and the count go to standard error",
              "entente convert --from unodc-ids --receipts receipts.jsonl seizures.csv > records.jsonl\n"
              "  entente convert --from common --to ec-detenidos < records.jsonl\n"
              "  entente convert --diff ec-detenidos fbi-wanted detenidos.csv",
              [flags] { return Convert(*flags); });
  command.Texts("files", &flags->files, "The files; none or -: standard input");
  command.Text("--from", &flags->from, "Their format; `entente formats` lists them");
  command.Flag("--diff", &flags->diff, "Convert nothing; tell what would stay behind: --diff A B [files of A]");
  command.Text("--to", &flags->to, "The format to write").ShowDefault();
  command.Text("--edition", &flags->edition, "Of the format to write; else the newest");
  AddFormatsFlag(command, &flags->formats);
  command.Text("--receipts", &flags->receipts,
               "Write here what became of every value, one JSON line a record and direction");
}

}  // namespace entente::cli
