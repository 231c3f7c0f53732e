// XML: a file is cut into records by its tags alone, each record is read by itself with the namespaces of the tags
// above it, and written so that it can be read by itself again.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapters/core/format.h"
#include "adapters/core/frame/out.h"
#include "adapters/core/frame/tree.h"
#include "adapters/core/frame/xml_scope.h"

namespace entente::adapters {

struct XmlLayout {
  std::vector<std::vector<std::string>> records;  // where they stand, from the root element on: {"LIST", "PERSON"}
  std::vector<XmlNamespace> namespaces;
  // Of an element's children when written, by its name; of the record itself under `.`. Others stand as the mapping
  // has them.
  std::map<std::string, std::vector<std::string>, std::less<>> order;
};

// The text of an element that has attributes or children too.
inline constexpr std::string_view kXmlTextName = "text()";

void SplitXml(std::string_view file, const XmlLayout& layout, const std::function<void(const Unit&)>& on_unit,
              const std::function<void(const Refusal&)>& on_refusal);

absl::Status FitsXmlFile(std::string_view file, const XmlLayout& layout);
absl::Status FitsXmlUnit(const Unit& unit, const XmlLayout& layout);

// Names are those of the mapping, whatever prefixes the file has; its texts must outlive the tree. Node 0 has the
// record's own name.
absl::Status ReadXml(const Unit& unit, const XmlLayout& layout, const NameIds& names, Tree* tree);

// `record.name` is the record element's; empty: that of the only place there is.
absl::Status WriteXml(const Out& record, const XmlLayout& layout, Encoded* out);

// ---- Between xml_*.cc ----

// Behind a byte order mark, comments and the XML declaration, which may stand in this order. OK: at the root's `<`.
absl::Status SkipXmlProlog(std::string_view file, size_t* at);

}  // namespace entente::adapters
