// Writing: a record as one element, with the tags above it before and their ends behind.
#include <algorithm>

#include "adapters/core/frame/xml.h"
#include "adapters/core/frame/xml_scan.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// A text of nothing but blanks is written by their numbers, or it would be read as nothing.
void AppendBlanks(std::string_view text, std::string* out) {
  for (const char c : text) StrAppend(out, "&#", static_cast<int>(c), ";");
}

// `&`, `<` and `>` always; in an attribute the quote, and every blank but the space, which would be read as one.
void AppendEscaped(std::string_view text, bool attribute, std::string* out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        *out += "&amp;";
        break;
      case '<':
        *out += "&lt;";
        break;
      case '>':
        *out += "&gt;";
        break;
      case '\r':
        *out += "&#13;";
        break;
      case '"':
        *out += attribute ? "&quot;" : "\"";
        break;
      case '\n':
        *out += attribute ? "&#10;" : "\n";
        break;
      case '\t':
        *out += attribute ? "&#9;" : "\t";
        break;
      default:
        out->push_back(c);
    }
  }
}

bool IsAttribute(const Out& out) { return out.name.starts_with('@'); }

class XmlWriter {
 public:
  XmlWriter(const XmlLayout& layout, std::string* out) : layout_(layout), out_(*out) {}

  // `flat`: beside a text every blank counts.
  bool Element(const Out& element, const std::string& name, size_t depth, bool top, bool flat) {
    if (depth >= kXmlDepthMax || ForbiddenInXmlAt(element.text) >= 0) return false;
    if (!flat) Indent(depth);
    StrAppend(&out_, "<", name);
    bool empty = element.kind < Out::Kind::kArray ? element.text.empty() : true;
    bool text = element.kind < Out::Kind::kArray;
    for (const auto& child : element.children) {
      if (!IsAttribute(*child)) {
        empty = false;
        text = text || child->name == kXmlTextName;
        continue;
      }
      if (ForbiddenInXmlAt(child->text) >= 0) return false;
      StrAppend(&out_, " ", std::string_view(child->name).substr(1), "=\"");
      AppendEscaped(child->text, true, &out_);
      out_.push_back('"');
    }
    const std::string_view line_end = flat ? "" : "\n";
    if (empty) {
      StrAppend(&out_, "/>", line_end);
      return true;
    }
    out_.push_back('>');
    if (element.kind < Out::Kind::kArray) Text(element.text);
    const bool inner_flat = flat || text;
    if (!inner_flat) out_.push_back('\n');
    for (const Out* child : Ordered(element, top)) {
      if (IsAttribute(*child)) continue;
      if (child->name == kXmlTextName) {
        if (ForbiddenInXmlAt(child->text) >= 0) return false;
        Text(child->text);
      } else if (!Element(*child, child->name, depth + 1, false, inner_flat)) {
        return false;
      }
    }
    if (!inner_flat) Indent(depth);
    StrAppend(&out_, "</", name, ">", line_end);
    return true;
  }

  void Text(std::string_view text) {
    if (IsXmlSpace(text)) {
      AppendBlanks(text, &out_);
    } else {
      AppendEscaped(text, false, &out_);
    }
  }
  void Indent(size_t depth) { out_.append(2 * depth, ' '); }

 private:
  // Children as the schema wants them; what it does not name stands last.
  std::vector<const Out*> Ordered(const Out& element, bool top) const {
    std::vector<const Out*> children;
    for (const auto& child : element.children) children.push_back(child.get());
    const auto order = layout_.order.find(top ? std::string_view(".") : std::string_view(element.name));
    if (order == layout_.order.end()) return children;
    const auto rank = [&names = order->second](const Out* child) {
      return std::find(names.begin(), names.end(), child->name) - names.begin();
    };
    std::stable_sort(children.begin(), children.end(), [&](const Out* a, const Out* b) { return rank(a) < rank(b); });
    return children;
  }

  const XmlLayout& layout_;
  std::string& out_;
};

std::string Declarations(const XmlLayout& layout) {
  std::string out;
  for (const XmlNamespace& space : layout.namespaces) {
    StrAppend(&out, " xmlns:", space.prefix, "=\"");
    AppendEscaped(space.uris.front(), true, &out);
    out.push_back('"');
  }
  return out;
}

}  // namespace

absl::Status WriteXml(const Out& record, const XmlLayout& layout, Encoded* out) {
  const std::vector<std::string>* path = &layout.records.front();
  for (const auto& one : layout.records) {
    if (one.back() == record.name) path = &one;
  }
  out->preamble = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out->closing.clear();
  for (size_t i = 0; i + 1 < path->size(); ++i) {
    const std::string indent(2 * i, ' ');
    StrAppend(&out->preamble, indent, "<", (*path)[i], i == 0 ? Declarations(layout) : std::string(), ">\n");
    out->closing.insert(0, StrCat(indent, "</", (*path)[i], ">\n"));
  }
  std::string text;
  XmlWriter writer(layout, &text);
  if (!writer.Element(record, path->back(), path->size() - 1, true, false)) {
    return absl::FailedPreconditionError("a value holds a letter that XML cannot, or elements stand too deep");
  }
  out->data += text;
  return absl::OkStatus();
}

}  // namespace entente::adapters
