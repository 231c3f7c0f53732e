// Entente's client: submits a national system's records to a gateway, receives what others share with it, checks
// documents.
//
// Performance: copies of a Client share one connection; making one is cheap, Connect is not. SubmitAll is the fast way
// to send many records: it keeps hundreds in flight over one stream.
//
// Thread safety: a Client may be used from many threads at once.
//
// Errors: absl::Status with a second word, see entente/error.h. Calls are repeated by themselves where that is safe,
// and all here are: a submission carries its identity, so that sending it twice changes nothing. The library sets
// nothing process-wide: no signal handler, no environment, no logging.
//
// Example:
//   auto client = entente::Client::Connect({.targets = {"gateway.example:7443"},
//                                           .tls = {.root_file = "ca.pem", .cert_file = "ec.pem", .key_file =
//                                           "ec.key"}, .purpose = "criminal-investigation"});
//   if (!client.ok()) …
//   absl::StatusOr<entente::v1::SubmitReply> reply = client->Submit(record);
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/connection.h"
#include "entente/error.h"
#include "entente/options.h"
#include "entente/subscription.h"
#include "entente/v1/exchange.pb.h"

namespace entente {

// One record on its way: the exact bytes of a national one, or one in the common schema.
struct Submission {
  std::variant<v1::NativeRecord, v1::Record> content;
  SubmitOptions options;
};

class Client {
 public:
  // Reads and checks the certificates (they parse, belong together, have not expired), without touching the network: a
  // gateway that is not there shows at the first call. InvalidArgument or NotFound names the file and what is wrong.
  static absl::StatusOr<Client> Connect(ClientOptions options);

  // On a connection of one's own: a test's mock.
  explicit Client(std::shared_ptr<Connection> connection, ClientOptions options = {});

  // Acknowledged is durable: OK means that the record and its audit entry are on the gateway's disk.
  absl::StatusOr<v1::SubmitReply> Submit(v1::NativeRecord record, SubmitOptions options = {});
  absl::StatusOr<v1::SubmitReply> Submit(v1::Record record, SubmitOptions options = {});

  // Sends what `next` gives until it gives nothing, and calls `on_reply` exactly once for each: with its number,
  // counted from 0 in the order given, and the acknowledgement or why it was refused. Replies may come in another
  // order. Both are called on the calling thread. A lost line is taken up again and what was not acknowledged is sent
  // again. OK: all were answered, if only by a refusal. Otherwise the line could not be had back; what was sent and not
  // answered got that status, and nothing more is taken from `next`.
  using NextSubmission = std::function<std::optional<Submission>()>;
  using OnReply = std::function<void(uint64_t number, const absl::StatusOr<v1::SubmitReply>& reply)>;
  absl::Status SubmitAll(const NextSubmission& next, const OnReply& on_reply, const SubmitAllOptions& options = {});

  // Everything this system may see for the purpose, in order, from the cursor on; then as it comes.
  // CURSOR_EXPIRED ends it: begin again from an empty cursor.
  using OnEvent = std::function<absl::Status(const v1::Event& event)>;
  Subscription Watch(WatchOptions options, OnEvent on_event);

  // NotFound with RECORD_UNKNOWN: unknown, withdrawn, or not yours to see, all three alike.
  absl::StatusOr<v1::FetchReply> Fetch(const std::string& record_id, FetchOptions options = {});
  absl::StatusOr<v1::FetchReply> Fetch(const v1::Originator& originator, const std::string& national_id,
                                       FetchOptions options = {});

  // NONE_FOUND is never a green light.
  absl::StatusOr<v1::CheckReply> Check(v1::DocumentQuery document, CheckOptions options = {});

  // One's own record. Every holder gets an event.
  absl::StatusOr<v1::WithdrawReply> Withdraw(const std::string& national_id, WithdrawOptions options = {});

  // One's own records that were kept and not released (SubmitReply.quarantined), by national id, and what each lacks.
  // To mend one, submit it again. Recheck has them judged anew after the gateway's gates were changed: one, or with an
  // empty national id all.
  absl::StatusOr<std::vector<v1::QuarantinedRecord>> ListQuarantined(CallOptions options = {});
  absl::StatusOr<v1::ShowQuarantinedReply> ShowQuarantined(const std::string& national_id, CallOptions options = {});
  absl::StatusOr<v1::RecheckQuarantinedReply> RecheckQuarantined(const std::string& national_id = "",
                                                                 CallOptions options = {});

  // What was done about a withdrawal, deletion, amendment or recall. `acknowledgement.context` is filled in.
  absl::Status Acknowledge(v1::AcknowledgeRequest acknowledgement, CallOptions options = {});

 private:
  v1::RequestContext Context(const CallOptions& call) const;
  std::chrono::milliseconds Deadline(const CallOptions& call) const;
  v1::SubmitRequest Request(Submission submission) const;
  absl::StatusOr<v1::FetchReply> Fetch(v1::FetchRequest request, FetchOptions options);

  std::shared_ptr<Connection> connection_;
  std::shared_ptr<const ClientOptions> options_;
};

}  // namespace entente
