// `entente submit`: a national system's files to a gateway, record by record, in their exact bytes.
#include <memory>

#include "absl/strings/str_cat.h"
#include "gateway/cli/batch.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/facts.h"
#include "gateway/cli/files.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  FactFlags facts;
  std::string format, batch, receipts, formats;
  std::vector<std::string> files{"-"};
};

ExitCode Submit(const Flags& flags) {
  const absl::StatusOr<Formats> formats = Formats::Load(flags.formats);
  if (!formats.ok()) return Usage(std::string(formats.status().message()));
  const absl::StatusOr<const adapters::Format*> format = formats->Find(flags.format);
  if (!format.ok()) return Usage(std::string(format.status().message()));
  absl::StatusOr<v1::SubmissionFacts> facts = FactsOf(flags.facts);
  if (!facts.ok()) return Usage(std::string(facts.status().message()));
  if (absl::Status status = CheckNoInput(flags.receipts, flags.files); !status.ok()) {
    return Usage(std::string(status.message()));
  }
  return WithClient(flags.connection, [&](Client& client) {
    Batch batch(**format, {.name = flags.batch, .facts = *facts, .receipts_file = flags.receipts});
    for (const std::string& file : flags.files) {
      if (absl::Status status = batch.Add(file); !status.ok()) return Usage(std::string(status.message()));
    }
    return batch.Send(client);
  });
}

}  // namespace

void AddSubmit(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      app.Add("submit", "Send files of records; one JSON line a record, as the gateway answers",
              "entente submit --profile ec.yaml --from ec-detenidos --matter ordinary --reviewer 'legal office' \\\n"
              "      --review-date 2026-11-24 --review-reference L-17 detenidos.csv",
              [flags] { return Submit(*flags); });
  command.Texts("files", &flags->files, "The files; none or -: standard input");
  command.Text("--from", &flags->format, "Their format; `entente formats` lists them").Required();
  AddFormatsFlag(command, &flags->formats);
  command.Text("--batch", &flags->batch, "The batch's name, kept and told to nobody; else the file's name");
  command.Text("--receipts", &flags->receipts, "Keep here what became of every value, one JSON line a record");
  AddFactFlags(command, &flags->facts);
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
