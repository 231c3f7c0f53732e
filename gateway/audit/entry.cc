#include "gateway/audit/entry.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/audit/canonical_json.h"
#include "gateway/audit/hash.h"
#include "gateway/audit/log.h"
#include "rapidjson/document.h"

namespace entente::audit {

namespace {

using Json = rapidjson::Value;

constexpr std::array<std::string_view, 26> kKindNames = {"genesis",
                                                         "submit",
                                                         "amend",
                                                         "withdraw",
                                                         "release",
                                                         "check",
                                                         "hit",
                                                         "request",
                                                         "consent",
                                                         "deny",
                                                         "recall",
                                                         "delete",
                                                         "ack",
                                                         "verdict",
                                                         "confirm",
                                                         "clearance",
                                                         "policy.propose",
                                                         "policy.approve",
                                                         "policy.activate",
                                                         "participant.change",
                                                         "suspend",
                                                         "block",
                                                         "erase",
                                                         "key.rotate",
                                                         "witness",
                                                         "admin"};
static_assert(kKindNames.size() == static_cast<size_t>(Kind::kAdmin) + 1);

constexpr size_t kSubjectsMax = 128;
// Microseconds, always six digits: one time has one spelling.
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%E6SZ";

absl::Status Bad(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not an audit entry: ", absl::string_view(what.data(), what.size())));
}

std::string SubjectJson(const Subject& subject) {
  CanonicalObject object;
  object.AddString("record", subject.record_id);
  object.Add("revision", CanonicalInteger(subject.revision));
  object.AddString("commitment", subject.commitment);
  object.AddString("decision", subject.decision_id);
  object.AddString("rule", subject.rule);
  return object.Json();
}

std::string TextOf(const Json& value) { return {value.GetString(), value.GetStringLength()}; }

// Absent members read as empty; what has the wrong type is noticed when the entry is written again and compared.
std::string Text(const Json& object, const char* key) {
  const auto member = object.FindMember(key);
  return member != object.MemberEnd() && member->value.IsString() ? TextOf(member->value) : std::string();
}

std::map<std::string, std::string> Texts(const Json& object, const char* key) {
  std::map<std::string, std::string> texts;
  const auto member = object.FindMember(key);
  if (member == object.MemberEnd() || !member->value.IsObject()) return texts;
  for (const auto& [name, value] : member->value.GetObject()) {
    if (value.IsString()) texts[TextOf(name)] = TextOf(value);
  }
  return texts;
}

int64_t Integer(const Json& object, const char* key) {
  const auto member = object.FindMember(key);
  if (member == object.MemberEnd()) return 0;
  if (member->value.IsInt64()) return member->value.GetInt64();
  int64_t number = 0;
  if (member->value.IsString() && absl::SimpleAtoi(TextOf(member->value), &number)) return number;
  return 0;
}

absl::Status ParseLists(const Json& object, Entry& entry) {
  const auto policies = object.FindMember("policies");
  if (policies != object.MemberEnd() && policies->value.IsArray()) {
    for (const Json& policy : policies->value.GetArray()) {
      if (policy.IsString()) entry.policy_digests.push_back(TextOf(policy));
    }
  }
  const auto subjects = object.FindMember("subjects");
  if (subjects == object.MemberEnd() || !subjects->value.IsArray()) return absl::OkStatus();
  if (subjects->value.Size() > kSubjectsMax) return Bad("more than 128 records");
  for (const Json& subject : subjects->value.GetArray()) {
    if (!subject.IsObject()) return Bad("a record that is no object");
    entry.subjects.push_back({.record_id = Text(subject, "record"),
                              .revision = Integer(subject, "revision"),
                              .commitment = Text(subject, "commitment"),
                              .decision_id = Text(subject, "decision"),
                              .rule = Text(subject, "rule")});
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view KindName(Kind kind) {
  const auto index = static_cast<size_t>(kind);
  return index < kKindNames.size() ? kKindNames[index] : "unknown";
}

std::string Serialise(const Entry& entry) {
  CanonicalObject object;
  object.AddString("time", absl::FormatTime(kTimeFormat, entry.time, absl::UTCTimeZone()));
  object.AddString("kind", KindName(entry.kind));
  object.AddString("peer", entry.peer);
  object.AddString("purpose", entry.purpose);
  object.AddString("decision", entry.decision_id);
  object.AddString("place", entry.place);
  object.AddStrings("commitments", entry.commitments);
  object.AddStrings("details", entry.details);
  std::vector<std::string> subjects, policies;
  for (const Subject& subject : entry.subjects) subjects.push_back(SubjectJson(subject));
  for (const std::string& digest : entry.policy_digests) policies.push_back(CanonicalString(digest));
  if (!subjects.empty()) object.Add("subjects", CanonicalArray(subjects));
  if (!policies.empty()) object.Add("policies", CanonicalArray(policies));
  return object.Json();
}

absl::StatusOr<Entry> Parse(std::string_view json) {
  if (json.size() > kEntrySizeMax) return Bad("larger than 32 KiB");
  rapidjson::Document document;
  // Iterative: depth costs no stack.
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return Bad("no JSON object");
  Entry entry;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M:%E*SZ", Text(document, "time"), &entry.time, &error)) return Bad("no time");
  const auto kind = std::find(kKindNames.begin(), kKindNames.end(), Text(document, "kind"));
  if (kind == kKindNames.end()) return Bad("an unknown kind");
  entry.kind = static_cast<Kind>(kind - kKindNames.begin());
  entry.peer = Text(document, "peer");
  entry.purpose = Text(document, "purpose");
  entry.decision_id = Text(document, "decision");
  entry.place = Text(document, "place");
  entry.commitments = Texts(document, "commitments");
  entry.details = Texts(document, "details");
  if (auto status = ParseLists(document, entry); !status.ok()) return status;
  // The one test for all else: unknown members, other types, another order, other escapes.
  if (Serialise(entry) != json) return Bad("not in canonical form");
  return entry;
}

std::string Commitment(std::string_view salt, std::string_view bytes) {
  std::string digest(kHashSize, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), salt.data(), static_cast<int>(salt.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
       bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size);
  return Base64(digest);
}

}  // namespace entente::audit
