// A world to run: policies, participants, and records full of tokens that a gateway's border lets in.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "entente/v1/record.pb.h"
#include "tests/policy/differential/policies.h"

namespace entente::canary {

// One way to receive: a system and what it states as its purpose.
struct Recipient {
  std::string country, system, purpose;
  std::string name() const { return country + "/" + system; }
};
const std::vector<Recipient>& Recipients();
std::vector<std::string> Systems();  // "EC/migracion", each once
std::string ParticipantsFile();

// Records that refer to each other by links, with their originators and national ids; numbers of documents are shared
// by some. `thrown_away` counts those that the border would have refused.
std::vector<v1::Record> RandomRecords(differential::Chance& chance, int count, int& thrown_away);

// Every document in a message, with its path as policies write it: "items[0].document".
void ForEachDocument(const google::protobuf::Message& message, const std::string& above,
                     absl::FunctionRef<void(const v1::Document&, const std::string& path)> visit);

}  // namespace entente::canary
