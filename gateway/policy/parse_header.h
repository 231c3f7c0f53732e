// What a file says of itself: kind, country, version, the version before, and who approves its successor.
#pragma once

#include <optional>

#include "gateway/policy/reader.h"
#include "gateway/policy/syntax.h"

namespace entente::policy {

const char* KindWord(FileKind kind);  // "CountryPolicy"
std::optional<FileKind> KindOfWord(std::string_view word);

// Version, `supersedes` and `approvals`, into the file; a floor sets the least that its countries' approvals may be.
void ReadIssue(const Node& root, const File* floor, Reader& reader, File& file);

}  // namespace entente::policy
