// Two linked tables as a Frame: one row of the first and the rows of the second that name it are one record.
//
// A unit's preamble is both header lines, its data the first table's row and then the second's, a line each. Such units
// one after another, each followed by an empty line, are a file too (a bundle), which is how records are written.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/core/frame/frame.h"

namespace entente::adapters {

struct LinkedTable {
  std::string name;                  // what the mapping calls its rows: "person"
  std::string when;                  // the column that tells its header
  std::vector<std::string> columns;  // in the order they are written
};

struct TablesOptions {
  char separator = ',';
  LinkedTable parent;
  LinkedTable child;
  std::string key;                             // the column of both that joins them
  std::map<std::string, std::string> repeats;  // columns of the child that say again what one of the parent says
};

std::unique_ptr<const Frame> MakeTablesFrame(TablesOptions options);

}  // namespace entente::adapters
