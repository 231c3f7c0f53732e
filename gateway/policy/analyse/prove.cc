#include "gateway/policy/analyse/prove.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/analyse/claims.h"
#include "gateway/policy/analyse/dimensions.h"
#include "gateway/policy/analyse/possible_needs.h"
#include "gateway/policy/analyse/specimen.h"
#include "gateway/policy/match.h"
#include "gateway/policy/narrowing.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

// Places of dimensions in the order in which they are walked.
constexpr size_t kPurposeAt = 0, kWhoAt = 2, kKindAt = 3;

// Recipients and how they may be related to a record, in one dimension. A sub-bureau and its parent may share a
// policy, so that one's records go to the other: the owner is somebody else than the recipient.
Dimension WhoDimension(const PolicySet& policies, const Books& books, const std::vector<std::string>& governs) {
  Dimension who{"recipient", {}};
  bool whole = true;
  for (const std::string& recipient : Recipients(policies, books)) {
    const auto owner = std::find_if(governs.begin(), governs.end(), [&](const std::string& country) {
      return country != recipient.substr(0, recipient.find('/'));
    });
    if (owner == governs.end()) continue;
    for (Option& option : RelationDimension(books, recipient, Several::kSingle, 0, &whole).options) {
      const bool subjects = option.words[1] != "nobody";
      option.also = subjects ? "subjects" : "";
      option.put = [owner = *owner, put = std::move(option.put)](RequestClass& request) {
        request.originator = owner;
        put(request);
      };
      who.options.push_back(std::move(option));
    }
  }
  return who;
}

class Prover {
 public:
  Prover(const PolicySet& policies, const RuleBook& book, std::vector<Claim> claims, Proof& proof,
         const ProveOptions& options, ProveProgress progress)
      : policies_(policies),
        book_(book),
        claims_(std::move(claims)),
        shapes_(CompileShapes(claims_, policies.network)),
        books_{&book_, &shapes_},
        words_(WordsOf(books_)),
        proof_(proof),
        options_(options),
        progress_(progress) {
    proof_.invariants.resize(claims_.size());
    for (size_t i = 0; i < claims_.size(); ++i) {
      proof_.invariants[i] = {claims_[i].invariant->text, claims_[i].file, claims_[i].invariant->place.line, {}};
      open_.push_back(i);
      AddOffenders(claims_[i]);
    }
  }

  absl::Status Run() {
    BuildDimensions();
    if (absl::Status status = CountClasses(); !status.ok()) return status;
    below_.assign(dimensions_.size() + 1, 1);
    for (size_t i = dimensions_.size(); i-- > 0;) below_[i] = below_[i + 1] * dimensions_[i].options.size();
    rows_.assign((dimensions_.size() + 1) * words_, ~uint64_t{0});
    chosen_.assign(dimensions_.size(), nullptr);
    if (!open_.empty()) Walk(0);
    return status_;
  }

 private:
  void BuildDimensions() {
    bool whole = true;
    dimensions_.push_back(PurposeDimension(books_, policies_.purposes));
    dimensions_.push_back(TimeDimension(books_, absl::InfinitePast()));
    AddKeptCopies(books_, dimensions_.back());
    dimensions_.push_back(WhoDimension(policies_, books_, proof_.governs));
    dimensions_.push_back(KindDimension(books_));
    for (const Key key : {kMatter, kOffences, kOperation, kMarkings}) {
      dimensions_.push_back(ValueDimension(books_, key, Several::kSingle, 0, &whole));
    }
    dimensions_.push_back(SystemDimension(books_));
    for (Dimension& dimension : dimensions_) Collapse(dimension);
  }

  absl::Status CountClasses() {
    proof_.classes = 1;
    bool too_many = false;
    const Dimension* widest = nullptr;
    for (const Dimension& dimension : dimensions_) {
      const uint64_t count = dimension.options.size();
      proof_.dimensions.emplace_back(dimension.name, count);
      too_many = too_many || (count != 0 && proof_.classes > options_.classes_max / count);
      if (!too_many) proof_.classes *= count;
      if (widest == nullptr || count > widest->options.size()) widest = &dimension;
    }
    if (!too_many) return absl::OkStatus();
    return absl::ResourceExhaustedError(absl::StrCat(proof_.country.empty() ? "the floor" : proof_.country,
                                                     " has more than ", options_.classes_max,
                                                     " classes of requests, and is not proved: its rules tell ",
                                                     widest->options.size(), " values of `", widest->name, "` apart"));
  }

