#include "adapters/core/lens/yaml.h"

#include <set>

#include "adapters/core/text.h"
#include "yaml-cpp/yaml.h"

namespace entente::adapters {
namespace {

constexpr int kMaxDepth = 24;
constexpr int kMaxNodes = 50'000;  // anchors inside anchors multiply

class Converter {
 public:
  explicit Converter(const std::string& file) : file_(std::make_shared<std::string>(file)) {}

  absl::StatusOr<Yaml> Convert(const YAML::Node& node, int depth) {
    Yaml out;
    out.file = file_;
    out.line = node.Mark().line + 1;
    out.column = node.Mark().column + 1;
    if (depth > kMaxDepth) return out.Error("the nesting is deeper than 24 levels");
    if (++nodes_ > kMaxNodes) return out.Error("the file is larger than 50000 values");
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return out;
      case YAML::NodeType::Scalar:
        out.kind = Yaml::Kind::kText;
        out.text = node.Scalar();
        return out;
      case YAML::NodeType::Sequence:
        return List(node, std::move(out), depth);
      case YAML::NodeType::Map:
        return Map(node, std::move(out), depth);
    }
    return out;
  }

 private:
  absl::StatusOr<Yaml> List(const YAML::Node& node, Yaml out, int depth) {
    out.kind = Yaml::Kind::kList;
    for (const auto& item : node) {
      auto made = Convert(item, depth + 1);
      if (!made.ok()) return made;
      out.items.push_back(*std::move(made));
    }
    return out;
  }

  absl::StatusOr<Yaml> Map(const YAML::Node& node, Yaml out, int depth) {
    out.kind = Yaml::Kind::kMap;
    std::set<std::string> seen;
    for (const auto& entry : node) {
      auto key = Convert(entry.first, depth + 1);
      if (!key.ok()) return key;
      if (key->kind != Yaml::Kind::kText) return key->Error("a key must be a word");
      if (!seen.insert(key->text).second) return key->Error(StrCat("`", key->text, "` is named twice"));
      auto value = Convert(entry.second, depth + 1);
      if (!value.ok()) return value;
      out.entries.push_back({*std::move(key), *std::move(value)});
    }
    return out;
  }

  std::shared_ptr<const std::string> file_;
  int nodes_ = 0;
};

}  // namespace

const Yaml* Yaml::Find(std::string_view key) const {
  for (const auto& [k, v] : entries) {
    if (k.text == key) return &v;
  }
  return nullptr;
}

absl::Status Yaml::Error(std::string_view what) const {
  return absl::InvalidArgumentError(StrCat(file ? *file : "", ":", line, ":", column, ": ", what));
}

absl::StatusOr<Yaml> ParseYaml(const std::string& file_name, const std::string& text) {
  try {
    return Converter(file_name).Convert(YAML::Load(text), 0);
  } catch (const YAML::Exception& e) {
    return absl::InvalidArgumentError(
        StrCat(file_name, ":", e.mark.line + 1, ":", e.mark.column + 1, ": not YAML: ", e.msg));
  }
}

Yaml Merge(const Yaml& base, const Yaml& over) {
  if (!base.map() || !over.map()) return over;
  Yaml out = base;
  out.entries.clear();
  for (const auto& [key, value] : base.entries) {
    const Yaml* changed = over.Find(key.text);
    if (changed == nullptr) {
      out.entries.push_back({key, value});
    } else if (changed->kind != Yaml::Kind::kNone) {
      out.entries.push_back({key, Merge(value, *changed)});
    }
  }
  for (const auto& [key, value] : over.entries) {
    if (base.Find(key.text) == nullptr && value.kind != Yaml::Kind::kNone) out.entries.push_back({key, value});
  }
  return out;
}

}  // namespace entente::adapters
