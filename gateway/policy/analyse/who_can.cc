#include "gateway/policy/analyse/who_can.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "gateway/policy/analyse/change_words.h"
#include "gateway/policy/analyse/dimensions.h"
#include "gateway/policy/vocabulary.h"
#include "gateway/policy/walk.h"

namespace entente::policy {
namespace {

// All books that have a say over the record, and so name recipients and purposes.
Books BooksOver(const PolicySet& policies, const v1::Record& record) {
  Books books = {&policies.BookOf(record.header().originator().country())};
  for (const v1::Code& code : record.notice().requested_by()) books.push_back(&policies.BookOf(code.common()));
  return books;
}

// "items[0].document.number" without its positions.
std::string WithoutPositions(const std::string& path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    if (c == '[') inside = true;
    if (!inside) plain += c;
    if (c == ']') inside = false;
  }
  return plain;
}

// Paths, with positions, of what the decision shows; of a hit, of what may be matched.
std::set<std::string> PathsOf(const v1::Record& record, const Decision& decision) {
  std::set<std::string> paths;
  if (decision.effect == Effect::kHit) {
    for (const Matchable& match : MatchablePaths(record, decision)) paths.insert(match.path);
  } else {
    for (const ValueTerm& term : TermsByValue(record, decision)) paths.insert(term.path);
  }
  return paths;
}

void AddValues(const v1::Record& record, const Decision& decision, RecordAccess& access) {
  const std::set<std::string> given = PathsOf(record, decision);
  FieldSets sets = 0;
  std::set<std::string> paths;
  WalkRecord(record, MinorMarks(), true, [&](const Visit& visit) {
    const bool value = visit.field.message == nullptr || visit.field.key;
    if (value && visit.need.sets != 0 && given.contains(visit.path)) {
      sets = static_cast<FieldSets>(sets | visit.need.sets);
      paths.insert(WithoutPositions(visit.path));
    }
    return true;
  });
  for (const std::string& name : FieldSetNames()) {
    if ((sets & *FieldSetBit(name)) != 0) access.fields.push_back(name);
  }
  access.paths.assign(paths.begin(), paths.end());
}

// Equal outcomes are told once, by rule; their recipients and purposes are joined where each of one has all of the
// other.
using Outcome = std::tuple<std::string, Effect, absl::Time, std::vector<std::string>, std::vector<std::string>>;

}  // namespace

std::vector<RecordAccess> WhoCan(const PolicySet& policies, Question question) {
  const Books books = BooksOver(policies, *question.record);
  const std::vector<std::string> recipients = Recipients(policies, books);
  question.explain = false;
  std::map<std::pair<Outcome, std::string>, RecordAccess> by_recipient;  // an outcome and a recipient: its purposes
  for (const Option& option : PurposeDimension(books, policies.purposes).options) {
    question.purpose = option.words[0];
    if (question.purpose.starts_with("another-purpose")) continue;
    const std::vector<Decision> decisions = DecideForAll(policies, question, recipients);
    for (size_t i = 0; i < recipients.size(); ++i) {
      const Decision& decision = decisions[i];
      if (decision.effect != Effect::kRelease && decision.effect != Effect::kHit) continue;
      RecordAccess access{{}, "", {}, decision.effect, {}, {}, decision.until, decision.caveats, decision.rule};
      AddValues(*question.record, decision, access);
      const Outcome outcome(access.rule, access.effect, access.until, access.caveats, access.paths);
      RecordAccess& joined = by_recipient.try_emplace({outcome, recipients[i]}, access).first->second;
      joined.purposes.push_back(question.purpose);
    }
  }
  std::vector<RecordAccess> all;
  std::map<std::pair<Outcome, std::vector<std::string>>, size_t> by_purposes;
  for (auto& [key, access] : by_recipient) {
    const auto [at, fresh] = by_purposes.try_emplace({key.first, access.purposes}, all.size());
    if (fresh) all.push_back(access);
    all[at->second].recipients.push_back(key.second);
  }
  std::vector<std::string> others = recipients;
  std::erase_if(others, [&](const std::string& recipient) {
    return recipient.substr(0, recipient.find('/')) == question.record->header().originator().country();
  });
  for (RecordAccess& access : all) access.who = RecipientsInWords(access.recipients, others);
  return all;
}

}  // namespace entente::policy
