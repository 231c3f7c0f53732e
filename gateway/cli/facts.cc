#include "gateway/cli/facts.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

namespace entente::cli {
namespace {

absl::StatusOr<v1::Matter> MatterOf(const std::string& name) {
  v1::Matter matter;
  if (v1::Matter_Parse("MATTER_" + absl::AsciiStrToUpper(name), &matter)) return matter;
  return absl::InvalidArgumentError(absl::StrCat("`", name, "` is no matter"));
}

// A day, which begins in UTC, or an instant with its zone.
absl::StatusOr<google::protobuf::Timestamp> TimeOf(const char* flag, const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d", text, &time, &error) && !absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, " `", text, "` is no time, expected 2026-11-24 or 2026-11-24T10:00:00Z"));
  }
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(absl::ToUnixSeconds(time));
  return stamp;
}

// KIND:COUNTRY:NATIONAL-ID; the id may hold colons.
absl::StatusOr<v1::Link> LinkOf(const std::string& text) {
  const absl::Status bad = absl::InvalidArgumentError(
      absl::StrCat("--link `", text, "` is no link, expected KIND:COUNTRY:ID as result-of:XPO:2018/77"));
  const size_t first = text.find(':');
  const size_t second = first == std::string::npos ? first : text.find(':', first + 1);
  if (second == std::string::npos || second + 1 == text.size() || second == first + 1) return bad;
  v1::Link link;
  v1::Link::Kind kind;
  const std::string name = absl::StrReplaceAll(absl::AsciiStrToUpper(text.substr(0, first)), {{"-", "_"}});
  if (!v1::Link::Kind_Parse(name, &kind) || kind == v1::Link::KIND_UNSPECIFIED) return bad;
  link.set_kind(kind);
  link.mutable_originator()->set_country(text.substr(first + 1, second - first - 1));
  link.set_national_id(text.substr(second + 1));
  return link;
}

absl::Status TakeReview(const FactFlags& flags, v1::SubmissionFacts* facts) {
  for (const std::string& name : flags.matters) {
    absl::StatusOr<v1::Matter> matter = MatterOf(name);
    if (!matter.ok()) return matter.status();
    facts->add_matters(*matter);
  }
  const bool reviewed = !flags.reviewer.empty() || !flags.review_date.empty() || !flags.review_reference.empty();
  if (!reviewed && flags.matters.empty()) return absl::OkStatus();
  if (flags.reviewer.empty() || flags.review_date.empty() || flags.matters.empty()) {
    return absl::InvalidArgumentError("a review needs --matter, --reviewer and --review-date together");
  }
  absl::StatusOr<google::protobuf::Timestamp> time = TimeOf("--review-date", flags.review_date);
  if (!time.ok()) return time.status();
  facts->mutable_matter_review()->set_reviewer(flags.reviewer);
  *facts->mutable_matter_review()->mutable_time() = *time;
  facts->mutable_matter_review()->set_reference(flags.review_reference);
  return absl::OkStatus();
}

}  // namespace

void AddFactFlags(const Command& command, FactFlags* flags) {
  const Command group = command.Group("Facts the source does not hold, for every record of the batch");
  group.Texts("--matter", &flags->matters, "What the review found: ordinary, political, military, religious, racial")
      .OneOf({"ordinary", "political", "military", "religious", "racial"});
  group.Text("--reviewer", &flags->reviewer, "Who reviewed the matter, by name or office");
  group.Text("--review-date", &flags->review_date, "When, 2026-11-24 or with time and zone");
  group.Text("--review-reference", &flags->review_reference, "The review's file number");
  group.Texts("--operation", &flags->operations, "The joint operation the records belong to");
  group.Texts("--link", &flags->links, "KIND:COUNTRY:ID of another record, as result-of:XPO:2018/77");
  group.Texts("--marking", &flags->markings, "A common marking or caveat, as no-onward-sharing");
  group.Text("--keep-until", &flags->keep_until, "All copies end then");
  group.Number("--revision", &flags->revision, 1, std::numeric_limits<int64_t>::max(), "The owner's revision, from 1");
  group.Flag("--test", &flags->test, "A rehearsal: the records never meet real ones");
}

absl::StatusOr<v1::SubmissionFacts> FactsOf(const FactFlags& flags) {
  v1::SubmissionFacts facts;
  if (absl::Status status = TakeReview(flags, &facts); !status.ok()) return status;
  for (const std::string& operation : flags.operations) facts.add_operations(operation);
  for (const std::string& marking : flags.markings) facts.add_markings()->set_common(marking);
  for (const std::string& text : flags.links) {
    absl::StatusOr<v1::Link> link = LinkOf(text);
    if (!link.ok()) return link.status();
    *facts.add_links() = *std::move(link);
  }
  if (!flags.keep_until.empty()) {
    absl::StatusOr<google::protobuf::Timestamp> time = TimeOf("--keep-until", flags.keep_until);
    if (!time.ok()) return time.status();
    *facts.mutable_keep_until() = *time;
  }
  facts.set_revision(flags.revision);
  facts.set_test(flags.test);
  return facts;
}

}  // namespace entente::cli
