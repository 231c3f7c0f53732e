// JSON whose lists name their items by a member: `Attribute: [{object_relation: alias, value: …}, …]` is read as if it
// were `Attribute: {alias: {value: …}, …}`, a name standing as often as it likes, and written as the list again.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "adapters/core/frame/json_frame.h"

namespace entente::adapters {

struct KeyedOptions {
  std::string list;      // "Attribute"
  std::string key;       // "object_relation"
  std::string required;  // "value": an item without it is not written
  std::string kind;      // "name": the record's member that says which object it is
  std::string shared;    // "Tag": a member of the page that each of its records has too; empty: none
  // What the format's own definitions say of an object and of its items: member, then "person" or "person/alias".
  // Written where nothing else stands; read, it is no news.
  std::map<std::string, std::map<std::string, std::string, std::less<>>> fixed;
};

std::unique_ptr<const Frame> MakeKeyedFrame(JsonOptions json, KeyedOptions options);

}  // namespace entente::adapters
