#include "gateway/policy/parse.h"

#include <openssl/evp.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/parse_header.h"
#include "gateway/policy/parse_overlay.h"
#include "gateway/policy/parse_rule.h"
#include "gateway/policy/suggest.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

class FileReader {
 public:
  FileReader(const Source& source, FileKind kind, const Vocabulary& vocabulary, std::vector<Fault>& faults)
      : reader_(source.name, faults), vocabulary_(vocabulary) {
    file_.name = source.name;
    file_.kind = kind;
    file_.digest = Digest(source.text);
  }

  File Read(const Node& root) {
    if (root.line == 0) return std::move(file_);  // no tree, and told already
    if (reader_.CheckKeys(root, "the file", FileKeys(file_.kind))) {
      ReadTop(root);
    }
    return std::move(file_);
  }

 private:
  const char* Kind() const { return KindWord(file_.kind); }

  void ReadTop(const Node& root) {
    ReadKind(root);
    if (file_.kind != FileKind::kFloor) ReadCountry(root);
    ReadIssue(root, vocabulary_.floor, reader_, file_);
    if (const Node* purposes = root.Find("purposes")) file_.known_purposes = List(*purposes, "purposes");
    if (const Node* caveats = root.Find("caveats")) file_.known_caveats = List(*caveats, "caveats");
    if (const Node* groups = root.Find("groups")) ReadGroups(*groups);
    if (const Node* sets = root.Find("sets")) ReadSets(*sets);
    RuleReader rules(file_, vocabulary_, reader_);
    if (const Node* defaults = root.Find("defaults")) rules.ReadDefaults(*defaults);
    if (const Node* list = root.Find("rules")) ReadRules(*list, -1, rules);
    if (const Node* list = root.Find("overlays")) ReadOverlays(*list, rules);
    if (const Node* list = root.Find("invariants")) ReadInvariants(*list, rules);
  }

  void ReadKind(const Node& root) {
    const Node* kind = root.Find("kind");
    if (kind == nullptr) return reader_.Tell(root, absl::StrCat("the file needs `kind: ", Kind(), "`"));
    const std::optional<std::string> word = reader_.Word(*kind, "kind");
    if (word && *word != Kind()) {
      reader_.Tell(*kind, absl::StrCat("the kind is `", *word, "`; expected `", Kind(), "`", Suggest(*word, {Kind()})));
    }
  }

  void ReadCountry(const Node& root) {
    const Node* country = root.Find("country");
    if (country == nullptr) return reader_.Tell(root, "the file needs `country`: whose policy it is");
    file_.country_place = PlaceOf(*country);
    const std::optional<std::string> word = reader_.Word(*country, "country");
    if (!word) return;
    file_.country = *word;
    const auto& countries = vocabulary_.network->countries;
    if (countries.contains(*word)) return;
    reader_.Tell(*country, absl::StrCat("`", *word, "` is no participant",
                                        Suggest(*word, std::vector<std::string>(countries.begin(), countries.end()))));
  }

  Names List(const Node& node, const char* what) {
    Names names;
    for (const Node* word : reader_.Words(node, what)) names.insert(word->text);
    return names;
  }

  void ReadGroups(const Node& node) {
    if (!CheckMap(node, "groups")) return;
    for (const Entry& entry : node.entries) {
      const std::string& name = entry.key.text;
      if (vocabulary_.network->countries.contains(name) || name == "any" || name == "requester" ||
          name == "nationality" || name.find('/') != std::string::npos) {
        reader_.Tell(entry.key, absl::StrCat("a group cannot be called `", name, "`: that names someone already"));
      }
      NamedList group{PlaceOf(entry.key), {}, false};
      for (const Node* word : reader_.Words(entry.value, "group")) {
        if (CheckMember(*word)) group.members.insert(word->text);
      }
      file_.groups.emplace(name, std::move(group));
    }
  }

