// `entente policy who-can`: who would get a record, for which purpose, and what of it, before it is sent.
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_analysis.h"
#include "gateway/cli/policy_folder.h"
#include "gateway/cli/policy_records.h"
#include "gateway/cli/words.h"
#include "gateway/policy/analyse/specimen.h"
#include "gateway/policy/analyse/who_can.h"
#include "gateway/policy/sample_record.h"

namespace entente::cli {
namespace {

struct Flags {
  PolicyFlags policy;
  std::string time, from, records, colour, system;
  std::vector<std::string> files, offences, matters, operations, markings, nationalities;
  bool minor = false, json = false;
};

std::string Instant(absl::Time time) {
  if (time == absl::InfiniteFuture()) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// An invented record with these facts, and something of every field set.
v1::Record RecordOf(const Flags& flags) {
  policy::RequestClass facts;
  facts.originator = flags.from;
  facts.system = flags.system;
  facts.kind = flags.records;
  facts.colour = flags.colour;
  facts.offences = flags.offences;
  facts.matters = flags.matters.empty() ? std::vector<std::string>{"ordinary"} : flags.matters;
  facts.operations = flags.operations;
  facts.markings = flags.markings;
  for (std::vector<std::string>* values : {&facts.offences, &facts.matters, &facts.markings}) {
    for (std::string& value : *values) value = value == "unknown" ? "" : value;
  }
  v1::Record record = policy::MakeSpecimen(facts, nullptr, false).records[0];
  record.MergeFrom(policy::SampleRecord());
  v1::Person& subject = *record.mutable_subjects(0);
  for (const std::string& state : flags.nationalities) subject.add_nationalities()->set_common(state);
  if (flags.minor) subject.mutable_age_class()->set_common("minor");
  return record;
}

void PrintJson(const v1::Record& record, const policy::RecordAccess& access) {
  JsonObject line;
  line.Add("originator", record.header().originator().country());
  line.Add("nationalId", record.header().national_id());
  line.AddRaw("to", JsonTexts(access.recipients));
  line.AddRaw("purposes", JsonTexts(access.purposes));
  line.Add("effect", access.effect == policy::Effect::kHit ? "hit" : "release");
  line.AddRaw("fields", JsonTexts(access.fields));
  line.AddRaw("values", JsonTexts(access.paths));
  line.AddRaw("caveats", JsonTexts(access.caveats));
  line.Add("until", Instant(access.until));
  line.Add("rule", access.rule);
  std::cout << line.Finish() << "\n";
}

void Print(const policy::RecordAccess& access) {
  const bool hit = access.effect == policy::Effect::kHit;
  std::cout << "  " << access.who << " for " << absl::StrJoin(access.purposes, ", ") << ": " << (hit ? "a hit on " : "")
            << absl::StrJoin(access.fields, ", ") << " (" << access.paths.size()
            << (access.paths.size() == 1 ? " value" : " values") << ")";
  if (!hit && !Instant(access.until).empty()) std::cout << ", until " << Instant(access.until);
  if (!access.caveats.empty()) std::cout << ", with " << absl::StrJoin(access.caveats, ", ");
  std::cout << " (" << access.rule << ")\n";
}

void Tell(const policy::PolicySet& policies, const std::vector<v1::Record>& records, absl::Time now, bool json) {
  for (const v1::Record& record : records) {
    policy::Question question;
    question.record = &record;
    question.now = now;
    question.facts = policy::ExtractFacts(record, now, [&](const std::string& country, const std::string& national_id) {
      return policy::RequestersAmong(records, country, national_id);
    });
    const std::vector<policy::RecordAccess> all = policy::WhoCan(policies, question);
    if (!json) {
      std::cout << record.header().originator().country() << " " << record.header().national_id()
                << (all.empty() ? ": nobody\n" : ":\n");
    }
    for (const policy::RecordAccess& access : all) json ? PrintJson(record, access) : Print(access);
  }
}

ExitCode Run(const Flags& flags) {
  absl::Time now = absl::Now();
  if (!flags.time.empty() && !absl::ParseTime(absl::RFC3339_full, flags.time, &now, nullptr)) {
    return Usage(absl::StrCat("--time `", flags.time, "` is no instant, expected 2026-11-24T10:00:00Z"));
  }
  if (flags.files.empty() == flags.from.empty()) {
    return Usage("who-can is asked about files of records, or about facts: --from and --records");
  }
  if (flags.files.empty() && flags.records.empty()) return Usage("--from needs --records: of which kind the record is");
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder(flags.policy);
  if (!loaded.ok()) return Usage(std::string(loaded.status().message()));
  const absl::StatusOr<policy::PolicySetPtr> policies = Compile(*loaded);
  if (!policies.ok()) return Refuse(policies.status());
  if (flags.files.empty()) {
    Tell(**policies, {RecordOf(flags)}, now, flags.json);
    return kDone;
  }
  const absl::StatusOr<std::vector<v1::Record>> records = ReadRecords(flags.files);
  if (!records.ok()) return Refuse(records.status());
  Tell(**policies, *records, now, flags.json);
  return kDone;
}

}  // namespace

void AddPolicyWhoCan(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      policy.Add("who-can", "Who would get a record, for which purpose, and which values: of files, or of facts",
                 "entente policy who-can policies --from CL --records arrest --offences human-trafficking",
                 [flags] { return Run(*flags); });
  AddPolicyFlags(command, &flags->policy);
  command.Texts("files", &flags->files, "Records in the common format; -: standard input");
  command.Text("--time", &flags->time, "As if it were then, 2026-11-24T10:00:00Z; else now");
  command.Flag("--json", &flags->json, "One JSON line each");
  const Command facts = command.Group("Facts of an invented record, in place of files");
  facts.Text("--from", &flags->from, "Whose record: a country");
  facts.Text("--records", &flags->records, "Of which kind").OneOf({"notice", "arrest", "seizure", "incident"});
  facts.Text("--colours", &flags->colour, "A notice's colour, as red");
  facts.Texts("--offences", &flags->offences, "By their common codes; `unknown` is one nobody mapped");
  facts.Texts("--matter", &flags->matters, "As reviewed; else ordinary; `unknown` is not assessed")
      .OneOf({"ordinary", "political", "military", "religious", "racial", "unknown"});
  facts.Texts("--operation", &flags->operations, "Joint operations it belongs to");
  facts.Texts("--markings", &flags->markings, "Common markings and caveats");
  facts.Texts("--nationality", &flags->nationalities, "Of its subject; else unknown");
  facts.Text("--system", &flags->system, "The originator's system; else unknown");
  facts.Flag("--minor", &flags->minor, "Its subject is a minor");
}

}  // namespace entente::cli