  // Permits that, unnarrowed, would lend what the claim forbids, of some record.
  void AddOffenders(const Claim& claim) {
    Row row(book_.words, 0);
    std::vector<std::string> kinds = RecordKinds();
    kinds.push_back("");
    ForEachBit(Scratch(book_.permits.begin(), book_.permits.end()), [&](size_t i) {
      const Clause& clause = book_.clauses[i];
      for (const std::string& kind : kinds) {
        if (Lent(claim, kind, true, clause.sets, clause.hit, clause.minors) != nullptr) SetBit(row, i);
      }
    });
    offenders_.push_back(std::move(row));
  }

  // Whether some claim may still be broken by a request whose rules are at most these.
  bool MayBreak(const uint64_t* row) const {
    for (const size_t i : open_) {
      if (MayBreak(row, i)) return true;
    }
    return false;
  }
  bool MayBreak(const uint64_t* row, size_t claim) const {
    if (((row[book_.words + claim / 64] >> (claim % 64)) & 1) == 0) return false;
    const Row& offenders = offenders_[claim];
    uint64_t found = 0;
    for (size_t word = 0; word < book_.words; ++word) found |= row[word] & offenders[word];
    return found != 0;
  }

  void Walk(size_t depth) {
    const uint64_t* above = &rows_[depth * words_];
    if (depth == dimensions_.size()) return Visit(above);
    uint64_t* below = &rows_[(depth + 1) * words_];
    for (const Option& option : dimensions_[depth].options) {
      for (size_t word = 0; word < words_; ++word) below[word] = above[word] & option.row[word];
      if (MayBreak(below)) {
        chosen_[depth] = &option;
        Walk(depth + 1);
        if (open_.empty() || !status_.ok()) return;
      } else {
        Advance(below_[depth + 1]);
      }
    }
  }

  void Advance(uint64_t classes) {
    done_ += classes;
    if (done_ < told_ + options_.visits_between_progress) return;
    told_ = done_;
    progress_(proof_.country, done_, proof_.classes);
  }

  void Visit(const uint64_t* row) {
    ++proof_.visited;
    Advance(1);
    uint64_t forbidden = 0;
    for (size_t word = 0; word < book_.words; ++word) forbidden |= row[word] & book_.forbids[word];
    if (forbidden != 0) return;
    const Scratch matching(row, row + book_.words);
    const Narrowing narrowing = NarrowingOf(book_, matching, chosen_[kPurposeAt]->words[0]);
    std::erase_if(open_, [&](size_t claim) { return MayBreak(row, claim) && Breaks(claim, matching, narrowing); });
  }

  RequestClass Chosen() const {
    RequestClass request;
    for (const Option* option : chosen_) option->put(request);
    return request;
  }

  bool Breaks(size_t claim, const Scratch& matching, const Narrowing& narrowing) {
    bool broken = false;
    ForEachBit(matching, [&](size_t i) {
      if (broken || !HasBit(offenders_[claim], i)) return;
      const Clause& clause = book_.clauses[i];
      const auto sets = static_cast<FieldSets>(clause.sets & narrowing.sets);
      if (!IsBeyondEnvelope(sets)) return;
      const PossibleNeed* need =
          Lent(claims_[claim], chosen_[kKindAt]->also, !chosen_[kWhoAt]->also.empty(), sets, clause.hit, clause.minors);
      if (need != nullptr) broken = Tell(claim, Chosen(), *need, clause);
    });
    return broken;
  }

  // False: no such copy is left. Its retention may be over by then, which the walk does not know.
  bool Tell(size_t claim, const RequestClass& request, const PossibleNeed& need, const Clause& clause);

  const PolicySet& policies_;
  const RuleBook& book_;
  const std::vector<Claim> claims_;
  const RuleBook shapes_;
  const Books books_;
  const size_t words_;
  Proof& proof_;
  const ProveOptions& options_;
  ProveProgress progress_;
  std::vector<Dimension> dimensions_;
  std::vector<Row> offenders_;         // by claim
  std::vector<size_t> open_;           // claims not broken yet
  std::vector<uint64_t> below_;        // classes below a depth
  std::vector<uint64_t> rows_;         // by depth
  std::vector<const Option*> chosen_;  // by depth
  uint64_t done_ = 0, told_ = 0;
  absl::Status status_;
};

