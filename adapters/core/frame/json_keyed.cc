#include "adapters/core/frame/json_keyed.h"

#include <algorithm>

#include "adapters/core/frame/json.h"
#include "adapters/core/frame/json_page.h"
#include "adapters/core/frame/json_scan.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

class KeyedFrame : public Frame {
 public:
  KeyedFrame(JsonOptions json, KeyedOptions options) : options_(std::move(options)) {
    if (!json.envelopes.empty()) page_ = json.envelopes.front();
    inner_ = MakeJsonFrame(std::move(json));
  }

  std::string syntax() const override { return "JSON"; }
  bool siblings() const override { return true; }
  // A value that is carried may stand where another is looked for, once that one is gone.
  bool respells() const override { return true; }
  absl::Status FitsFile(std::string_view file, const NameIds& names) const override {
    return inner_->FitsFile(file, names);
  }

  // The page's member travels with each record as its preamble.
  void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const override {
    const std::vector<JsonPage> pages = Pages(file);
    size_t next = 0;
    inner_->Split(
        file,
        [&](const Unit& unit) {
          Unit whole = unit;
          const auto at = static_cast<size_t>(unit.data.data() - file.data());
          while (next < pages.size() && pages[next].end <= at) ++next;
          if (next < pages.size() && pages[next].begin <= at) whole.preamble = pages[next].shared;
          on_unit(whole);
        },
        on_refusal);
  }

  void Envelope(std::string_view file, const NameIds& names, const OnEnvelope& on_envelope) const override {
    inner_->Envelope(file, names, on_envelope);
  }

  absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const override {
    std::string_view data = unit.data;
    std::string_view shared = unit.preamble;
    // What Write makes is a page where there is something to share.
    const std::vector<JsonPage> pages = Pages(data);
    if (pages.size() == 1 && pages[0].records.size() == 1) {
      shared = pages[0].shared;
      data = pages[0].records[0];
    }
    const size_t close = shared.empty() ? std::string_view::npos : data.rfind('}');
    absl::Status read;
    if (close == std::string_view::npos) {
      read = ReadJson(data, names, tree);
    } else {
      const bool empty = SkipBlank(data, 1) == close;
      const std::string_view whole =
          tree->Own(StrCat(data.substr(0, close), empty ? "\"" : ",\"", options_.shared, "\":", shared, "}"));
      read = ReadJson(whole, names, tree);
    }
    if (!read.ok()) return read;
    Name(names, tree);
    return absl::OkStatus();
  }

  absl::Status Write(const Out& row, Encoded* out) const override {
    // A page of its own: an object outside of one is nothing that others could take in.
    const bool wrap = !options_.shared.empty() && page_.size() == 2;
    if (wrap) {
      StrAppend(&out->data, "{\"", page_[0], "\":{");
      if (row.Find(options_.shared) != nullptr) {
        StrAppend(&out->data, "\"", options_.shared, "\":[");
        Items(row, options_.shared, &out->data);
        out->data += "],";
      }
      StrAppend(&out->data, "\"", page_[1], "\":[");
    }
    WriteObject(row, &out->data);
    if (wrap) out->data += "]}}";
    out->data.push_back('\n');
    return absl::OkStatus();
  }

  std::string CarriedText(const Node& leaf) const override { return JsonOf(leaf); }
  Out* Restore(std::string_view path, std::string_view text, Out* row) const override {
    Out* place = IsJsonScalar(text) ? PlaceOfPath(path, row) : nullptr;
    if (place == nullptr || !place->blank()) return nullptr;
    place->kind = Out::Kind::kRaw;
    place->text = text;
    return place;
  }

 private:
  std::vector<JsonPage> Pages(std::string_view text) const {
    if (options_.shared.empty() || page_.size() != 2) return {};
    return JsonPages(text, page_[0], page_[1], options_.shared);
  }

  const std::string* Fixed(const std::string& member, std::string_view kind, std::string_view key) const {
    const auto table = options_.fixed.find(member);
    if (table == options_.fixed.end()) return nullptr;
    const auto found = table->second.find(key.empty() ? std::string(kind) : StrCat(kind, "/", key));
    return found == table->second.end() ? nullptr : &found->second;
  }

