#include "gateway/policy/analyse/changed_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/policy/analyse/lending.h"

namespace entente::policy {
namespace {

char TypeOf(const RuleBook& book, size_t i) {
  return HasBit(book.permits, i) ? 'p' : HasBit(book.restricts, i) ? 'r' : 'f';
}

// Everything a rule does and when, in one text a rule.
std::vector<std::string> Signatures(const PolicySet& policies, const RuleBook& book) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < book.clauses.size(); ++i) {
    const Clause& clause = book.clauses[i];
    std::string text = absl::StrCat(clause.id, "|", std::string(1, TypeOf(book, i)), clause.floor, clause.hit,
                                    clause.minors, "|", clause.sets, "|");
    if (clause.retention >= 0) {
      absl::StrAppend(&text, RetentionInWords(policies.lengths[static_cast<size_t>(clause.retention)]));
    }
    for (size_t caveat = 0; caveat < policies.caveats->size(); ++caveat) {
      if (clause.caveats.test(caveat)) absl::StrAppend(&text, "|c:", (*policies.caveats)[caveat]);
    }
    if (clause.purposes) {
      for (const std::string& purpose : *clause.purposes) absl::StrAppend(&text, "|left:", purpose);
      absl::StrAppend(&text, "|left");
    }
    const int window = book.window_of[i];
    if (window >= 0) {
      const Window& at = book.windows[static_cast<size_t>(window)];
      absl::StrAppend(&text, "|", absl::ToUnixNanos(at.from), "-", absl::ToUnixNanos(at.until), at.recall);
    }
    absl::StrAppend(&text, "|", HasBit(book.requester, i), HasBit(book.nationality, i));
    texts.push_back(std::move(text));
  }
  return texts;
}

void AddRow(const Row& row, const std::string& word, std::vector<std::string>& texts) {
  for (size_t i = 0; i < texts.size(); ++i) {
    if (HasBit(row, i)) absl::StrAppend(&texts[i], "|", word);
  }
}

void AddKey(const std::string& name, const KeyRows& key, std::vector<std::string>& texts) {
  AddRow(key.unconditioned, absl::StrCat(name, ":any"), texts);
  std::map<std::string, const Row*> sorted;
  for (const auto& [word, row] : key.named) sorted[word] = &row;
  for (const auto& [word, row] : sorted) AddRow(*row, absl::StrCat(name, "=", word), texts);
}

// Systems that either book names stand in both, so that the texts are of the same recipients.
using Addressees = std::set<std::pair<std::string, std::string>>;

void AddAddressees(const RuleBook& book, Addressees& recipients) {
  for (const auto& [country, rows] : book.recipients) {
    recipients.insert({country, ""});
    recipients.insert({country, "*"});
    for (const auto& [system, row] : rows.systems) recipients.insert({country, system});
  }
}

std::vector<std::string> WholeSignatures(const PolicySet& policies, const RuleBook& book,
                                         const Addressees& recipients) {
  std::vector<std::string> texts = Signatures(policies, book);
  for (size_t key = 0; key < kFactKeys; ++key) AddKey(kKeyNames[key], book.keys[key], texts);
  AddKey("purposes", book.purposes, texts);
  for (const auto& [country, system] : recipients) {
    const Row* row = book.RecipientRow(country, system);
    if (row != nullptr) AddRow(*row, absl::StrCat("to:", country, "/", system), texts);
  }
  // A declined permit is live or not by another rule.
  for (const Decline& decline : book.declines) {
    absl::StrAppend(&texts[decline.permit], "|declined by ", texts[decline.forbid]);
  }
  return texts;
}

Row NotAmong(const RuleBook& book, const std::vector<std::string>& texts, const std::set<std::string>& others) {
  Row row(book.words, 0);
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!others.contains(texts[i])) SetBit(row, i);
  }
  return row;
}

}  // namespace

bool ChangedRules::any() const {
  const auto set = [](uint64_t word) { return word != 0; };
  return std::any_of(before.begin(), before.end(), set) || std::any_of(after.begin(), after.end(), set);
}

ChangedRules FindChangedRules(const PolicySet& before_set, const RuleBook& before, const PolicySet& after_set,
                              const RuleBook& after) {
  Addressees recipients;
  AddAddressees(before, recipients);
  AddAddressees(after, recipients);
  const std::vector<std::string> old_texts = WholeSignatures(before_set, before, recipients);
  const std::vector<std::string> new_texts = WholeSignatures(after_set, after, recipients);
  return {NotAmong(before, old_texts, {new_texts.begin(), new_texts.end()}),
          NotAmong(after, new_texts, {old_texts.begin(), old_texts.end()})};
}

}  // namespace entente::policy
