#include "gateway/policy/rule_book.h"

#include <algorithm>
#include <utility>

namespace entente::policy {
namespace {

struct Stated {
  const Rule* rule;
  const File* file;
};

class BookCompiler {
 public:
  BookCompiler(const File& floor, const File* country, const Shared& shared) : shared_(shared) {
    Gather(floor);
    std::vector<std::string> digests = {floor.digest};
    if (country != nullptr) {
      Gather(*country);
      book_.digest = country->digest;
      digests.push_back(book_.digest);
    }
    book_.digests = std::move(digests);
    std::sort(sources_.begin(), sources_.end(), [](const Stated& a, const Stated& b) {
      return a.rule->floor != b.rule->floor ? a.rule->floor : a.rule->id < b.rule->id;
    });
    book_.words = (sources_.size() + 63) / 64;
  }

  RuleBook Compile() {
    for (Row* row :
         {&book_.permits, &book_.restricts, &book_.forbids, &book_.always, &book_.requester, &book_.nationality}) {
      *row = Empty();
    }
    book_.window_of.assign(sources_.size(), -1);
    for (size_t i = 0; i < sources_.size(); ++i) AddClause(i);
    for (size_t key = 0; key < kFactKeys; ++key) CompileKey(key);
    CompilePurposes();
    CompileRecipients();
    CompileDeclines();
    return std::move(book_);
  }

 private:
  Row Empty() const { return Row(book_.words, 0); }

  void Gather(const File& file) {
    for (const Rule& rule : file.rules) sources_.push_back({&rule, &file});
  }

  void AddClause(size_t i) {
    const Rule& rule = *sources_[i].rule;
    Clause clause;
    clause.id = rule.id;
    clause.floor = rule.floor;
    clause.hit = rule.hit;
    clause.minors = rule.minors;
    const FieldSets all = 0xFFFF;
    if (rule.type == RuleType::kPermit) clause.sets = (rule.hit ? rule.match : rule.fields).value_or(0);
    if (rule.type == RuleType::kRestrict) clause.sets = rule.fields.value_or(all);
    if (rule.retention) clause.retention = IndexOf(shared_.lengths, *rule.retention);
    for (const std::string& caveat : rule.caveats) {
      clause.caveats.set(static_cast<size_t>(IndexOf(shared_.caveats, caveat)));
    }
    if (rule.type == RuleType::kRestrict) clause.purposes = rule.purposes;
    book_.clauses.push_back(std::move(clause));
    SetBit(rule.type == RuleType::kPermit     ? book_.permits
           : rule.type == RuleType::kRestrict ? book_.restricts
                                              : book_.forbids,
           i);
    if (rule.to.requester) SetBit(book_.requester, i);
    if (rule.to.nationality) SetBit(book_.nationality, i);
    book_.names_requester = book_.names_requester || rule.to.requester;
    book_.names_nationality = book_.names_nationality || rule.to.nationality;
    AddWindow(i);
  }

  template <typename T>
  static int IndexOf(const std::vector<T>& sorted, const T& value) {
    return static_cast<int>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
  }

  void AddWindow(size_t i) {
    const Rule& rule = *sources_[i].rule;
    if (rule.overlay < 0) return SetBit(book_.always, i);
    const Overlay& overlay = sources_[i].file->overlays[static_cast<size_t>(rule.overlay)];
    const auto same = std::find_if(book_.windows.begin(), book_.windows.end(), [&](const Window& window) {
      return window.from == overlay.from && window.until == overlay.until && window.recall == overlay.recall;
    });
    const auto at =
        same != book_.windows.end()
            ? same
            : book_.windows.insert(book_.windows.end(), Window{overlay.from, overlay.until, overlay.recall, Empty()});
    SetBit(at->rules, i);
    book_.window_of[i] = static_cast<int>(at - book_.windows.begin());
  }

  void CompileKey(size_t key) {
    KeyRows& rows = book_.keys[key];
    rows.unconditioned = Empty();
    for (size_t i = 0; i < sources_.size(); ++i) AddNames(rows, i, sources_[i].rule->when[key]);
  }

