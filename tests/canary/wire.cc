#include "tests/canary/wire.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <thread>
#include <type_traits>

#include "absl/synchronization/blocking_counter.h"
#include "gateway/rpc/server.h"

namespace entente::canary {
namespace {

namespace fs = std::filesystem;

constexpr size_t kInFlightMax = 64;  // an answer waits for its beat, so that many are asked at once
constexpr int kWatchers = 4;
constexpr int kPatienceS = 120;

constexpr char kConfig[] =
    "listen: 127.0.0.1:0\nport_file: port\nlog: {file: log, level: debug}\nlimits: {drain: 2s}\ngates: gates.yaml\n"
    "metrics: {listen: \"127.0.0.1:0\"}\n"
    "tls: {certificate: pki/gateway.pem, key: pki/gateway.key, client_roots: pki/ca.pem}\n";

[[noreturn]] void Die(const std::string& why) {
  std::cerr << why << "\n";
  std::abort();
}

// Each begins one call on a system's end of the wire.
#define ENTENTE_BEGINS(TYPE, SERVICE, METHOD)                                               \
  void Begin(v1::SERVICE::Stub& stub, TYPE& call, std::function<void(grpc::Status)> done) { \
    stub.async()->METHOD(&call.context, &call.request, &call.reply, std::move(done));       \
  }
ENTENTE_BEGINS(FetchCall, Exchange, Fetch)
ENTENTE_BEGINS(CheckCall, Exchange, Check)
ENTENTE_BEGINS(WithdrawCall, Exchange, Withdraw)
ENTENTE_BEGINS(ExplainCall, Exchange, ExplainDecision)
ENTENTE_BEGINS(AskCall, Exchange, RequestRelease)
ENTENTE_BEGINS(AnswerCall, Exchange, AnswerRelease)
ENTENTE_BEGINS(AskedCall, Exchange, ListReleaseRequests)
ENTENTE_BEGINS(RecallsCall, Admin, ListRecalls)
ENTENTE_BEGINS(ReplayCall, Admin, ReplayPolicy)
ENTENTE_BEGINS(PoliciesCall, Admin, ListPolicies)
#undef ENTENTE_BEGINS

template <typename C>
constexpr bool kIsAdmins =
    std::is_same_v<C, RecallsCall> || std::is_same_v<C, ReplayCall> || std::is_same_v<C, PoliciesCall>;

std::string OwnerOf(const v1::Record& record) {
  return record.header().originator().country() + "/" + record.header().originator().system();
}

Feed Watch(v1::Exchange::Stub& stub, const std::string& purpose, const std::string& cursor, const std::string& format) {
  grpc::ClientContext context;
  testing::SetDeadline(context, kPatienceS);
  v1::WatchRequest request;
  request.mutable_context()->set_purpose(purpose);
  request.set_cursor(cursor);
  request.set_format(format);
  request.set_until_caught_up(true);
  const auto reader = stub.Watch(&context, request);
  Feed feed;
  v1::Event event;
  while (reader->Read(&event)) feed.events.push_back(event);
  const grpc::Status status = reader->Finish();
  feed.apart = status.error_message() + status.error_details();
  if (!status.ok()) Die("a feed ended: " + status.error_message());
  return feed;
}

}  // namespace

Host::Host() {
  rpc::AllowTls13Only();
  network_.WriteFile("participants.yaml", ParticipantsFile());
  network_.WriteFile("entented.yaml", kConfig);
  network_.WriteFile("gates.yaml", "gates: []\n");
  for (const std::string& system : Systems()) keys_[system] = network_.Certificate(system);
}

void Host::Start(const differential::Files& files, absl::Time now) {
  for (const char* left : {"policies", "data", "log"}) fs::remove_all(fs::path(network_.folder()) / left);
  network_.WriteFile("policies/network.yaml", files.floor.Text());
  for (const differential::PolicyFile& file : files.countries) {
    network_.WriteFile("policies/" + file.country + "/policy.yaml", file.Text());
  }
  clock_ = std::make_unique<testing::FakeClock>();
  clock_->Advance(now - clock_->Now());
  auto daemon = server::Daemon::Start(network_.config(), clock_.get());
  if (!daemon.ok()) Die(daemon.status().ToString());
  daemon_ = *std::move(daemon);
  for (const auto& [system, key] : keys_) {
    End& end = ends_[system];
    end.peer = std::make_unique<testing::Peer>(
        testing::ChannelTo(daemon_->port(), network_.authority().certificate_pem(), &key));
    end.admin = v1::Admin::NewStub(end.peer->channel());
  }
  for (const std::string& country : Governing()) {
    offices_[country] =
        std::make_unique<testing::Office>(network_, testing::Peer(ends_.at(AdminOf(country)).peer->channel()));
  }
}

void Host::Stop() {
  offices_.clear();
  ends_.clear();
  daemon_.reset();
}

std::vector<v1::SubmitReply> Host::Submit(const std::vector<v1::Record>& records) {
  std::vector<v1::SubmitReply> replies(records.size());
  std::set<std::string> owners;
  for (const v1::Record& record : records) owners.insert(OwnerOf(record));
  for (const std::string& system : owners) {
    grpc::ClientContext context;
    testing::SetDeadline(context, kPatienceS);
    const auto stream = StubOf(system).SubmitStream(&context);
    std::thread reading([&replies, &stream] {
      v1::SubmitReply reply;
      while (stream->Read(&reply)) replies.at(reply.sequence()) = reply;
    });
    for (size_t i = 0; i < records.size(); ++i) {
      if (OwnerOf(records[i]) != system) continue;
      v1::SubmitRequest request;
      request.mutable_context()->set_purpose("investigation");
      request.set_sequence(i);
      *request.mutable_record() = records[i];
      stream->Write(request);
    }
    stream->WritesDone();
    reading.join();
    const grpc::Status status = stream->Finish();
    if (!status.ok()) Die("a submission stream ended: " + status.error_message());
  }
  return replies;
}

std::vector<Feed> Host::WatchAll(const std::vector<Recipient>& recipients, const std::vector<std::string>& cursors,
                                 const std::vector<std::string>& formats) {
  std::vector<Feed> feeds(recipients.size());
  std::atomic<size_t> next = 0;
  std::vector<std::thread> watchers;
  for (int i = 0; i < kWatchers; ++i) {
    watchers.emplace_back([&] {
      for (size_t at = next++; at < feeds.size(); at = next++) {
        const Recipient& recipient = recipients[at];
        feeds[at] = Watch(StubOf(recipient.name()), recipient.purpose, cursors[at], formats[at]);
      }
    });
  }
  for (std::thread& watcher : watchers) watcher.join();
  return feeds;
}

template <typename C>
void Host::Ask(Calls<C>& calls) {
  for (size_t from = 0; from < calls.size(); from += kInFlightMax) {
    const size_t until = std::min(calls.size(), from + kInFlightMax);
    absl::BlockingCounter left(static_cast<int>(until - from));
    for (size_t i = from; i < until; ++i) {
      C& call = *calls[i];
      testing::SetDeadline(call.context, kPatienceS);
      auto done = [&call, &left](grpc::Status status) {
        call.status = std::move(status);
        left.DecrementCount();
      };
      if constexpr (kIsAdmins<C>) {
        Begin(*ends_.at(call.system).admin, call, done);
      } else {
        Begin(StubOf(call.system), call, done);
      }
    }
    left.Wait();
  }
}
template void Host::Ask(Calls<FetchCall>&);
template void Host::Ask(Calls<CheckCall>&);
template void Host::Ask(Calls<WithdrawCall>&);
template void Host::Ask(Calls<ExplainCall>&);
template void Host::Ask(Calls<AskCall>&);
template void Host::Ask(Calls<AnswerCall>&);
template void Host::Ask(Calls<AskedCall>&);
template void Host::Ask(Calls<RecallsCall>&);
template void Host::Ask(Calls<ReplayCall>&);
template void Host::Ask(Calls<PoliciesCall>&);

void Host::WaitReconciled() {
  const auto start = std::chrono::steady_clock::now();
  while (daemon_->Busy()) {
    if (std::chrono::steady_clock::now() - start > std::chrono::seconds(kPatienceS)) Die("reconciliation has no end");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Host::Append(const std::string& file, const std::string& bytes) {
  std::ofstream(fs::path(network_.folder()) / file, std::ios::binary | std::ios::app) << bytes;
}

std::string Host::MetricsPage() const {
  const int to = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(daemon_->metrics_port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string page;
  constexpr char kRequest[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (connect(to, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      send(to, kRequest, sizeof kRequest - 1, MSG_NOSIGNAL) > 0) {
    char part[4096];
    for (ssize_t got = 0; (got = recv(to, part, sizeof part, 0)) > 0;) page.append(part, static_cast<size_t>(got));
  }
  close(to);
  return page;
}

std::string Host::Read(const std::string& folder) const {
  std::string bytes;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(network_.folder()) / folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    if (entry.is_regular_file()) bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  return bytes;
}

}  // namespace entente::canary
