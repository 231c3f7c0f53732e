#include "gateway/rpc/border.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>

#include <vector>

#include "gateway/core/errors.h"

namespace entente::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDepthMax = 64;  // protobuf's own parser stops at 100; record.proto nests far less

bool AllKnown(const Message& message, int depth) {
  const Reflection* reflection = message.GetReflection();
  if (depth > kDepthMax || !reflection->GetUnknownFields(message).empty()) return false;
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (!AllKnown(reflection->GetMessage(message, field), depth + 1)) return false;
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      if (!AllKnown(reflection->GetRepeatedMessage(message, field, i), depth + 1)) return false;
    }
  }
  return true;
}

}  // namespace

absl::Status CheckKnownFields(const Message& request) {
  if (AllKnown(request, 0)) return absl::OkStatus();
  return core::WithReason(
      absl::InvalidArgumentError("the request has fields that this gateway does not know; it is older than the client"),
      v1::REQUEST_INVALID);
}

}  // namespace entente::rpc
