// `entente policy recalls`: who holds what it was told to give up or change, and has not said that it did.
#include <google/protobuf/util/time_util.h>

#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_change.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  bool answered = false, json = false;
};

// Words are a holder's, and go to a terminal.
std::string AnswerOf(const v1::Recall& recall) {
  switch (recall.outcome()) {
    case v1::AcknowledgeRequest::RETAINED:
      return OneLine(absl::StrCat("retained: ", recall.basis(), ", case ", recall.case_number()));
    case v1::AcknowledgeRequest::CANNOT:
      return OneLine(absl::StrCat("cannot: ", recall.why()));
    default:
      return "none yet";
  }
}

ExitCode Recalls(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    TextTable table({"record", "kind", "holder", "purpose", "told to", "since", "answer"});
    table.Folds(6);
    v1::ListRecallsRequest request;
    request.set_answered(flags.answered);
    size_t count = 0;
    do {
      const auto page = office.ListRecalls(request);
      if (!page.ok()) return Refuse(page.status());
      for (const v1::Recall& recall : page->recalls()) {
        ++count;
        if (flags.json) {
          std::cout << ToJson(recall) << "\n";
          continue;
        }
        const std::string since = google::protobuf::util::TimeUtil::ToString(recall.since()).substr(0, 16) + "Z";
        table.Add({OneLine(recall.national_id()), recall.record_kind(), recall.holder(), recall.purpose(),
                   absl::AsciiStrToLower(v1::Event::Kind_Name(recall.kind())), since, AnswerOf(recall)});
      }
      request.set_after(page->next());
    } while (!request.after().empty());
    if (!flags.json && !table.empty()) std::cout << table.ToString(OutputWidth());
    Say(absl::StrCat(count, count == 1 ? " copy" : " copies", flags.answered ? "" : " without an answer"));
    return kDone;
  });
}

}  // namespace

void AddPolicyRecalls(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      policy.Add("recalls", "Who was told to give up or change a copy of our records, and has not answered",
                 "entente policy recalls --profile admin.yaml", [flags] { return Recalls(*flags); });
  command.Flag("--answered", &flags->answered, "Also those who answered that they retain it, or cannot");
  command.Flag("--json", &flags->json, "One JSON line a copy");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
