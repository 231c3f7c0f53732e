#include "tests/canary/wire.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

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

// `start` begins one call and counts it down when its answer is there.
template <typename C>
void InParallel(Calls<C>& calls, const std::function<void(C&, std::function<void(grpc::Status)>)>& start) {
  for (size_t from = 0; from < calls.size(); from += kInFlightMax) {
    const size_t until = std::min(calls.size(), from + kInFlightMax);
    absl::BlockingCounter left(static_cast<int>(until - from));
    for (size_t i = from; i < until; ++i) {
      C& call = *calls[i];
      testing::SetDeadline(call.context, kPatienceS);
      start(call, [&call, &left](grpc::Status status) {
        call.status = std::move(status);
        left.DecrementCount();
      });
    }
    left.Wait();
  }
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
    peers_[system] = std::make_unique<testing::Peer>(
        testing::ChannelTo(daemon_->port(), network_.authority().certificate_pem(), &key));
  }
}

void Host::Stop() {
  peers_.clear();
  daemon_.reset();
}

std::vector<v1::SubmitReply> Host::Submit(const std::vector<v1::Record>& records) {
  std::vector<v1::SubmitReply> replies(records.size());
  for (const auto& [system, peer] : peers_) {
    grpc::ClientContext context;
    testing::SetDeadline(context, kPatienceS);
    const auto stream = peer->stub().SubmitStream(&context);
    std::thread reading([&replies, &stream] {
      v1::SubmitReply reply;
      while (stream->Read(&reply)) replies.at(reply.sequence()) = reply;
    });
    for (size_t i = 0; i < records.size(); ++i) {
      const v1::Originator& owner = records[i].header().originator();
      if (owner.country() + "/" + owner.system() != system) continue;
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

std::vector<Feed> Host::WatchAll(const std::vector<std::string>& cursors, const std::vector<std::string>& formats) {
  std::vector<Feed> feeds(Recipients().size());
  std::atomic<size_t> next = 0;
  std::vector<std::thread> watchers;
  for (int i = 0; i < kWatchers; ++i) {
    watchers.emplace_back([&] {
      for (size_t at = next++; at < feeds.size(); at = next++) {
        const Recipient& recipient = Recipients()[at];
        feeds[at] = Watch(StubOf(recipient.name()), recipient.purpose, cursors[at], formats[at]);
      }
    });
  }
  for (std::thread& watcher : watchers) watcher.join();
  return feeds;
}

void Host::Fetch(Calls<FetchCall>& calls) {
  InParallel<FetchCall>(calls, [this](FetchCall& call, std::function<void(grpc::Status)> done) {
    StubOf(Recipients()[call.recipient].name())
        .async()
        ->Fetch(&call.context, &call.request, &call.reply, std::move(done));
  });
}

void Host::Check(Calls<CheckCall>& calls) {
  InParallel<CheckCall>(calls, [this](CheckCall& call, std::function<void(grpc::Status)> done) {
    StubOf(Recipients()[call.recipient].name())
        .async()
        ->Check(&call.context, &call.request, &call.reply, std::move(done));
  });
}

void Host::Withdraw(Calls<WithdrawCall>& calls) {
  InParallel<WithdrawCall>(calls, [this](WithdrawCall& call, std::function<void(grpc::Status)> done) {
    StubOf(Recipients()[call.recipient].name())
        .async()
        ->Withdraw(&call.context, &call.request, &call.reply, std::move(done));
  });
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
