// Which namespace a prefix stands for where it stands, and what a mapping calls an element or attribute there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/frame/xml_scan.h"

namespace entente::adapters {

// A prefix of the mapping. The first URI is written, all are read: the versions of one vocabulary.
struct XmlNamespace {
  std::string prefix;
  std::vector<std::string> uris;
};

class XmlScope {
 public:
  enum : int { kNone = -1, kForeign = -2, kUnbound = -3 };  // no namespace; one the mapping does not know; no binding

  explicit XmlScope(const std::vector<XmlNamespace>& known) : known_(known) {}

  // The bindings of a tag hold until its Leave. False: a declaration that is none.
  bool Enter(const absl::InlinedVector<XmlAttribute, 8>& attributes, XmlFault* fault);
  void Leave() {
    bindings_.resize(marks_.back());
    marks_.pop_back();
  }
  size_t depth() const { return marks_.size(); }
  bool empty() const { return bindings_.empty(); }  // nothing is bound: a name without a prefix has no namespace

  // The namespace of a name as written: an index of `known`, or one of the above. `*local` is what follows the prefix.
  int Find(std::string_view name, bool attribute, std::string_view* local) const;
  // What the mapping calls it, "nc:Date"; of a namespace that it does not know it is in braces, and no
  // name of the mapping. Empty: unbound.
  std::string Canonical(std::string_view name) const;
  const std::vector<XmlNamespace>& known() const { return known_; }
  // Two attributes of one tag must differ in namespace and name, whatever their prefixes.
  bool SameAttribute(std::string_view a, std::string_view b) const;

  static bool Declares(std::string_view attribute) { return attribute == "xmlns" || attribute.starts_with("xmlns:"); }

 private:
  struct Binding {
    std::string_view prefix;
    std::string uri;
    int space = kForeign;
  };
  const Binding* Bound(std::string_view prefix) const;
  bool Bind(const XmlAttribute& attribute, XmlFault* fault);

  const std::vector<XmlNamespace>& known_;
  std::vector<Binding> bindings_;
  absl::InlinedVector<size_t, 16> marks_;
};

}  // namespace entente::adapters
