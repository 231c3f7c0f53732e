// The common lists: what a common code may be, by the list that record.proto names for a field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/lens/field.h"
#include "adapters/core/shared_tables.h"  // InCommonList

namespace entente::adapters {

struct CommonCode {
  std::string code;
  std::string name;  // in English
};

// In the order of the list's file; null: there is no list of that name.
const std::vector<CommonCode>* CommonList(std::string_view name);

// The list whose codes the field takes ("drug"); empty: any text.
std::string ListOf(const FieldDescriptor& field);

}  // namespace entente::adapters
