// Use cases: a participant's life (sandbox, receive-only, live, suspended) and the stop switch. A change takes effect at
// once with the last signature it needs: of two officers, or of one to stop the release of one country's records or of
// everything.
//
// Who may sign: officers of the country, or of its parent; for "everything" any officer. What the participants file says
// is how a system begins, but a system that the file suspends is suspended.
//
// All of them block: not for a network thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

inline constexpr char kEverything[] = "everything";

// The participants of the file with what was signed since.
absl::StatusOr<ParticipantsPtr> WithLives(store::Store& store, const ParticipantsPtr& file);

struct MotionAsked {
  v1::Motion::Kind kind = v1::Motion::KIND_UNSPECIFIED;
  std::string subject;
  v1::OfficerSignature officer;
};
struct Moved {
  v1::Motion motion;
  bool effective = false;
};
// InvalidArgument, REQUEST_INVALID: no such subject, or nothing to change. PermissionDenied, NOT_ENTITLED: the signature
// does not hold, or its officer has no say. Aborted, CONCURRENT_CHANGE: the subject changed meanwhile.
absl::StatusOr<Moved> MoveParticipant(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                      const MotionAsked& asked);

struct ParticipantList {
  std::vector<v1::ParticipantEntry> participants;
  std::vector<v1::StopEntry> stops;
  std::vector<v1::Motion> pending;
};
absl::StatusOr<ParticipantList> ListParticipants(const Parts& parts, const Caller& caller,
                                                 const v1::RequestContext& context);

}  // namespace entente::core
