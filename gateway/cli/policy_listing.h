// What a gateway lists of its policies: found in, and told to a person.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "entente/v1/policy.pb.h"

namespace entente::cli {

// A digest as the list shows it, cut short, stands for the one version it begins; any other is given back as it is.
absl::StatusOr<std::string> WholeDigest(const std::string& text, const v1::ListPoliciesReply& list);

// Null: none is active.
const v1::ActivePolicy* FindActive(const v1::ListPoliciesReply& list, const std::string& country);

// "2031-03-01T12:00Z".
std::string When(const google::protobuf::Timestamp& time);

void PrintList(const v1::ListPoliciesReply& list);
// Its digest on standard output, what it waits for on standard error.
void PrintProposal(const v1::PolicyProposal& proposal, bool json);

}  // namespace entente::cli
