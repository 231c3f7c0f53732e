#include "gateway/policy/analyse/request_class.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::policy {
namespace {

std::string ValuesInWords(const Values& values) {
  std::vector<std::string> words;
  for (const std::string& value : values) words.push_back(value.empty() ? "unknown" : value);
  return words.empty() ? "none" : absl::StrJoin(words, " and ");
}

std::string SubjectsInWords(const std::vector<Values>& nationalities) {
  if (nationalities.empty()) return "no subjects";
  std::vector<std::string> subjects;
  for (const Values& states : nationalities) subjects.push_back(ValuesInWords(states));
  return absl::StrCat("nationality ", absl::StrJoin(subjects, "; of another subject "));
}

}  // namespace

std::string KindInWords(const std::string& kind, const std::string& colour) {
  if (kind.empty()) return "a record without a body";
  if (kind == "notice") return colour.empty() ? "a notice without colour" : absl::StrCat("a notice, ", colour);
  return absl::StrCat(kind == "arrest" || kind == "incident" ? "an " : "a ", kind);
}

std::string RecordInWords(const RequestClass& request, const std::vector<std::string>& told) {
  std::vector<std::string> facts;
  const auto tell = [&](const char* name, const std::string& words) {
    if (std::find(told.begin(), told.end(), name) != told.end()) facts.push_back(words);
  };
  tell("matter", absl::StrCat("matter ", ValuesInWords(request.matters)));
  tell("offences", absl::StrCat("offences ", ValuesInWords(request.offences)));
  tell("operation", absl::StrCat("operation ", ValuesInWords(request.operations)));
  tell("markings", absl::StrCat("markings ", ValuesInWords(request.markings)));
  tell("nationality", SubjectsInWords(request.nationalities));
  tell("system", absl::StrCat("system ", request.system.empty() ? "unknown" : request.system));
  if (request.asked == RequestClass::Asked::kYes) facts.push_back("carries out a notice that the recipient asked for");
  if (request.asked == RequestClass::Asked::kUnknown) facts.push_back("carries out a notice that is not found");
  return absl::StrCat(KindInWords(request.kind, request.colour), " of ", request.originator,
                      facts.empty() ? "" : absl::StrCat(" (", absl::StrJoin(facts, ", "), ")"));
}

std::string InstantInWords(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace entente::policy
