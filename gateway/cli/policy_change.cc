#include "gateway/cli/policy_change.h"

#include <iostream>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_listing.h"
#include "gateway/cli/policy_sign.h"
#include "gateway/cli/words.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/statement.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  SigningFlags signing;
  std::string file, digest, country, act = "approve";
  bool emergency = false, json = false;
};
using FlagsPtr = std::shared_ptr<Flags>;

ExitCode List(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = office.ListPolicies({});
    if (!list.ok()) return Refuse(list.status());
    if (flags.json) {
      std::cout << ToJson(*list) << "\n";
    } else {
      PrintList(*list);
    }
    return kDone;
  });
}

// Lists, then makes the digest whole and goes on.
ExitCode WithDigest(const Flags& flags,
                    const std::function<ExitCode(Administration&, const v1::ListPoliciesReply&, std::string)>& use) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = office.ListPolicies({});
    if (!list.ok()) return Refuse(list.status());
    absl::StatusOr<std::string> digest = WholeDigest(flags.digest, *list);
    if (!digest.ok()) return Usage(std::string(digest.status().message()));
    return use(office, *list, *std::move(digest));
  });
}

ExitCode Show(const Flags& flags) {
  return WithDigest(flags, [](Administration& office, const v1::ListPoliciesReply&, std::string digest) {
    v1::GetPolicyRequest request;
    request.set_digest(std::move(digest));
    const auto text = office.GetPolicy(request);
    if (!text.ok()) return Refuse(text.status());
    std::cout << text->text();
    return kDone;
  });
}

// The active text with the next version and what it follows put in: what a person goes on from.
std::string Follow(const std::string& text, const v1::ActivePolicy& active) {
  std::string draft;
  for (const absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    if (absl::StartsWith(line, "supersedes:")) continue;
    const bool version = absl::StartsWith(line, "version:");
    absl::StrAppend(&draft, version ? absl::StrCat("version: ", active.highest_version() + 1, "\nsupersedes: ",
                                                   active.digest())
                                    : std::string(line),
                    "\n");
  }
  return draft;
}

ExitCode Draft(const Flags& flags) {
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = office.ListPolicies({});
    if (!list.ok()) return Refuse(list.status());
    const v1::ActivePolicy* active = FindActive(*list, flags.country);
    if (active == nullptr) {
      return Refuse(absl::NotFoundError(absl::StrCat("no policy of `", flags.country, "` is active here")));
    }
    v1::GetPolicyRequest request;
    request.set_digest(active->digest());
    const auto text = office.GetPolicy(request);
    if (!text.ok()) return Refuse(text.status());
    std::cout << Follow(text->text(), *active);
    return kDone;
  });
}

std::string StatementFor(const char* act, const std::string& country, const std::string& digest,
                         const v1::ListPoliciesReply& list) {
  const v1::ActivePolicy* active = FindActive(list, country);
  return policy::PolicyStatement(act, country, digest, active == nullptr ? "" : active->digest(),
                                 active == nullptr ? 0 : active->activation());
}

ExitCode SendProposal(const Flags& flags, Administration& office, v1::ProposePolicyRequest request,
                      const std::string& statement) {
  absl::StatusOr<v1::OfficerSignature> signature = Sign(flags.signing, statement);
  if (!signature.ok()) return Usage(std::string(signature.status().message()));
  *request.mutable_proposer() = *std::move(signature);
  const auto reply = office.ProposePolicy(std::move(request));
  if (!reply.ok()) return Refuse(reply.status());
  for (const std::string& finding : reply->findings()) Say(finding);
  PrintProposal(reply->proposal(), flags.json);
  return kDone;
}

ExitCode Propose(const Flags& flags) {
  const absl::StatusOr<std::string> text = ReadFile(flags.file);
  if (!text.ok()) return Usage(std::string(text.status().message()));
  const absl::StatusOr<policy::Header> header = policy::ReadHeader({flags.file, *text});
  if (!header.ok()) return Refuse(header.status());
  const std::string country = header->country.empty() ? policy::kNetworkPolicy : header->country;
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto list = office.ListPolicies({});
    if (!list.ok()) return Refuse(list.status());
    v1::ProposePolicyRequest request;
    request.set_text(*text);
    return SendProposal(flags, office, std::move(request),
                        StatementFor(policy::kProposePolicy, country, header->digest, *list));
  });
}

std::string CountryOf(const v1::ListPoliciesReply& list, const std::string& digest) {
  for (const v1::PolicyActivation& activation : list.activations()) {
    if (activation.digest() == digest) return activation.country();
  }
  return "";
}

ExitCode Rollback(const Flags& flags) {
  return WithDigest(flags, [&](Administration& office, const v1::ListPoliciesReply& list, std::string digest) {
    v1::ProposePolicyRequest request;
    request.set_rollback_to(digest);
    return SendProposal(flags, office, std::move(request),
                        StatementFor(policy::kProposePolicy, CountryOf(list, digest), digest, list));
  });
}

const v1::PolicyProposal* FindProposal(const v1::ListPoliciesReply& list, const std::string& digest) {
  for (const v1::PolicyProposal& proposal : list.proposals()) {
    if (proposal.digest() == digest) return &proposal;
  }
  return nullptr;
}

std::string StatementOf(const char* act, const v1::PolicyProposal& proposal) {
  return policy::PolicyStatement(act, proposal.country(), proposal.digest(), proposal.replaces(), proposal.after());
}

