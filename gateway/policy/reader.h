// Reads words out of a tree and collects what is wrong with them. Shared by all files of the policy language.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/policy/syntax.h"
#include "gateway/policy/yaml.h"

namespace entente::policy {

class Reader {
 public:
  Reader(std::string file, std::vector<Fault>& faults) : file_(std::move(file)), faults_(faults) {}

  void Tell(const Node& at, std::string message);
  void Tell(Place at, std::string message);
  void Warn(Place at, std::string message);

  // Tells every key of the map that is not among `known`; false when the node is no map.
  bool CheckKeys(const Node& map, const char* what, const std::vector<std::string>& known);

  // One word, not empty. `what` names the key in the fault.
  std::optional<std::string> Word(const Node& node, const char* what);

  // A list of words, or one word alone; an empty list is a fault, since it reads like "none" and like "all".
  std::vector<const Node*> Words(const Node& node, const char* what);

  // Words of a fixed list.
  Names Choice(const Node& node, const char* what, const std::vector<std::string>& known);

 private:
  std::string file_;
  std::vector<Fault>& faults_;
};

Place PlaceOf(const Node& node);

}  // namespace entente::policy
