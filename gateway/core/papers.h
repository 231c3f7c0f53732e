// Papers as messages: what people decided, kept by the store under a shelf and a name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "gateway/core/writer.h"

namespace entente::core {

inline constexpr char kPolicyShelf[] = "policy";          // by digest: every text that was ever proposed
inline constexpr char kProposalShelf[] = "proposal";      // by digest and what it replaces
inline constexpr char kActiveShelf[] = "active";          // by country, or "network"
inline constexpr char kActivationShelf[] = "activation";  // by number, all of them
inline constexpr char kSweepShelf[] = "sweep";            // reconciliations that are not through yet, see sweep.h
inline constexpr char kRequestShelf[] = "request";        // for release, by their id
inline constexpr char kConsentShelf[] = "consent";        // by record, participant, purpose and request
inline constexpr char kMotionShelf[] = "motion";          // that wait for a signature, by subject
inline constexpr char kLifeShelf[] = "life";              // the last that took effect, by subject
inline constexpr char kWaitingShelf[] = "request-waiting";  // ids of requests not answered, by what they ask for
inline constexpr char kTellShelf[] = "tell";                // records that a consent is to move, by its request
inline constexpr char kPointedShelf[] = "pointed";          // changed records that others point at, see pointing.h
inline constexpr char kPlaceShelf[] = "place";            // how far the reconciler is, as decimal numbers

inline absl::Status DamagedPaper() { return absl::DataLossError("a paper of the gateway's own is damaged"); }

// `source`: a store or a writer's view.
template <typename Message, typename Source>
absl::StatusOr<std::optional<Message>> FindPaper(Source& source, std::string_view shelf, std::string_view name) {
  const absl::StatusOr<std::string> bytes = source.GetPaper(shelf, name);
  if (absl::IsNotFound(bytes.status())) return std::optional<Message>();
  if (!bytes.ok()) return bytes.status();
  Message message;
  if (!message.ParseFromString(*bytes)) return DamagedPaper();
  return std::optional<Message>(std::move(message));
}

// In the order of their names.
template <typename Message, typename Source>
absl::StatusOr<std::vector<std::pair<std::string, Message>>> ReadShelf(Source& source, std::string_view shelf) {
  const absl::StatusOr<std::vector<store::Paper>> papers = source.Papers(shelf);
  if (!papers.ok()) return papers.status();
  std::vector<std::pair<std::string, Message>> messages;
  for (const store::Paper& paper : *papers) {
    messages.emplace_back(paper.name, Message());
    if (!messages.back().second.ParseFromString(paper.bytes)) {
      return DamagedPaper();
    }
  }
  return messages;
}

template <typename Message>
void PutPaper(Changes& changes, std::string_view shelf, std::string_view name, const Message& message) {
  changes.papers.push_back({std::string(shelf), std::string(name), message.SerializeAsString()});
}

// Sorts as the number does.
inline std::string NumberName(int64_t number) { return absl::StrFormat("%019d", number); }

}  // namespace entente::core
