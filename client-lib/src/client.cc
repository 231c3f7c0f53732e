#include "entente/client.h"

#include <utility>
#include <vector>

#include "client-lib/src/grpc_connection.h"
#include "client-lib/src/retrying_connection.h"
#include "client-lib/src/submit_all.h"
#include "client-lib/src/subscription.h"
#include "client-lib/src/tls.h"

namespace entente {

absl::StatusOr<Client> Client::Connect(ClientOptions options) {
  if (options.targets.empty()) return absl::InvalidArgumentError("no gateway was given, expected `host:port`");
  absl::StatusOr<TlsMaterial> tls = LoadTls(options.tls);
  if (!tls.ok()) return tls.status();
  std::vector<std::unique_ptr<Connection>> gateways;
  for (const std::string& target : options.targets) {
    gateways.push_back(MakeGrpcConnection(OpenChannel(target, *tls), target));
  }
  std::shared_ptr<Connection> connection = MakeRetryingConnection(std::move(gateways), options.retry);
  return Client(std::move(connection), std::move(options));
}

Client::Client(std::shared_ptr<Connection> connection, ClientOptions options)
    : connection_(std::move(connection)), options_(std::make_shared<const ClientOptions>(std::move(options))) {}

v1::RequestContext Client::Context(const CallOptions& call) const {
  v1::RequestContext context;
  context.set_purpose(call.purpose.value_or(options_->purpose));
  context.set_officer(call.officer.value_or(options_->officer));
  context.set_case_number(call.case_number.value_or(options_->case_number));
  context.set_operation(call.operation.value_or(options_->operation));
  return context;
}

std::chrono::milliseconds Client::Deadline(const CallOptions& call) const {
  return call.deadline.value_or(options_->deadline);
}

v1::SubmitRequest Client::Request(Submission submission) const {
  v1::SubmitRequest request;
  SubmitOptions& options = submission.options;
  *request.mutable_context() = Context(options.call);
  if (auto* native = std::get_if<v1::NativeRecord>(&submission.content)) {
    *request.mutable_native() = std::move(*native);
  } else {
    *request.mutable_record() = std::move(std::get<v1::Record>(submission.content));
  }
  *request.mutable_facts() = std::move(options.facts);
  request.set_batch(std::move(options.batch));
  request.set_signature(std::move(options.signature));
  return request;
}

absl::StatusOr<v1::SubmitReply> Client::Submit(v1::NativeRecord record, SubmitOptions options) {
  const std::chrono::milliseconds deadline = Deadline(options.call);
  return connection_->Submit(Request({std::move(record), std::move(options)}), deadline);
}

absl::StatusOr<v1::SubmitReply> Client::Submit(v1::Record record, SubmitOptions options) {
  const std::chrono::milliseconds deadline = Deadline(options.call);
  return connection_->Submit(Request({std::move(record), std::move(options)}), deadline);
}

absl::Status Client::SubmitAll(const NextSubmission& next, const OnReply& on_reply, const SubmitAllOptions& options) {
  const BulkSource source{
      .next = [&]() -> std::optional<v1::SubmitRequest> {
        std::optional<Submission> submission = next();
        if (!submission.has_value()) return std::nullopt;
        return Request(*std::move(submission));
      },
      .on_reply = on_reply,
  };
  return SubmitAllOver(*connection_, options_->retry, options, source);
}

Subscription Client::Watch(WatchOptions options, OnEvent on_event) {
  v1::WatchRequest request;
  *request.mutable_context() = Context(options.call);
  request.set_cursor(std::move(options.cursor));
  request.set_format(std::move(options.format));
  request.set_until_caught_up(options.until_caught_up);
  return Subscription(std::make_unique<Subscription::State>(connection_, options_, std::move(request),
                                                            options.attempts_max, std::move(on_event)));
}

absl::StatusOr<v1::FetchReply> Client::Fetch(const std::string& record_id, FetchOptions options) {
  v1::FetchRequest request;
  request.set_record_id(record_id);
  return Fetch(std::move(request), std::move(options));
}

absl::StatusOr<v1::FetchReply> Client::Fetch(const v1::Originator& originator, const std::string& national_id,
                                             FetchOptions options) {
  v1::FetchRequest request;
  *request.mutable_originator() = originator;
  request.set_national_id(national_id);
  return Fetch(std::move(request), std::move(options));
}

absl::StatusOr<v1::FetchReply> Client::Fetch(v1::FetchRequest request, FetchOptions options) {
  *request.mutable_context() = Context(options.call);
  request.set_format(std::move(options.format));
  return connection_->Fetch(request, Deadline(options.call));
}

absl::StatusOr<v1::CheckReply> Client::Check(v1::DocumentQuery document, CheckOptions options) {
  v1::CheckRequest request;
  *request.mutable_context() = Context(options.call);
  *request.mutable_document() = std::move(document);
  request.set_place(std::move(options.place));
  return connection_->Check(request, Deadline(options.call));
}

absl::StatusOr<v1::WithdrawReply> Client::Withdraw(const std::string& national_id, WithdrawOptions options) {
  v1::WithdrawRequest request;
  *request.mutable_context() = Context(options.call);
  request.set_national_id(national_id);
  request.set_erase(options.erase);
  request.set_reason(std::move(options.reason));
  return connection_->Withdraw(request, Deadline(options.call));
}

absl::StatusOr<std::vector<v1::QuarantinedRecord>> Client::ListQuarantined(CallOptions options) {
  std::vector<v1::QuarantinedRecord> all;
  v1::ListQuarantinedRequest request;
  *request.mutable_context() = Context(options);
  while (true) {
    absl::StatusOr<v1::ListQuarantinedReply> page = connection_->ListQuarantined(request, Deadline(options));
    if (!page.ok()) return page.status();
    for (v1::QuarantinedRecord& record : *page->mutable_records()) all.push_back(std::move(record));
    if (!page->more() || all.empty() || all.back().national_id() == request.after()) return all;
    request.set_after(all.back().national_id());
  }
}

absl::StatusOr<v1::ShowQuarantinedReply> Client::ShowQuarantined(const std::string& national_id, CallOptions options) {
  v1::ShowQuarantinedRequest request;
  *request.mutable_context() = Context(options);
  request.set_national_id(national_id);
  return connection_->ShowQuarantined(request, Deadline(options));
}

absl::StatusOr<v1::RecheckQuarantinedReply> Client::RecheckQuarantined(const std::string& national_id,
                                                                       CallOptions options) {
  v1::RecheckQuarantinedReply all;
  v1::RecheckQuarantinedRequest request;
  *request.mutable_context() = Context(options);
  request.set_national_id(national_id);
  while (true) {
    absl::StatusOr<v1::RecheckQuarantinedReply> page = connection_->RecheckQuarantined(request, Deadline(options));
    if (!page.ok()) return page.status();
    const bool more = page->more() && page->last() != request.after();
    request.set_after(page->last());
    all.MergeFrom(*page);
    all.set_more(false);
    if (!more) return all;
  }
}

absl::Status Client::Acknowledge(v1::AcknowledgeRequest acknowledgement, CallOptions options) {
  *acknowledgement.mutable_context() = Context(options);
  return connection_->Acknowledge(acknowledgement, Deadline(options)).status();
}


}  // namespace entente
