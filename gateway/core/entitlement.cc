#include "gateway/core/entitlement.h"

#include "gateway/core/errors.h"

namespace entente::core {
namespace {

absl::Status NotEntitled(const char* why) { return WithReason(absl::PermissionDeniedError(why), v1::NOT_ENTITLED); }

absl::Status CheckContext(const v1::RequestContext& context) {
  if (context.purpose().empty()) return RequestInvalid("`context.purpose` is missing: every request states one");
  for (const std::string* field :
       {&context.purpose(), &context.officer(), &context.case_number(), &context.operation()}) {
    if (field->size() > kContextFieldMax) return RequestInvalid("a field of `context` is longer than 256 bytes");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<const System*> Entitle(const Active& active, const Caller& caller, const v1::RequestContext& context,
                                      Role role) {
  const System* system = active.participants->Find(caller.country, caller.system);
  if (system == nullptr) {
    return WithReason(absl::UnauthenticatedError("the certificate names no participant of this network"),
                      v1::CALLER_UNKNOWN);
  }
  if (const absl::Status status = CheckContext(context); !status.ok()) return status;
  if (system->standing == Standing::kSuspended) return NotEntitled("this system is suspended");
  if (!system->roles.contains(role)) return NotEntitled("this system does not have the role this call needs");
  if (role == Role::kSubmit && system->standing == Standing::kReceiveOnly) {
    return NotEntitled("this system may receive only");
  }
  const bool office = role == Role::kAdministrator || role == Role::kAuditor;
  if (!office && !system->purposes.contains(context.purpose())) {
    return NotEntitled("this system may not assert this purpose");
  }
  return system;
}

}  // namespace entente::core
