// What a client may be told. All have defaults but targets, certificates and purpose. The empty braces let designated
// initialisers leave members out without a warning.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "entente/v1/exchange.pb.h"

namespace entente {

// Each of the three as a file's name or as PEM text (which wins). Files are read once, by Client::Connect.
struct TlsOptions {
  std::string root_file{}, root_pem{};  // the trust domain's certificate authority
  std::string cert_file{}, cert_pem{};  // this system's certificate, with its SPIFFE id as the one URI
  std::string key_file{}, key_pem{};    // its private key
};

// Exponential backoff: the n-th wait is initial * multiplier^n, at most `longest`, of which a random half is taken off,
// so that clients that lost a gateway together do not come back together.
struct RetryOptions {
  int attempts_max = 5;  // of one call; of a stream, without progress in between
  std::chrono::milliseconds initial{100};
  std::chrono::milliseconds longest{5'000};
  double multiplier = 2.0;
  std::function<void(std::chrono::milliseconds)> sleep{};  // empty: the calling thread sleeps
  std::function<double()> random{};                        // in [0, 1); empty: a generator of the library's own
};

struct ClientOptions {
  std::vector<std::string> targets{};  // "gateway.example:7443"; a lost one is followed by the next
  TlsOptions tls{};
  RetryOptions retry{};
  std::chrono::milliseconds deadline{10'000};         // of a whole call, its repeats included
  std::string purpose{};                              // one of the network's; the gateway refuses a call without
  std::string officer{}, case_number{}, operation{};  // may be empty; audited
};

// What one call does otherwise than the client.
struct CallOptions {
  std::optional<std::chrono::milliseconds> deadline{};
  std::optional<std::string> purpose{}, officer{}, case_number{}, operation{};
};

struct SubmitOptions {
  v1::SubmissionFacts facts{};  // matter and its review, operations, markings, test, links, revision
  std::string batch{};          // the file or batch the record belongs to
  std::string signature{};      // detached CMS over the exact bytes
  CallOptions call{};
};

struct SubmitAllOptions {
  int in_flight_max = 256;                        // records sent and not yet acknowledged
  size_t in_flight_bytes_max = 16 * 1024 * 1024;  // and their bytes
  CallOptions call{};                             // `deadline` is not used: a stream has none
};

struct WatchOptions {
  std::string cursor{};          // of the last event handled; empty: from the beginning
  std::string format{};          // also render each record in this national format
  bool until_caught_up = false;  // end with OK when nothing more waits
  int attempts_max = 0;          // to reach a gateway, without an event in between; 0: never give up
  CallOptions call{};            // `deadline` is not used
};

struct FetchOptions {
  std::string format{};
  CallOptions call{};
};

struct CheckOptions {
  std::string place{};  // airport or border post, IATA or UN/LOCODE
  CallOptions call{};
};

struct WithdrawOptions {
  bool erase = false;    // holders are asked to delete, not only to stop acting
  std::string reason{};  // kept by the gateway, told to nobody
  CallOptions call{};
};

}  // namespace entente