ExitCode Approve(const Flags& flags) {
  return WithDigest(flags, [&](Administration& office, const v1::ListPoliciesReply& list, std::string digest) {
    const v1::PolicyProposal* proposal = FindProposal(list, digest);
    v1::ApprovePolicyRequest request;
    request.set_digest(digest);
    // Where there is no such proposal the gateway says why.
    const std::string statement = proposal == nullptr ? "" : StatementOf(policy::kApprovePolicy, *proposal);
    absl::StatusOr<v1::OfficerSignature> signature = Sign(flags.signing, statement);
    if (!signature.ok()) return Usage(std::string(signature.status().message()));
    *request.mutable_approver() = *std::move(signature);
    const auto reply = office.ApprovePolicy(std::move(request));
    if (!reply.ok()) return Refuse(reply.status());
    if (reply->confirmed()) Say("the emergency is confirmed and lapses no more");
    PrintProposal(reply->proposal(), flags.json);
    return kDone;
  });
}

ExitCode Statement(const Flags& flags) {
  return WithDigest(flags, [&](Administration&, const v1::ListPoliciesReply& list, std::string digest) {
    const v1::PolicyProposal* proposal = FindProposal(list, digest);
    if (flags.act == "approve" && proposal == nullptr) {
      return Refuse(absl::NotFoundError("nobody proposed this version to follow the one that is active now"));
    }
    std::cout << (proposal != nullptr && flags.act == "approve"
                      ? StatementOf(policy::kApprovePolicy, *proposal)
                      : StatementFor(policy::kProposePolicy, CountryOf(list, digest), digest, list));
    return kDone;
  });
}

ExitCode Activate(const Flags& flags) {
  return WithDigest(flags, [&](Administration& office, const v1::ListPoliciesReply&, std::string digest) {
    v1::ActivatePolicyRequest request;
    request.set_digest(std::move(digest));
    request.set_emergency(flags.emergency);
    const auto reply = office.ActivatePolicy(request);
    if (!reply.ok()) return Refuse(reply.status());
    if (flags.json) {
      std::cout << ToJson(*reply) << "\n";
      return kDone;
    }
    std::cout << reply->activation().digest() << "\n";
    Say(absl::StrCat("active as number ", reply->activation().number(),
                     reply->has_lapses() ? absl::StrCat("; it lapses ", When(reply->lapses()),
                                                        " unless its approvals come before")
                                         : ""));
    return kDone;
  });
}

FlagsPtr AddOne(const Command& policy, const char* name, const char* what, const char* example,
                ExitCode (*run)(const Flags&), const char* subject) {
  const auto flags = std::make_shared<Flags>();
  const Command command = policy.Add(name, what, example, [flags, run] { return run(*flags); });
  const bool is_file = std::string_view(subject) == "file";
  if (is_file) {
    command.Text("file", &flags->file, "The policy file, or network.yaml").Required();
  } else if (std::string_view(subject) == "country") {
    command.Text("country", &flags->country, "Whose; network: the floor").Required();
  } else if (subject[0] != '\0') {
    command.Text("digest", &flags->digest, "Of the version; its beginning as `list` shows it will do").Required();
  }
  if (run == Propose || run == Rollback || run == Approve) AddSigningFlags(command, &flags->signing);
  if (run == Activate) {
    command.Flag("--emergency", &flags->emergency,
                 "With the proposer's signature alone: it may only narrow, and lapses after 72 hours");
  }
  if (run == Statement) {
    command.Text("--act", &flags->act, "propose (a rollback) or approve").OneOf({"propose", "approve"}).ShowDefault();
  }
  if (run != Show && run != Statement && run != Draft) command.Flag("--json", &flags->json, "As JSON");
  AddConnectionFlags(command, &flags->connection);
  return flags;
}

}  // namespace

void AddPolicyChange(const Command& policy) {
  AddOne(policy, "list", "What is active, what is proposed, and every activation",
         "entente policy list --profile admin.yaml", List, "");
  AddOne(policy, "show", "Print the text of a version", "entente policy show --profile admin.yaml sha256:0123456789ab",
         Show, "digest");
  AddOne(policy, "draft", "Print the active text with the next version and what it follows put in, to go on from",
         "entente policy draft --profile admin.yaml EC > policies/EC/policy.yaml", Draft, "country");
  AddOne(policy, "propose", "Propose a file to follow the version that is active, signed by an officer",
         "entente policy propose --profile admin.yaml policies/EC/policy.yaml --officer-cert EC-policy-1.pem "
         "--officer-key EC-policy-1.key",
         Propose, "file");
  AddOne(policy, "rollback", "Propose an earlier version to be active again",
         "entente policy rollback --profile admin.yaml sha256:0123456789ab --officer-cert EC-policy-1.pem "
         "--officer-key EC-policy-1.key",
         Rollback, "digest");
  AddOne(policy, "approve", "Approve a proposal, signed by an officer who did not propose it",
         "entente policy approve --profile admin.yaml sha256:0123456789ab --officer-cert EC-dpo-1.pem "
         "--officer-key EC-dpo-1.key",
         Approve, "digest");
  AddOne(policy, "statement", "Print what an officer signs, for a key that is elsewhere",
         "entente policy statement --profile admin.yaml sha256:0123456789ab | openssl cms -sign -binary -outform DER "
         "-signer EC-dpo-1.pem -inkey EC-dpo-1.key > approval.der",
         Statement, "digest");
  AddOne(policy, "activate", "Put a proposal in force that has its approvals",
         "entente policy activate --profile admin.yaml sha256:0123456789ab", Activate, "digest");
}

}  // namespace entente::cli
