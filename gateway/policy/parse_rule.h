// One rule of a file: what it may say, and whether it says it well.
#pragma once

#include <optional>

#include "gateway/policy/parse.h"
#include "gateway/policy/reader.h"

namespace entente::policy {

// `defaults:` of a file, for its permits.
struct Defaults {
  std::optional<Names> purposes;
  std::optional<Retention> retention;
  Names caveats;
};

class RuleReader {
 public:
  // `file` has its groups and sets already; they are marked as used.
  RuleReader(File& file, const Vocabulary& vocabulary, Reader& reader)
      : file_(file), vocabulary_(vocabulary), reader_(reader) {}

  void ReadDefaults(const Node& node);
  // Nothing when it could not even be told what kind of rule it is.
  std::optional<Rule> Read(const Node& node);
  std::optional<Invariant> ReadInvariant(const Node& node);

  std::optional<Names> Purposes(const Node& node);
  Names Caveats(const Node& node);
  std::optional<FieldSets> Fields(const Node& node, const char* what);

 private:
  // The keys of a head that are there, each by itself; an invariant has the same.
  void ReadConditions(const Node& head, Rule& rule);
  bool ReadBody(const Node& node, Rule& rule);
  void ReadHead(const Node& head, Rule& rule);
  void ReadWhen(const Entry& entry, Rule& rule);
  void ReadDeclines(const Node& head, Rule& rule);
  void CheckPermit(const Node& node, const Rule& rule);
  void AddParty(const Node& word, Parties& to);
  Parties ReadParties(const Node& node);
  std::optional<Names> Offences(const Node& node);
  Names CountryCodes(const Node& node);
  Names AnyWords(const Node& node, const char* what);
  Names Listed(const Node& node, const char* what, const std::optional<Names>& known);
  std::optional<Retention> ReadRetention(const Node& node);
  bool acceptance() const { return file_.kind == FileKind::kAcceptance; }

  File& file_;
  const Vocabulary& vocabulary_;
  Reader& reader_;
  Defaults defaults_;
};

}  // namespace entente::policy
