#include "gateway/core/documents.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace entente::core {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Far deeper than record.proto nests.
constexpr int kDepthMax = 32;

// Dashes and blanks beyond ASCII that scans and word processors put into numbers, in UTF-8.
constexpr std::array<std::string_view, 9> kIgnored = {"\u00a0", "\u00ad", "\u2009", "\u2010", "\u2011",
                                                      "\u2012", "\u2013", "\u2014", "\u202f"};

// Most of a record can hold no document, and need not be looked through.
bool MayHoldDocuments(const Descriptor* type) {
  static const auto* const known = [] {
    auto* holding = new std::set<const Descriptor*>{v1::Document::descriptor()};
    for (size_t before = 0; before < holding->size();) {
      before = holding->size();
      const auto* file = v1::Record::descriptor()->file();
      for (int i = 0; i < file->message_type_count(); ++i) {
        const Descriptor* candidate = file->message_type(i);
        for (int k = 0; k < candidate->field_count(); ++k) {
          if (holding->contains(candidate->field(k)->message_type())) holding->insert(candidate);
        }
      }
    }
    return holding;
  }();
  return known->contains(type);
}

void Walk(const Message& message, const std::string& path, int depth, std::vector<DocumentAt>& found) {
  if (depth > kDepthMax) return;
  if (message.GetDescriptor() == v1::Document::descriptor()) {
    const auto& document = static_cast<const v1::Document&>(message);
    if (!document.number().empty()) found.push_back({absl::StrCat(path, ".number"), &document});
    return;
  }
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!MayHoldDocuments(field->message_type())) continue;
    const std::string here = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
    if (!field->is_repeated()) {
      Walk(reflection->GetMessage(message, field), here, depth + 1, found);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      Walk(reflection->GetRepeatedMessage(message, field, i), absl::StrCat(here, "[", i, "]"), depth + 1, found);
    }
  }
}

}  // namespace

std::vector<DocumentAt> DocumentsOf(const v1::Record& record) {
  std::vector<DocumentAt> found;
  Walk(record, "", 0, found);
  return found;
}

std::string NormaliseNumber(std::string_view number) {
  std::string normal;
  while (!number.empty()) {
    const char c = number.front();
    if (absl::ascii_isspace(c) || c == '.' || c == '-') {
      number.remove_prefix(1);
      continue;
    }
    bool ignored = false;
    for (const std::string_view other : kIgnored) {
      if (number.substr(0, other.size()) != other) continue;
      number.remove_prefix(other.size());
      ignored = true;
      break;
    }
    if (ignored) continue;
    normal.push_back(absl::ascii_toupper(c));
    number.remove_prefix(1);
  }
  return normal;
}

std::string DocumentKey(const store::Sealer& sealer, std::string_view number) {
  return sealer.Digest("document", NormaliseNumber(number));
}

std::vector<std::string> DocumentKeys(const store::Sealer& sealer, const v1::Record& record) {
  std::set<std::string> keys;
  for (const DocumentAt& at : DocumentsOf(record)) {
    if (!NormaliseNumber(at.document->number()).empty()) keys.insert(DocumentKey(sealer, at.document->number()));
  }
  return {keys.begin(), keys.end()};
}

}  // namespace entente::core
