// A world to run: policies, participants, and records full of tokens that a gateway's border lets in.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "entente/v1/record.pb.h"
#include "tests/canary/words.h"
#include "tests/policy/differential/policies.h"

namespace entente::canary {

// One way to receive: a system and what it states as its purpose.
struct Recipient {
  std::string country, system, purpose;
  std::string name() const { return country + "/" + system; }
};
const std::vector<Recipient>& AllRecipients();
// The countries whose officers a test network has: they change policies and answer requests. Each has a system `admin`.
const std::vector<std::string>& Governing();
std::string AdminOf(const std::string& country);
inline constexpr char kAuditor[] = "NL/audit";
std::vector<std::string> Systems();  // "EC/migracion", each once
std::string ParticipantsFile();

struct Invented {
  std::vector<v1::Record> records;
  int thrown_away = 0;  // that the border would have refused
};
// Records that refer to each other by links, with their originators and national ids; numbers of documents are shared
// by some. Of ten, three are such as one of the `formats` can write.
Invented RandomRecords(differential::Chance& chance, Words& words, int count, const std::vector<std::string>& formats);

// Puts words where texts stand; where `percent` says so, also where none stands.
void FillWithWords(differential::Chance& chance, Words& words, google::protobuf::Message& message, int percent,
                   std::vector<std::string>& numbers);
// A text whose form record.proto lays down, or that decides.
bool HasForm(const google::protobuf::FieldDescriptor& field);
// What any record needs to be let in: an owner of this network, and a matter that somebody reviewed.
void MendHeader(differential::Chance& chance, v1::Header& header);

// Every document in a message, with its path as policies write it: "items[0].document".
void ForEachDocument(const google::protobuf::Message& message, const std::string& above,
                     absl::FunctionRef<void(const v1::Document&, const std::string& path)> visit);

}  // namespace entente::canary
