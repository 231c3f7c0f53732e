// The four kinds of a record, in a word.
#pragma once

#include <string>

#include "entente/v1/record.pb.h"

namespace entente::core {

inline std::string KindOf(const v1::Record& record) {
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

}  // namespace entente::core
