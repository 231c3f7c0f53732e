// XML samples: which elements are the records is found out from what repeats, and namespaces from what the tags bind.
#include <algorithm>
#include <map>
#include <set>

#include "adapters/core/frame/xml.h"
#include "adapters/core/frame/xml_scan.h"
#include "adapters/core/infer/read_samples.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

int64_t LeavesBelow(const Tree& tree, int32_t node) {
  if (tree[node].leaf()) return 1;
  int64_t leaves = 0;
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) leaves += LeavesBelow(tree, i);
  return leaves;
}

// The elements that repeat and hold something, nearest to the root, with how many values they hold together.
void FindRepeated(const Tree& tree, int32_t node, const std::string& path, std::map<std::string, int64_t>* found) {
  std::map<std::string_view, std::vector<int32_t>> by_name;
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    if (tree[i].kind == Node::Kind::kObject) by_name[tree[i].name].push_back(i);
  }
  for (const auto& [name, elements] : by_name) {
    const std::string at = StrCat(path, "/", name);
    if (elements.size() == 1) {
      FindRepeated(tree, elements[0], at, found);
      continue;
    }
    for (const int32_t element : elements) (*found)[at] += LeavesBelow(tree, element);
  }
}

// `LIST/PERSON or LIST/GROUP`; the root alone where nothing that repeats holds half of what there is.
std::vector<std::string> RecordsOf(const Tree& tree) {
  const std::string root(tree[0].name);
  std::map<std::string, int64_t> found;
  FindRepeated(tree, 0, root, &found);
  int64_t held = 0;
  std::vector<std::string> paths;
  for (const auto& [path, leaves] : found) {
    held += leaves;
    paths.push_back(path);
  }
  return held * 2 > LeavesBelow(tree, 0) ? paths : std::vector<std::string>{root};
}

// The prefixes that tags bind. The namespace without one gets a prefix, as a mapping's names need.
std::vector<XmlNamespace> NamespacesOf(std::string_view text) {
  std::vector<XmlNamespace> spaces;
  const auto add = [&](std::string prefix, std::string_view uri) {
    const auto bound = std::find_if(spaces.begin(), spaces.end(), [&](const auto& s) { return s.uris[0] == uri; });
    if (uri.empty() || bound != spaces.end()) return;
    while (std::any_of(spaces.begin(), spaces.end(), [&](const auto& s) { return s.prefix == prefix; })) prefix += "2";
    spaces.push_back({prefix, {std::string(uri)}});
  };
  XmlScanner scanner(text);
  for (auto token = scanner.Next(); token != XmlScanner::Token::kDone && token != XmlScanner::Token::kBroken;
       token = scanner.Next()) {
    if (token != XmlScanner::Token::kOpen) continue;
    for (const XmlAttribute& attribute : scanner.attributes()) {
      if (attribute.name == "xmlns") add("d", attribute.value);
      if (attribute.name.starts_with("xmlns:")) add(std::string(attribute.name.substr(6)), attribute.value);
    }
  }
  return spaces;
}

// Places without `[]` whose element stands beside another of its name.
void FindLists(const Tree& tree, int32_t node, const std::string& place, std::set<std::string>* lists) {
  std::map<std::string_view, int> seen;
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    const std::string at = StrCat(place, place.empty() ? "" : "/", tree[i].name);
    if (tree[i].name != kXmlTextName && ++seen[tree[i].name] > 1) lists->insert(at);
    FindLists(tree, i, at, lists);
  }
}

void Count(const Tree& tree, int32_t node, const std::string& plain, const std::string& place,
           const std::set<std::string>& lists, SampleProfile* profile) {
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    if (tree[i].name == kXmlTextName) {  // a mapping names an element's text by the element
      profile->Add(place, tree[i].text);
      continue;
    }
    const std::string at = StrCat(plain, plain.empty() ? "" : "/", tree[i].name);
    const std::string shown = StrCat(place, place.empty() ? "" : "/", tree[i].name, lists.contains(at) ? "[]" : "");
    if (tree[i].leaf()) {
      profile->Add(shown, tree[i].text);
    } else {
      Count(tree, i, at, shown, lists, profile);
    }
  }
}

// Every record of the file as a tree; the first that cannot be read ends it.
absl::Status EachRecord(const std::string& bytes, const XmlLayout& layout,
                        const std::function<void(const Tree&)>& each) {
  absl::Status status;
  Tree tree;
  SplitXml(
      bytes, layout,
      [&](const Unit& unit) {
        const absl::Status read = ReadXml(unit, layout, {}, &tree);
        if (read.ok()) each(tree);
        status.Update(read);
      },
      [&](const Refusal& refusal) { status.Update(absl::InvalidArgumentError(refusal.Message(false))); });
  return status;
}

}  // namespace

absl::Status ReadXmlSample(const std::string& bytes, SampleProfile* profile) {
  size_t at = 0;
  if (absl::Status prolog = SkipXmlProlog(bytes, &at); !prolog.ok()) return prolog;
  XmlLayout layout;
  layout.namespaces = NamespacesOf(std::string_view(bytes).substr(at));
  Unit whole;
  whole.data = std::string_view(bytes).substr(at);
  Tree tree;
  if (absl::Status read = ReadXml(whole, layout, {}, &tree); !read.ok()) return read;
  const std::vector<std::string> records = RecordsOf(tree);
  for (const std::string& path : records) layout.records.push_back(SplitText(path, "/"));
  profile->records = Join(records, " or ");
  profile->namespaces.clear();
  for (const XmlNamespace& space : layout.namespaces) profile->namespaces.emplace_back(space.prefix, space.uris[0]);

  std::set<std::string> lists;
  absl::Status status = EachRecord(bytes, layout, [&](const Tree& record) { FindLists(record, 0, "", &lists); });
  if (!status.ok()) return status;
  return EachRecord(bytes, layout, [&](const Tree& record) {
    ++profile->count;
    Count(record, 0, "", "", lists, profile);
  });
}

}  // namespace entente::adapters
