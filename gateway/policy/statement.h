// What an officer signs: a few lines that say the act and what it is about, so that a signature for one act, country or
// version is good for no other. Those who sign and those who verify make them here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente::policy {

inline constexpr char kProposePolicy[] = "policy.propose";
inline constexpr char kApprovePolicy[] = "policy.approve";
inline constexpr char kNetworkPolicy[] = "network";  // the floor, where a country would stand

// "entente statement 1\nact: …\nname: value\n…". Line ends in names and values become blanks.
std::string Statement(std::string_view act, const std::vector<std::pair<std::string, std::string>>& facts);

// `replaces` is the digest of the version that is active when it is signed, `after` the number of its activation; empty
// and 0: there is none. A version that comes back into force has another number, so no old signature is good again.
std::string PolicyStatement(std::string_view act, std::string_view country, std::string_view digest,
                            std::string_view replaces, int64_t after);

// The answer to a request for release: what is given, to whom, for what and until when; a refusal gives nothing.
std::string ReleaseStatement(std::string_view request_id, bool granted, const std::vector<std::string>& field_sets,
                             bool minors_included, int64_t until_seconds);

// A change of a participant's life: `kind` as the contract names it.
std::string MotionStatement(std::string_view kind, std::string_view subject, int64_t after);

}  // namespace entente::policy
