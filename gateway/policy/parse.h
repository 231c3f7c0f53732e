// Text → File: reads one policy file and tells everything that is wrong with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/policy/syntax.h"
#include "gateway/policy/yaml.h"

namespace entente::policy {

// What a file may name besides its own words.
struct Vocabulary {
  const Network* network = nullptr;
  const File* floor = nullptr;  // null while the floor itself is read, and for acceptance policies
};

// The file as far as it could be read; complete only when no fault that is not a lint was added.
File ParseFile(const Source& source, FileKind kind, const Vocabulary& vocabulary, std::vector<Fault>& faults);

// "sha256:" and 64 hexadecimal digits.
std::string Digest(const std::string& text);

}  // namespace entente::policy
