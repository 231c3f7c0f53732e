// `entente ack`: what a holder did about a withdrawal, deletion, amendment or recall.
#include <limits>
#include <map>
#include <memory>

#include "gateway/cli/connect.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

constexpr int64_t kRevisionMax = std::numeric_limits<int64_t>::max();

struct Flags {
  ConnectionFlags connection;
  std::string record_id, outcome = "done", basis, basis_case, why;
  int64_t view_revision = 0;
};

ExitCode Ack(const Flags& flags) {
  const std::map<std::string, v1::AcknowledgeRequest::Outcome> outcomes = {
      {"done", v1::AcknowledgeRequest::DONE},
      {"retained", v1::AcknowledgeRequest::RETAINED},
      {"cannot", v1::AcknowledgeRequest::CANNOT}};
  if (flags.outcome == "retained" && (flags.basis.empty() || flags.basis_case.empty())) {
    return Usage("--outcome retained needs --basis and --basis-case");
  }
  if (flags.outcome == "cannot" && flags.why.empty()) return Usage("--outcome cannot needs --why");
  return WithClient(flags.connection, [&](Client& client) {
    v1::AcknowledgeRequest request;
    request.set_record_id(flags.record_id);
    request.set_view_revision(flags.view_revision);
    request.set_outcome(outcomes.at(flags.outcome));
    request.set_basis(flags.basis);
    request.set_case_number(flags.basis_case);
    request.set_why(flags.why);
    const absl::Status status = client.Acknowledge(request);
    return status.ok() ? kDone : Refuse(status);
  });
}

}  // namespace

void AddAck(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      app.Add("ack", "Say what was done about a withdrawal, deletion, amendment or recall",
              "entente ack --profile ec.yaml RECORD-ID 2 --outcome done", [flags] { return Ack(*flags); });
  command.Text("record-id", &flags->record_id, "Of the event").Required();
  command.Number("view-revision", &flags->view_revision, 1, kRevisionMax, "Of the event").Required();
  command.Text("--outcome", &flags->outcome, "done, retained (under law) or cannot")
      .OneOf({"done", "retained", "cannot"})
      .ShowDefault();
  command.Text("--basis", &flags->basis, "The law it is retained under");
  command.Text("--basis-case", &flags->basis_case, "The case it is retained for");
  command.Text("--why", &flags->why, "Why it cannot be done");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
