// `entente receipt show`: what became of each value of one record, side by side.
#include <iostream>
#include <limits>
#include <memory>

#include "gateway/cli/files.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/receipt_rows.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  std::string file, from, to, edition, html, formats;
  Chosen chosen;
};

ExitCode Show(const Flags& flags) {
  const absl::StatusOr<Formats> formats = Formats::Load(flags.formats);
  if (!formats.ok()) return Usage(std::string(formats.status().message()));
  const absl::StatusOr<const adapters::Format*> from = formats->Find(flags.from);
  if (!from.ok()) return Usage(std::string(from.status().message()));
  const adapters::Format* to = nullptr;
  if (!flags.to.empty()) {
    const absl::StatusOr<const adapters::Format*> found = formats->Find(flags.to);
    if (!found.ok()) return Usage(std::string(found.status().message()));
    to = *found;
  }
  if (const absl::Status status = CheckNoInput(flags.html, {flags.file}); !status.ok()) {
    return Usage(std::string(status.message()));
  }
  const absl::StatusOr<std::string> bytes = ReadFile(flags.file);
  if (!bytes.ok()) return Usage(std::string(bytes.status().message()));
  const absl::StatusOr<SideBySide> record = ShowRecord(**from, *bytes, flags.chosen, to, flags.edition);
  if (!record.ok()) return Refuse(record.status());
  std::cout << ReceiptText(*record, OutputWidth());
  if (flags.html.empty()) return kDone;
  const absl::Status written = ReplaceFile(flags.html, ReceiptHtml(*record));
  return written.ok() ? kDone : Refuse(written);
}

}  // namespace

void AddReceipt(const Command& app) {
  const Command family = app.AddFamily("receipt", "What became of each value of a record",
                                       "entente receipt show --from ec-detenidos --record 2 detenidos.csv");
  const auto flags = std::make_shared<Flags>();
  const Command command =
      family.Add("show", "A record side by side: national places, fates, common fields; and as another format says it",
                 "entente receipt show --from ec-detenidos --record 2 --to fbi-wanted detenidos.csv",
                 [flags] { return Show(*flags); });
  command.Text("file", &flags->file, "The file; -: standard input").Required();
  command.Text("--from", &flags->from, "Its format; `entente formats` lists them").Required();
  const Option id = command.Text("--id", &flags->chosen.id, "The record with this id of its owner");
  command.Number("--record", &flags->chosen.number, 1, std::numeric_limits<int64_t>::max(), "Which of the file, from 1")
      .ShowDefault()
      .Excludes(id);
  command.Text("--to", &flags->to, "Also tell what this format says of it");
  command.Text("--edition", &flags->edition, "Of that format; else the newest");
  command.Text("--html", &flags->html, "Write it here too, as one page");
  AddFormatsFlag(command, &flags->formats);
}

}  // namespace entente::cli
