// The usual end of a call: what the core answers becomes the reply.
#pragma once

#include <utility>

#include "gateway/rpc/translate.h"
#include "gateway/rpc/unary.h"

namespace entente::rpc {

template <typename Reply>
auto Answer(Reply* reply, Finisher finish) {
  return [reply, finish = std::move(finish)](auto answer) mutable {
    const absl::Status status = answer.status();
    if (answer.ok()) ToReply(*std::move(answer), *reply);
    finish(status);
  };
}

}  // namespace entente::rpc
