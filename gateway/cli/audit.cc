// `entente audit verify | who-saw`: a log's folder, read offline.
#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/audit/report.h"
#include "gateway/cli/command.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  std::string dir, key, record;
};

// A verifier's line, "name+hash+base64", as the flag says it or as the file it names holds it.
absl::StatusOr<std::string> KeyOf(const Flags& flags) {
  if (flags.key.find('+') != std::string::npos && !std::filesystem::exists(flags.key)) return flags.key;
  std::string file = flags.key;
  if (file.empty()) {
    file = (std::filesystem::path(flags.dir) / ".." / "audit.vkey").lexically_normal().string();
    Say(absl::StrCat("with the key beside the log, `", file, "`; --key takes one that you trust"));
  }
  absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  return std::string(absl::StripAsciiWhitespace(*text));
}

ExitCode Verify(const Flags& flags) {
  const absl::StatusOr<std::string> key = KeyOf(flags);
  if (!key.ok()) return Usage(std::string(key.status().message()));
  const absl::StatusOr<std::string> report = audit::VerifyReport(flags.dir, *key);
  if (!report.ok()) return Refuse(report.status());
  std::cout << *report;
  return kDone;
}

ExitCode WhoSaw(const Flags& flags) {
  // A folder that is no log knows of nobody, which is not the same as that nobody saw the record.
  if (!std::filesystem::exists(std::filesystem::path(flags.dir) / "checkpoint")) {
    return Refuse(absl::NotFoundError(absl::StrCat("`", flags.dir, "` is no audit log: it has no checkpoint")));
  }
  const absl::StatusOr<std::vector<audit::Sighting>> sightings = audit::WhoSaw(flags.dir, flags.record);
  if (!sightings.ok()) return Refuse(sightings.status());
  for (const audit::Sighting& sighting : *sightings) {
    JsonObject line;
    line.Add("entry", static_cast<int64_t>(sighting.index));
    line.Add("time", absl::FormatTime(absl::RFC3339_full, sighting.time, absl::UTCTimeZone()));
    line.Add("kind", audit::KindName(sighting.kind));
    line.Add("peer", sighting.peer);
    line.Add("purpose", sighting.purpose);
    line.Add("decision", sighting.decision);
    line.Add("rule", sighting.rule);
    line.Add("revision", sighting.revision);
    std::cout << line.Finish() << "\n";
  }
  if (sightings->empty()) Say(absl::StrCat("nobody saw `", flags.record, "`, as far as this log says"));
  return kDone;
}

}  // namespace

void AddAudit(const Command& app) {
  const Command audit = app.AddFamily("audit", "Verify a gateway's audit log, and ask it who saw a record",
                                      "entente audit verify data/audit --key audit.vkey");
  const auto flags = std::make_shared<Flags>();
  const Command verify =
      audit.Add("verify", "Hash every entry again and check tiles, checkpoint and signature",
                "entente audit verify data/audit --key audit.vkey", [flags] { return Verify(*flags); });
  verify.Text("dir", &flags->dir, "The log's folder").Required();
  verify.Text("--key", &flags->key, "The verifier key, or a file that holds it; else audit.vkey beside the folder");

  const Command who_saw =
      audit.Add("who-saw", "Everyone who learnt something of a record, oldest first, one JSON line each",
                "entente audit who-saw RECORD-ID --dir data/audit", [flags] { return WhoSaw(*flags); });
  who_saw.Text("record-id", &flags->record, "The gateway's id of the record").Required();
  who_saw.Text("--dir", &flags->dir, "The log's folder").Required();
}

}  // namespace entente::cli
