// The kind of a record in a word, as policies and audit entries name it.
#pragma once

#include <string_view>

#include "entente/v1/record.pb.h"

namespace entente::policy {

// notice, arrest, seizure or incident; empty: the record has no body.
inline std::string_view KindOf(const v1::Record& record) {
  switch (record.body_case()) {
    case v1::Record::kNotice:
      return "notice";
    case v1::Record::kArrest:
      return "arrest";
    case v1::Record::kSeizure:
      return "seizure";
    case v1::Record::kIncident:
      return "incident";
    case v1::Record::BODY_NOT_SET:
      break;
  }
  return "";
}

}  // namespace entente::policy
