// A country's administrator and its officers: how tests change a policy.
#pragma once

#include <string>

#include "entente/v1/policy.grpc.pb.h"
#include "gateway/testing/in_process_gateway.h"

namespace entente::testing {

class Office {
 public:
  // `system` has the role administrator: "EC/admin".
  Office(InProcessGateway& gateway, const std::string& system);
  // Of a gateway that is a process of its own.
  Office(const TestNetwork& network, Peer peer);

  // With `version` and `supersedes` put in as they must be: the texts of tests say neither.
  std::string Next(const std::string& text);
  grpc::Status Propose(const std::string& text, const std::string& officer, v1::ProposePolicyReply* reply);
  grpc::Status Rollback(const std::string& digest, const std::string& officer, v1::ProposePolicyReply* reply);
  grpc::Status Approve(const v1::PolicyProposal& proposal, const std::string& officer, v1::ApprovePolicyReply* reply);
  grpc::Status Activate(const std::string& digest, bool emergency, v1::ActivatePolicyReply* reply);
  v1::ListPoliciesReply List();
  v1::ListRecallsReply Recalls(bool answered = false);

  grpc::Status Move(v1::Motion::Kind kind, const std::string& subject, const std::string& officer,
                    v1::MoveParticipantReply* reply);
  v1::ListParticipantsReply Participants();

  // Next, proposed by policy-1, approved by dpo-1, activated, and reconciled. The test fails where that fails.
  std::string MustActivate(const std::string& text);
  // Until no recalls and releases of an activation wait to be written, and the clock's are.
  void WaitReconciled();

  v1::Admin::Stub& stub() { return *stub_; }
  v1::OfficerSignature Sign(const std::string& officer, const std::string& statement) const;

 private:
  InProcessGateway* const gateway_;  // null: not in this process
  const TestNetwork& network_;
  const Peer peer_;
  const std::unique_ptr<v1::Admin::Stub> stub_;
};

}  // namespace entente::testing