std::string SetNamesOf(FieldSets sets) {
  std::vector<std::string> names;
  for (const std::string& name : FieldSetNames()) {
    if ((sets & FieldSetBit(name).value_or(0)) != 0) names.push_back(name);
  }
  return absl::StrJoin(names, ", ");
}

bool ShowsPath(const Counterexample& example, const Decision& decision) {
  const v1::Record& record = example.records[0];
  if (example.shown) {
    const std::vector<ValueTerm> terms = TermsByValue(record, decision);
    return std::any_of(terms.begin(), terms.end(), [&](const ValueTerm& term) { return term.path == example.path; });
  }
  const std::vector<Matchable> paths = MatchablePaths(record, decision);
  return std::any_of(paths.begin(), paths.end(), [&](const Matchable& match) { return match.path == example.path; });
}

// The dimensions in which the policy tells requests apart: the others say nothing about the counterexample.
std::vector<std::string> ToldFacts(const std::vector<Dimension>& dimensions, const Books& books) {
  std::vector<std::string> told;
  for (const Dimension& dimension : dimensions) {
    if (dimension.options.size() > 1) told.push_back(dimension.name);
  }
  for (const RuleBook* book : books) {
    if (book->keys[kNationality].used) told.push_back("nationality");
  }
  return told;
}

bool Prover::Tell(size_t claim, const RequestClass& request, const PossibleNeed& need, const Clause& clause) {
  const bool minor = claims_[claim].invariant->minors;
  Specimen specimen = MakeSpecimen(request, &need, minor);
  Counterexample example{"",
                         std::move(specimen.records),
                         request.recipient,
                         request.purpose,
                         request.now,
                         std::move(specimen.path),
                         !clause.hit,
                         clause.id,
                         request.first_release};
  example.sentence = absl::StrCat(request.recipient, ", for `", request.purpose, "` at ", InstantInWords(request.now),
                                  request.first_release ? ", of the copy that an ended overlay let stay, " : ", ",
                                  clause.hit ? "may match on `" : "would be shown `", example.path, "` (",
                                  SetNamesOf(need.sets), minor ? "; a minor's" : "", ") of ",
                                  RecordInWords(request, ToldFacts(dimensions_, books_)), ", by `", clause.id, "`");
  if (!ShowsPath(example, Decide(policies_, QuestionOf(example)))) {
    if (request.first_release) return false;
    status_ = absl::InternalError(absl::StrCat("the proof and the decision disagree: ", example.sentence));
  }
  proof_.invariants[claim].broken = std::move(example);
  return true;
}

}  // namespace

bool Proof::held() const {
  return std::none_of(invariants.begin(), invariants.end(),
                      [](const InvariantResult& result) { return result.broken.has_value(); });
}

Question QuestionOf(const Counterexample& example) {
  Question question;
  question.record = &example.records[0];
  question.facts =
      ExtractFacts(example.records[0], example.now, [&](const std::string& country, const std::string& national_id) {
        return RequestersAmong(example.records, country, national_id);
      });
  question.recipient = example.recipient;
  question.purpose = example.purpose;
  question.now = example.now;
  question.first_release = example.first_release;
  return question;
}

absl::StatusOr<std::vector<Proof>> Prove(const PolicySet& policies, const ProveOptions& options,
                                         ProveProgress progress) {
  std::map<std::string, std::vector<std::string>> governs;  // by the country whose policy it is
  for (const std::string& country : policies.network.countries) {
    const RuleBook* book = &policies.BookOf(country);
    const auto owner = std::find_if(policies.books.begin(), policies.books.end(),
                                    [&](const auto& entry) { return entry.second.get() == book; });
    governs[owner == policies.books.end() ? "" : owner->first].push_back(country);
  }
  if (!options.country.empty() && !governs.contains(options.country)) {
    return absl::NotFoundError(absl::StrCat("`", options.country, "` has no policy of its own"));
  }
  std::vector<Proof> proofs;
  for (auto& [country, countries] : governs) {
    if (!options.country.empty() && options.country != country) continue;
    Proof proof;
    proof.country = country;
    proof.governs = countries;
    const RuleBook& book = country.empty() ? policies.floor_alone : policies.BookOf(country);
    Prover prover(policies, book, ClaimsFor(policies, country), proof, options, progress);
    if (absl::Status status = prover.Run(); !status.ok()) return status;
    proofs.push_back(std::move(proof));
  }
  return proofs;
}

}  // namespace entente::policy