  static int32_t Child(const Tree& tree, int32_t node, std::string_view name) {
    for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
      if (tree[i].name == name) return i;
    }
    return -1;
  }

  // Gives each item of the list the name its key says, and lists of objects their own.
  void Name(const NameIds& names, Tree* tree) const {
    const int32_t kind_node = Child(*tree, 0, options_.kind);
    const std::string_view kind = kind_node < 0 ? std::string_view() : (*tree)[kind_node].text;
    Known(kind, "", 0, tree);
    const int32_t list = Child(*tree, 0, options_.list);
    if (list < 0 || (*tree)[list].kind != Node::Kind::kArray) return;
    (*tree)[list].kind = Node::Kind::kObject;
    for (int32_t i = (*tree)[list].first; i >= 0; i = (*tree)[i].next) {
      Node& item = (*tree)[i];
      const int32_t key = item.kind == Node::Kind::kObject ? Child(*tree, i, options_.key) : -1;
      if (key < 0 || (*tree)[key].kind != Node::Kind::kText) continue;
      item.name = (*tree)[key].text;
      const auto known = names.find(item.name);
      item.name_id = known == names.end() ? kUnknownName : known->second;
      (*tree)[key].fate = v1::LINK;
      Known(kind, item.name, i, tree);
    }
  }

  void Known(std::string_view kind, std::string_view key, int32_t node, Tree* tree) const {
    for (int32_t i = (*tree)[node].first; i >= 0; i = (*tree)[i].next) {
      Node& leaf = (*tree)[i];
      const std::string* fixed = leaf.leaf() ? Fixed(std::string(leaf.name), kind, key) : nullptr;
      if (fixed != nullptr && *fixed == leaf.text) leaf.fate = v1::MAPPED;
    }
  }

  // ---- Writing ----

  static void Member(std::string_view name, bool* first, std::string* text) {
    if (!std::exchange(*first, false)) text->push_back(',');
    WriteJsonString(name, text);
    text->push_back(':');
  }

  void FixedMembers(const Out& object, std::string_view kind, std::string_view key, bool* first,
                    std::string* text) const {
    for (const auto& [member, table] : options_.fixed) {
      const std::string* fixed = object.Find(member) == nullptr ? Fixed(member, kind, key) : nullptr;
      if (fixed == nullptr) continue;
      Member(member, first, text);
      WriteJsonString(*fixed, text);
    }
  }

  void WriteObject(const Out& row, std::string* text) const {
    const Out* kind = row.Find(options_.kind);
    const std::string name = kind == nullptr ? "" : kind->text;
    bool first = true;
    text->push_back('{');
    Members(row, options_.shared, &first, text);
    FixedMembers(row, name, "", &first, text);
    if (const Out* list = row.Find(options_.list); list != nullptr) {
      Member(options_.list, &first, text);
      text->push_back('[');
      bool first_item = true;
      for (const auto& item : list->children) Item(*item, name, &first_item, text);
      text->push_back(']');
    }
    text->push_back('}');
  }

  void Item(const Out& item, const std::string& kind, bool* first_item, std::string* text) const {
    const Out* value = item.Find(options_.required);
    if (value == nullptr || value->blank()) return;
    if (!std::exchange(*first_item, false)) text->push_back(',');
    bool first = true;
    text->push_back('{');
    Member(options_.key, &first, text);
    WriteJsonString(item.name, text);
    FixedMembers(item, kind, item.name, &first, text);
    Members(item, options_.key, &first, text);
    text->push_back('}');
  }

  // Members but `except`: values as they are, objects of one name as a list.
  void Members(const Out& object, std::string_view except, bool* first, std::string* text) const {
    std::vector<std::string_view> done;
    for (const auto& child : object.children) {
      if (child->name == except || child->name == options_.list) continue;
      if (child->kind != Out::Kind::kObject) {
        Member(child->name, first, text);
        WriteJson(*child, text);
      } else if (std::find(done.begin(), done.end(), child->name) == done.end()) {
        done.push_back(child->name);
        Member(child->name, first, text);
        text->push_back('[');
        Items(object, child->name, text);
        text->push_back(']');
      }
    }
  }

  void Items(const Out& object, std::string_view name, std::string* text) const {
    bool first_item = true;
    for (const auto& child : object.children) {
      if (child->name != name || child->kind != Out::Kind::kObject) continue;
      if (!std::exchange(first_item, false)) text->push_back(',');
      bool first = true;
      text->push_back('{');
      Members(*child, "", &first, text);
      text->push_back('}');
    }
  }

  std::unique_ptr<const Frame> inner_;
  std::vector<std::string> page_;  // keys of the first envelope
  KeyedOptions options_;
};

}  // namespace

std::unique_ptr<const Frame> MakeKeyedFrame(JsonOptions json, KeyedOptions options) {
  return std::make_unique<KeyedFrame>(std::move(json), std::move(options));
}

}  // namespace entente::adapters
