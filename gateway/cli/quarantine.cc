// `entente quarantine`: one's own records that were kept and not released, since they lack what others need.
#include "gateway/cli/quarantine.h"

#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct ShowFlags {
  ConnectionFlags connection;
  std::string national_id;
  bool original = false;
};

// The same as `show` prints, with the number of missing things in their place.
std::string Line(const v1::QuarantinedRecord& record) {
  v1::QuarantinedRecord rest = record;
  rest.clear_missing();
  JsonObject line;
  line.AddRaw("record", ToJson(rest));
  line.Add("missing", record.missing_size());
  return line.Finish();
}

ExitCode List(const ConnectionFlags& flags) {
  return WithClient(flags, [](Client& client) {
    const auto records = client.ListQuarantined();
    if (!records.ok()) return Refuse(records.status());
    for (const v1::QuarantinedRecord& record : *records) std::cout << Line(record) << "\n";
    Say(absl::StrCat(records->size(), records->size() == 1 ? " record" : " records", " in quarantine"));
    return kDone;
  });
}

ExitCode Show(const ShowFlags& flags) {
  return WithClient(flags.connection, [&](Client& client) {
    const absl::StatusOr<v1::ShowQuarantinedReply> reply = client.ShowQuarantined(flags.national_id);
    if (!reply.ok()) return Refuse(reply.status());
    if (!flags.original) {
      std::cout << ToJson(reply->record()) << "\n";
    } else if (reply->has_original()) {
      std::cout << reply->original().preamble() << reply->original().data();
    } else {
      std::cout << ToJson(reply->common()) << "\n";
    }
    SayMissing(reply->record().missing());
    if (reply->record().missing().empty()) {
      Say("it passes the gates now in force: `entente quarantine mend --recheck` releases it");
    }
    return kDone;
  });
}

}  // namespace

void SayMissing(const google::protobuf::RepeatedPtrField<v1::Missing>& missing) {
  for (const v1::Missing& one : missing) {
    std::string words = absl::StrCat("missing: ", one.expected(), ", at `", absl::StrJoin(one.paths(), "` or `"), "`");
    if (!one.native_places().empty()) {
      absl::StrAppend(&words, "; this format keeps it at `", absl::StrJoin(one.native_places(), "`, `"), "`");
    }
    Say(words);
  }
}

void AddQuarantine(const Command& app) {
  const Command family =
      app.AddFamily("quarantine", "One's own records that lack what others need: kept, and shown to nobody else",
                    "entente quarantine list --profile ec.yaml");
  const auto list = std::make_shared<ConnectionFlags>();
  AddConnectionFlags(family.Add("list", "One JSON line a record, with the number of things it lacks",
                                "entente quarantine list --profile ec.yaml", [list] { return List(*list); }),
                     list.get());
  const auto show = std::make_shared<ShowFlags>();
  const Command command = family.Add("show", "What one of them lacks, and where it belongs",
                                     "entente quarantine show --profile xpo.yaml 2018/77\n"
                                     "  entente quarantine show --profile xpo.yaml 2018/77 --original > notice.json",
                                     [show] { return Show(*show); });
  command.Text("national-id", &show->national_id, "The record's id in one's own system").Required();
  command.Flag("--original", &show->original, "Print the record itself, as it was submitted: a file to mend");
  AddConnectionFlags(command, &show->connection);
  AddQuarantineMend(family);
}

}  // namespace entente::cli