  bool CheckMember(const Node& word) {
    const size_t slash = word.text.find('/');
    const auto& countries = vocabulary_.network->countries;
    const bool system = slash == std::string::npos || IsSystemName(std::string_view(word.text).substr(slash + 1));
    if (system && countries.contains(word.text.substr(0, slash))) return true;
    reader_.Tell(word, absl::StrCat("`", word.text, "` is no participant; a group lists countries and their systems",
                                    Suggest(word.text, std::vector<std::string>(countries.begin(), countries.end()))));
    return false;
  }

  void ReadSets(const Node& node) {
    if (!CheckMap(node, "sets")) return;
    for (const Entry& entry : node.entries) {
      if (entry.key.text == "any") reader_.Tell(entry.key, "a set cannot be called `any`");
      file_.sets.emplace(entry.key.text, NamedList{PlaceOf(entry.key), List(entry.value, "set"), false});
    }
  }

  bool CheckMap(const Node& node, const char* what) {
    if (node.kind != Node::Kind::kMap) reader_.Tell(node, absl::StrCat("`", what, "` must be names, each with a list"));
    return node.kind == Node::Kind::kMap;
  }

  bool CheckList(const Node& node, const char* what) {
    if (node.kind != Node::Kind::kList) reader_.Tell(node, absl::StrCat("`", what, "` must be a list"));
    return node.kind == Node::Kind::kList;
  }

  void ReadRules(const Node& list, int overlay, RuleReader& rules) {
    if (!CheckList(list, "rules")) return;
    for (const Node& node : list.items) {
      std::optional<Rule> rule = rules.Read(node);
      if (!rule) continue;
      rule->overlay = overlay;
      CheckId(*rule);
      file_.rules.push_back(*std::move(rule));
    }
  }

  void CheckId(const Rule& rule) {
    if (!ids_.insert(rule.id).second) {
      reader_.Tell(rule.place, absl::StrCat("the id `", rule.id, "` stands twice: decisions are told by it"));
    }
    if (vocabulary_.floor == nullptr) return;
    for (const Rule& other : vocabulary_.floor->rules) {
      if (other.id == rule.id) reader_.Tell(rule.place, absl::StrCat("the floor has a rule `", rule.id, "` already"));
    }
  }

  void ReadOverlays(const Node& list, RuleReader& rules) {
    if (!CheckList(list, "overlays")) return;
    for (const Node& node : list.items) {
      if (!reader_.CheckKeys(node, "an overlay", OverlayKeys())) continue;
      const std::optional<Overlay> overlay = ReadOverlay(node, reader_);
      if (overlay && !overlay_ids_.insert(overlay->id).second) {
        reader_.Tell(overlay->place, absl::StrCat("the overlay `", overlay->id, "` stands twice"));
      }
      file_.overlays.push_back(overlay.value_or(Overlay{}));
      const Node* list_of_rules = node.Find("rules");
      if (list_of_rules != nullptr) ReadRules(*list_of_rules, static_cast<int>(file_.overlays.size()) - 1, rules);
    }
  }

  void ReadInvariants(const Node& list, RuleReader& rules) {
    if (!CheckList(list, "invariants")) return;
    for (const Node& node : list.items) {
      if (std::optional<Invariant> invariant = rules.ReadInvariant(node)) {
        file_.invariants.push_back(*std::move(invariant));
      }
    }
  }

  Reader reader_;
  const Vocabulary& vocabulary_;
  File file_;
  std::set<std::string> ids_;
  std::set<std::string> overlay_ids_;
};

}  // namespace

std::string Digest(const std::string& text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes, &size, EVP_sha256(), nullptr) != 1) return "";
  return absl::StrCat("sha256:", absl::BytesToHexString(std::string(reinterpret_cast<const char*>(bytes), size)));
}

File ParseFile(const Source& source, FileKind kind, const Vocabulary& vocabulary, std::vector<Fault>& faults) {
  FileReader reader(source, kind, vocabulary, faults);
  const std::optional<Node> root = ReadYaml(source, faults);
  return reader.Read(root.value_or(Node()));
}

}  // namespace entente::policy
