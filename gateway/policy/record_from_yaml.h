// A common record written by hand in a policy test: the field names of record.proto, every value a string.
#pragma once

#include "entente/v1/record.pb.h"
#include "gateway/policy/reader.h"
#include "gateway/policy/yaml.h"

namespace entente::policy {

// As far as it could be read; what could not is told with its place.
v1::Record RecordFromYaml(const Node& node, Reader& reader);

}  // namespace entente::policy
