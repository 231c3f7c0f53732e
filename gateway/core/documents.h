// Document numbers: where they stand in a record, and the keyed digests by which they are looked up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entente/v1/record.pb.h"
#include "gateway/store/sealer.h"

namespace entente::core {

struct DocumentAt {
  std::string path;  // of the number: "subjects[0].documents[1].number"
  const v1::Document* document = nullptr;
};

// Every document with a number, wherever it stands, victims' among them.
std::vector<DocumentAt> DocumentsOf(const v1::Record& record);

// Blanks, dots, dashes and case do not matter. Empty: nothing left.
std::string NormaliseNumber(std::string_view number);
std::string DocumentKey(const store::Sealer& sealer, std::string_view number);
std::vector<std::string> DocumentKeys(const store::Sealer& sealer, const v1::Record& record);  // sorted, once each

}  // namespace entente::core