  void AddNames(KeyRows& rows, size_t i, const std::optional<Names>& names) {
    if (!names) return SetBit(rows.unconditioned, i);
    rows.used = true;
    for (const std::string& name : *names) SetBit(rows.named.try_emplace(name, Empty()).first->second, i);
  }

  // A permit lists its purposes beside its head, and may narrow them in it.
  void CompilePurposes() {
    book_.purposes.unconditioned = Empty();
    for (size_t i = 0; i < sources_.size(); ++i) {
      const Rule& rule = *sources_[i].rule;
      std::optional<Names> names = rule.when_purposes;
      if (rule.type == RuleType::kPermit && rule.purposes) {
        if (!names) names = rule.purposes;
        std::erase_if(*names, [&](const std::string& purpose) { return !rule.purposes->contains(purpose); });
      }
      AddNames(book_.purposes, i, names);
    }
  }

  void CompileRecipients() {
    Row any = Empty();
    for (size_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].rule->to.any) SetBit(any, i);
    }
    for (const std::string& country : shared_.network->countries) {
      CountryRows& rows = book_.recipients[country];
      rows.bare = rows.other = any;
      const auto parent = shared_.network->parents.find(country);
      if (parent != shared_.network->parents.end()) rows.parent = parent->second;
    }
    for (const Stated& source : sources_) {
      for (const std::string& named : source.rule->to.systems) {
        const auto [country, system] = Halves(named);
        book_.recipients[country].systems.try_emplace(system, any);
      }
    }
    for (size_t i = 0; i < sources_.size(); ++i) Address(i);
  }

  static std::pair<std::string, std::string> Halves(const std::string& named) {
    const size_t slash = named.find('/');
    return {named.substr(0, slash), named.substr(slash + 1)};
  }

  // In a permit a country is itself; in a forbid or restrict a parent means its sub-bureaus too, and a country that
  // asks without a system meets the rules for any of its systems.
  void Address(size_t i) {
    const Rule& rule = *sources_[i].rule;
    const bool ban = rule.type != RuleType::kPermit;
    for (const std::string& country : rule.to.countries) AddressCountry(i, country);
    for (const auto& [country, parent] : shared_.network->parents) {
      if (ban && rule.to.countries.contains(parent)) AddressCountry(i, country);
    }
    for (const std::string& named : rule.to.systems) {
      const auto [country, system] = Halves(named);
      CountryRows& rows = book_.recipients[country];
      SetBit(rows.systems.find(system)->second, i);
      if (ban && !rows.bare.empty()) SetBit(rows.bare, i);
    }
  }

  void AddressCountry(size_t i, const std::string& country) {
    const auto rows = book_.recipients.find(country);
    if (rows == book_.recipients.end() || rows->second.bare.empty()) return;  // no participant
    SetBit(rows->second.bare, i);
    SetBit(rows->second.other, i);
    for (auto& [system, row] : rows->second.systems) SetBit(row, i);
  }

  void CompileDeclines() {
    for (size_t i = 0; i < sources_.size(); ++i) {
      for (const std::string& declined : sources_[i].rule->declines) {
        for (size_t j = 0; j < sources_.size(); ++j) {
          const Rule& other = *sources_[j].rule;
          if (other.floor && other.type == RuleType::kPermit && other.id == declined) book_.declines.push_back({i, j});
        }
      }
    }
  }

  const Shared& shared_;
  std::vector<Stated> sources_;
  RuleBook book_;
};

}  // namespace

const Row* RuleBook::RecipientRow(std::string_view country, std::string_view system) const {
  const auto rows = recipients.find(country);
  if (rows == recipients.end()) return nullptr;
  if (system.empty()) return &rows->second.bare;
  if (rows->second.systems.empty()) return &rows->second.other;
  const auto named = rows->second.systems.find(system);
  return named == rows->second.systems.end() ? &rows->second.other : &named->second;
}

std::string_view RuleBook::ParentOf(std::string_view country) const {
  const auto rows = recipients.find(country);
  return rows == recipients.end() ? std::string_view() : rows->second.parent;
}

RuleBook CompileBook(const File& floor, const File* country, const Shared& shared) {
  return BookCompiler(floor, country, shared).Compile();
}

}  // namespace entente::policy
