#include "adapters/core/lens/take_back.h"

#include <map>
#include <set>

#include "adapters/core/lens/leaves.h"

namespace entente::adapters {
namespace {

using Texts = std::map<std::string, std::multiset<std::string>>;

// Ids are numbered anew on every reading.
bool Numbered(const Message& box, const FieldDescriptor* field) {
  return IdField(box) == field || field->name().ends_with("_id") || field->name().ends_with("_ids");
}

}  // namespace

std::string WithoutIndices(const std::string& path) {
  std::string out;
  for (size_t i = 0; i < path.size(); ++i) {
    out.push_back(path[i]);
    if (path[i] == '[') i = path.find(']', i) - 1;
  }
  return out;
}

void TakeBack(const v1::Record& record, const std::vector<v1::Record>& back, Said* said, Reasons* reasons) {
  Texts there;
  for (const v1::Record& one : back) {
    EachLeaf(one, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
      there[WithoutIndices(path)].insert(TextAt(box, field, index));
    });
  }
  struct Gone {
    ScalarKey key;
    std::string path;
  };
  std::vector<Gone> gone;
  EachLeaf(record, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
    const ScalarKey key{&box, field->number(), index};
    if (!said->contains(key) || Numbered(box, field)) return;
    const std::string place = WithoutIndices(path);
    const auto texts = there.find(place);
    const auto same =
        texts == there.end() ? std::multiset<std::string>::iterator() : texts->second.find(TextAt(box, field, index));
    if (texts == there.end() || same == texts->second.end()) {
      gone.push_back({key, place});
    } else {
      texts->second.erase(same);
    }
  });
  for (const Gone& one : gone) {
    said->erase(one.key);
    const auto texts = there.find(one.path);
    const bool instead = texts != there.end() && !texts->second.empty();
    (*reasons)[one.key] = instead ? StrCat("written as `", *texts->second.begin(), "`") : "would not be read back";
    if (instead) texts->second.erase(texts->second.begin());
  }
}

}  // namespace entente::adapters
