// Changes to a policy file's tree, and the tree as text again.
#pragma once

#include <string>
#include <vector>

#include "gateway/policy/yaml.h"

namespace entente::policy_test {

using policy::Node;

Node Scalar(std::string text);
Node List(const std::vector<std::string>& words);

// The value of a key, which is added when it is not there.
Node& At(Node& map, const std::string& key);
Node* Find(Node& map, const std::string& key);
void Drop(Node& map, const std::string& key);

// A list of words, or one word alone.
std::vector<std::string> WordsOf(const Node* node);

std::string ToYaml(const Node& node);

}  // namespace entente::policy_test
