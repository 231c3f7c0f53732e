// JSON out of a filled Out, and of single values that are carried.
#include <utility>

#include "adapters/core/frame/json.h"

namespace entente::adapters {
namespace {

std::string ControlEscape(unsigned char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  return {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 0xF]};
}

}  // namespace

void WriteJsonString(std::string_view value, std::string* text) {
  text->push_back('"');
  for (const char c : value) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text->push_back('\\');
      text->push_back(c);
    } else if (c == '\n') {
      text->append("\\n");
    } else if (u < 0x20 || u == 0x7f) {
      text->append(ControlEscape(u));
    } else {
      text->push_back(c);
    }
  }
  text->push_back('"');
}

std::string JsonOf(const Node& leaf) {
  std::string text;
  switch (leaf.kind) {
    case Node::Kind::kText:
      WriteJsonString(leaf.text, &text);
      break;
    case Node::Kind::kNull:
      text = "null";
      break;
    default:
      text = std::string(leaf.text);
      break;
  }
  return text;
}

void WriteJson(const Out& out, std::string* text) {
  switch (out.kind) {
    case Out::Kind::kText:
      WriteJsonString(out.text, text);
      return;
    case Out::Kind::kNull:
      text->append("null");
      return;
    case Out::Kind::kNumber:
    case Out::Kind::kBool:
    case Out::Kind::kRaw:
      text->append(out.text);
      return;
    case Out::Kind::kArray:
    case Out::Kind::kObject:
      break;
  }
  const bool object = out.kind == Out::Kind::kObject;
  text->push_back(object ? '{' : '[');
  bool first = true;
  for (const auto& child : out.children) {
    if (!std::exchange(first, false)) text->push_back(',');
    if (object) {
      WriteJsonString(child->name, text);
      text->push_back(':');
    }
    WriteJson(*child, text);
  }
  text->push_back(object ? '}' : ']');
}

}  // namespace entente::adapters
