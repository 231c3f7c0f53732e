#include "gateway/audit/entry.h"

#include <gtest/gtest.h>

#include "gateway/audit/canonical_json.h"
#include "gateway/audit/log.h"

namespace entente::audit {
namespace {

Entry FullEntry() {
  Entry entry;
  entry.time = absl::FromUnixMicros(1'700'000'000'000'042);
  entry.kind = Kind::kRelease;
  entry.peer = "EC/invented";
  entry.purpose = "border";
  Subject subject;
  subject.record_id = "abc";
  subject.revision = 2;
  subject.commitment = "c29tZXRoaW5n";
  subject.decision_id = "d-1";
  subject.rule = "EC/arrests#3";
  entry.subjects = {subject};
  entry.policy_digests = {"sha256:00", "sha256:01"};
  entry.decision_id = "d-0";
  entry.place = "ECGYE";
  entry.commitments = {{"officer", "b25l"}, {"case", "dHdv"}};
  entry.details = {{"outcome", "done"}};
  return entry;
}

TEST(Entry, IsCanonicalJson) {
  EXPECT_EQ(Serialise(FullEntry()),
            R"({"commitments":{"case":"dHdv","officer":"b25l"},"decision":"d-0","details":{"outcome":"done"},)"
            R"("kind":"release","peer":"EC/invented","place":"ECGYE","policies":["sha256:00","sha256:01"],)"
            R"("purpose":"border","subjects":[{"commitment":"c29tZXRoaW5n","decision":"d-1","record":"abc",)"
            R"("revision":2,"rule":"EC/arrests#3"}],"time":"2023-11-14T22:13:20.000042Z"})");
}

TEST(Entry, ComesBackWhole) {
  const std::string json = Serialise(FullEntry());
  const auto entry = Parse(json);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->time, FullEntry().time);
  EXPECT_EQ(entry->kind, Kind::kRelease);
  EXPECT_EQ(entry->subjects.front().rule, "EC/arrests#3");
  EXPECT_EQ(entry->commitments, FullEntry().commitments);
  EXPECT_EQ(Serialise(*entry), json);
}

TEST(Entry, EveryKindHasItsName) {
  for (int kind = 0; kind <= static_cast<int>(Kind::kAdmin); ++kind) {
    Entry entry;
    entry.time = absl::UnixEpoch();
    entry.kind = static_cast<Kind>(kind);
    const auto parsed = Parse(Serialise(entry));
    ASSERT_TRUE(parsed.ok()) << kind;
    EXPECT_EQ(parsed->kind, entry.kind);
  }
  EXPECT_EQ(KindName(Kind::kGenesis), "genesis");
  EXPECT_EQ(KindName(Kind::kPolicyActivate), "policy.activate");
  EXPECT_EQ(KindName(Kind::kAdmin), "admin");
}

TEST(Entry, AllOtherSpellingsAreRefused) {
  const std::string good = R"({"kind":"submit","time":"1970-01-01T00:00:00.000000Z"})";
  ASSERT_TRUE(Parse(good).ok());
  for (const char* bad : {
           "",
           "null",
           "[]",
           "{}",
           "{",
           R"("text")",
           R"( {"kind":"submit","time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit", "time":"1970-01-01T00:00:00.000000Z"})",
           R"({"time":"1970-01-01T00:00:00.000000Z","kind":"submit"})",
           R"({"kind":"submit","time":"1970-01-01T00:00:00.000000Z"}x)",
           R"({"kind":"submit","time":"1970-01-01T00:00:00Z"})",
           R"({"kind":"submit","time":"1970-01-01T00:00:00.0000001Z"})",
           R"({"kind":"submit","time":"yesterday"})",
           R"({"kind":"submitted","time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit","time":"1970-01-01T00:00:00.000000Z","unknown":1})",
           R"({"kind":"submit","kind":"submit","time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit","peer":1,"time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit","peer":"","time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit","peer":"\u0041","time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit","subjects":[1],"time":"1970-01-01T00:00:00.000000Z"})",
           R"({"kind":"submit","subjects":[{"revision":1.0}],"time":"1970-01-01T00:00:00.000000Z"})",
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(bad).status())) << bad;
  }
  EXPECT_FALSE(Parse(std::string_view("{\"kind\":\"submit\",\"peer\":\"\xff\"}")).ok());
  EXPECT_FALSE(Parse(std::string(kEntrySizeMax + 1, ' ')).ok());
}

TEST(Entry, DepthCostsNoStack) {
  std::string deep(kEntrySizeMax, '[');
  EXPECT_FALSE(Parse(deep).ok());
  const std::string closed = std::string(kEntrySizeMax / 2, '[') + std::string(kEntrySizeMax / 2, ']');
  EXPECT_FALSE(Parse(closed).ok());
}

TEST(Entry, LargeNumbersAreTexts) {
  Entry entry = FullEntry();
  for (const int64_t revision : {int64_t{9007199254740991}, int64_t{9007199254740992}, INT64_MAX, INT64_MIN}) {
    entry.subjects[0].revision = revision;
    const auto parsed = Parse(Serialise(entry));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->subjects[0].revision, revision);
  }
  EXPECT_EQ(CanonicalInteger(9007199254740991), "9007199254740991");
  EXPECT_EQ(CanonicalInteger(9007199254740992), "\"9007199254740992\"");
}

TEST(Entry, AnyBytesMakeAnEntry) {
  Entry entry = FullEntry();
  entry.place = std::string("\x00\x01\x1f\"\\/\x7f\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\n\t", 19);
  entry.details["\xf0\x9f\x98\x80 beyond the first plane"] = "1";
  entry.details["\xef\xbf\xa0 at its end"] = "2";
  const std::string json = Serialise(entry);
  const auto parsed = Parse(json);
  ASSERT_TRUE(parsed.ok()) << parsed.status() << json;
  EXPECT_EQ(Serialise(*parsed), json);
  // By UTF-16 units the surrogates of the first come before U+FFE0, by UTF-8 bytes after it.
  EXPECT_LT(json.find("beyond"), json.find("at its end"));
}

TEST(CanonicalJson, EscapesAsTheStandardDoes) {
  // RFC 8785, section 3.2.2.2, and the string of its section 3.2.3.
  EXPECT_EQ(CanonicalString("\xe2\x82\xac$\x0f\nA'B\"\\\\\"/"), "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  EXPECT_EQ(CanonicalString(std::string("\b\f\r\t\0", 5)), "\"\\b\\f\\r\\t\\u0000\"");
}

TEST(Commitment, IsHmacSha256) {
  // RFC 4231, test case 2, in base64.
  EXPECT_EQ(Commitment("Jefe", "what do ya want for nothing?"), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

}  // namespace
}  // namespace entente::audit
