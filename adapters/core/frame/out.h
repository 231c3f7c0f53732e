// A record about to be written: what an encoder fills and a frame turns into bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace entente::adapters {

struct Out {
  enum class Kind { kText, kNumber, kBool, kNull, kArray, kObject, kRaw };  // kRaw: text is JSON already

  Kind kind = Kind::kObject;
  std::string name;
  std::string text;
  std::vector<std::unique_ptr<Out>> children;

  bool blank() const { return kind == Kind::kNull || (kind <= Kind::kNull && text.empty()); }
  Out* Find(std::string_view child) const {
    for (const auto& c : children) {
      if (c->name == child) return c.get();
    }
    return nullptr;
  }
  Out* Add(std::string_view child, Kind child_kind, std::string_view child_text = {}) {
    auto made = std::make_unique<Out>();
    made->kind = child_kind;
    made->name = child;
    made->text = child_text;
    children.push_back(std::move(made));
    return children.back().get();
  }
};

}  // namespace entente::adapters
