#include "gateway/testing/office.h"

#include <gtest/gtest.h>

#include <chrono>
#include <regex>
#include <thread>

#include "gateway/policy/policy.h"
#include "gateway/policy/statement.h"
#include "gateway/testing/records.h"

namespace entente::testing {
namespace {

constexpr int kPolls = 60'000;  // of five milliseconds: a million records are looked at in a minute

const v1::ActivePolicy* FindActive(const v1::ListPoliciesReply& list, const std::string& country) {
  for (const v1::ActivePolicy& active : list.active()) {
    if (active.country() == country) return &active;
  }
  return nullptr;
}

std::string CountryIn(const std::string& text) {
  std::smatch found;
  return std::regex_search(text, found, std::regex("\ncountry: ([A-Z]+)")) ? found[1].str() : policy::kNetworkPolicy;
}

std::string StatementNow(const v1::ListPoliciesReply& list, const std::string& country, const std::string& digest) {
  const v1::ActivePolicy* active = FindActive(list, country);
  return policy::PolicyStatement(policy::kProposePolicy, country, digest, active == nullptr ? "" : active->digest(),
                                 active == nullptr ? 0 : active->activation());
}

}  // namespace

Office::Office(InProcessGateway& gateway, const std::string& system)
    : gateway_(&gateway),
      network_(gateway.network()),
      peer_(gateway.Connect(system)),
      stub_(v1::Admin::NewStub(peer_.channel())) {}

Office::Office(const TestNetwork& network, Peer peer)
    : gateway_(nullptr),
      network_(network),
      peer_(std::move(peer)),
      stub_(v1::Admin::NewStub(peer_.channel())) {}

v1::OfficerSignature Office::Sign(const std::string& officer, const std::string& statement) const {
  v1::OfficerSignature signature;
  signature.set_country(officer.substr(0, officer.find('/')));
  signature.set_officer(officer.substr(officer.find('/') + 1));
  signature.set_signature(SignDetached(network_.Officer(officer), statement));
  return signature;
}

std::string Office::Next(const std::string& text) {
  const v1::ListPoliciesReply list = List();
  const v1::ActivePolicy* active = FindActive(list, CountryIn(text));
  const int64_t version = active == nullptr ? 1 : active->highest_version() + 1;
  const std::string supersedes = active == nullptr ? "" : "\nsupersedes: " + active->digest();
  return std::regex_replace(text, std::regex("\nversion: [0-9]+(\nsupersedes: [^\n]*)?"),
                            "\nversion: " + std::to_string(version) + supersedes,
                            std::regex_constants::format_first_only);
}

grpc::Status Office::Propose(const std::string& text, const std::string& officer, v1::ProposePolicyReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ProposePolicyRequest request;
  *request.mutable_context() = Context();
  request.set_text(text);
  const absl::StatusOr<policy::Header> header = policy::ReadHeader({"policy.yaml", text});
  const std::string digest = header.ok() ? header->digest : "";
  *request.mutable_proposer() = Sign(officer, StatementNow(List(), CountryIn(text), digest));
  return stub_->ProposePolicy(&context, request, reply);
}

grpc::Status Office::Rollback(const std::string& digest, const std::string& officer, v1::ProposePolicyReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ProposePolicyRequest request;
  *request.mutable_context() = Context();
  request.set_rollback_to(digest);
  const std::string country = officer.substr(0, officer.find('/'));
  *request.mutable_proposer() = Sign(officer, StatementNow(List(), country, digest));
  return stub_->ProposePolicy(&context, request, reply);
}

grpc::Status Office::Approve(const v1::PolicyProposal& proposal, const std::string& officer,
                             v1::ApprovePolicyReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ApprovePolicyRequest request;
  *request.mutable_context() = Context();
  request.set_digest(proposal.digest());
  *request.mutable_approver() =
      Sign(officer, policy::PolicyStatement(policy::kApprovePolicy, proposal.country(), proposal.digest(),
                                            proposal.replaces(), proposal.after()));
  return stub_->ApprovePolicy(&context, request, reply);
}

grpc::Status Office::Activate(const std::string& digest, bool emergency, v1::ActivatePolicyReply* reply) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ActivatePolicyRequest request;
  *request.mutable_context() = Context();
  request.set_digest(digest);
  request.set_emergency(emergency);
  return stub_->ActivatePolicy(&context, request, reply);
}

v1::ListPoliciesReply Office::List() {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ListPoliciesRequest request;
  *request.mutable_context() = Context();
  v1::ListPoliciesReply reply;
  const grpc::Status status = stub_->ListPolicies(&context, request, &reply);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return reply;
}

v1::ListRecallsReply Office::Recalls(bool answered) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ListRecallsRequest request;
  *request.mutable_context() = Context();
  request.set_answered(answered);
  v1::ListRecallsReply reply;
  const grpc::Status status = stub_->ListRecalls(&context, request, &reply);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return reply;
}

v1::ListParticipantsReply Office::Participants() {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ListParticipantsRequest request;
  *request.mutable_context() = Context();
  v1::ListParticipantsReply reply;
  const grpc::Status status = stub_->ListParticipants(&context, request, &reply);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return reply;
}

grpc::Status Office::Move(v1::Motion::Kind kind, const std::string& subject, const std::string& officer,
                          v1::MoveParticipantReply* reply) {
  int64_t after = 0;
  const v1::ListParticipantsReply list = Participants();
  for (const v1::ParticipantEntry& entry : list.participants()) {
    if (entry.name() == subject) after = entry.changes();
  }
  for (const v1::StopEntry& entry : list.stops()) {
    if (entry.subject() == subject) after = entry.changes();
  }
  grpc::ClientContext context;
  SetDeadline(context);
  v1::MoveParticipantRequest request;
  *request.mutable_context() = Context();
  request.set_kind(kind);
  request.set_subject(subject);
  *request.mutable_officer() = Sign(officer, policy::MotionStatement(v1::Motion::Kind_Name(kind), subject, after));
  return stub_->MoveParticipant(&context, request, reply);
}

std::string Office::MustActivate(const std::string& text) {
  const std::string next = Next(text);
  std::string country = CountryIn(next);
  if (country == policy::kNetworkPolicy) country = "EC";
  v1::ProposePolicyReply proposed;
  grpc::Status status = Propose(next, country + "/policy-1", &proposed);
  EXPECT_TRUE(status.ok()) << status.error_message();
  v1::ApprovePolicyReply approved;
  const bool floor = proposed.proposal().country() == policy::kNetworkPolicy;
  status = Approve(proposed.proposal(), (floor ? "CO" : country) + "/dpo-1", &approved);
  EXPECT_TRUE(status.ok()) << status.error_message();
  v1::ActivatePolicyReply activated;
  status = Activate(proposed.proposal().digest(), false, &activated);
  EXPECT_TRUE(status.ok()) << status.error_message();
  WaitReconciled();
  return proposed.proposal().digest();
}

void Office::WaitReconciled() {
  for (int poll = 0; poll < kPolls; ++poll) {
    if (gateway_ == nullptr ? List().reconciling() == 0 : !gateway_->daemon().Busy()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ADD_FAILURE() << "reconciliation does not come to an end";
}

}  // namespace entente::testing
