#include "adapters/core/frame/xml_scope.h"

#include <algorithm>

#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kXmlUri = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kXmlnsUri = "http://www.w3.org/2000/xmlns/";

int SpaceOf(const std::vector<XmlNamespace>& known, std::string_view uri) {
  for (size_t i = 0; i < known.size(); ++i) {
    if (std::find(known[i].uris.begin(), known[i].uris.end(), uri) != known[i].uris.end()) return static_cast<int>(i);
  }
  return XmlScope::kForeign;
}

std::string_view PrefixOf(std::string_view name, std::string_view* local) {
  const size_t colon = name.find(':');
  *local = colon == name.npos ? name : name.substr(colon + 1);
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

}  // namespace

bool XmlScope::Enter(const absl::InlinedVector<XmlAttribute, 8>& attributes, XmlFault* fault) {
  marks_.push_back(bindings_.size());
  for (const XmlAttribute& attribute : attributes) {
    if (Declares(attribute.name) && !Bind(attribute, fault)) return false;
  }
  return true;
}

bool XmlScope::Bind(const XmlAttribute& attribute, XmlFault* fault) {
  Binding made;
  made.prefix = attribute.name.size() > 6 ? attribute.name.substr(6) : std::string_view();
  if (!AppendXmlText(attribute.value, true, &made.uri, fault)) return false;
  const bool reserved = (made.prefix == "xml") != (made.uri == kXmlUri) || made.prefix == "xmlns" ||
                        made.uri == kXmlnsUri || (!made.prefix.empty() && made.uri.empty());
  if (reserved) {
    *fault = {0, std::string(attribute.name), "a namespace that a prefix may stand for"};
    return false;
  }
  made.space = made.uri.empty() ? kNone : SpaceOf(known_, made.uri);
  bindings_.push_back(std::move(made));
  return true;
}

const XmlScope::Binding* XmlScope::Bound(std::string_view prefix) const {
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    if (binding->prefix == prefix) return &*binding;
  }
  return nullptr;
}

int XmlScope::Find(std::string_view name, bool attribute, std::string_view* local) const {
  const std::string_view prefix = PrefixOf(name, local);
  if (prefix.empty() && attribute) return kNone;
  if (const Binding* binding = Bound(prefix); binding != nullptr) return binding->space;
  if (prefix == "xml") return kForeign;
  return prefix.empty() ? kNone : kUnbound;
}

std::string XmlScope::Canonical(std::string_view name) const {
  std::string_view local;
  const int space = Find(name, false, &local);
  if (space == kUnbound) return "";
  if (space == kForeign) return StrCat("{", name, "}");
  return space < 0 ? std::string(name) : StrCat(known_[static_cast<size_t>(space)].prefix, ":", local);
}

bool XmlScope::SameAttribute(std::string_view a, std::string_view b) const {
  std::string_view local_a, local_b;
  const std::string_view prefix_a = PrefixOf(a, &local_a);
  const std::string_view prefix_b = PrefixOf(b, &local_b);
  if (local_a != local_b || prefix_a.empty() || prefix_b.empty()) return false;
  const Binding* bound_a = Bound(prefix_a);
  const Binding* bound_b = Bound(prefix_b);
  return bound_a != nullptr && bound_b != nullptr && bound_a->uri == bound_b->uri;
}

}  // namespace entente::adapters
