// Invented records for the benches: format-true, and all different, because a gateway must not be measured on repeats.
#pragma once

#include <string>

namespace entente::bench {

std::string InventedNotice(int number);          // interpol-notice, red, about 1 KB
std::string InventedSeizureRow(int number);      // unodc-ids, one row with its line end
std::string InventedSeizureHeader();
std::string InventedListEntry(int number);  // un-sc-list, one individual, about 1.5 KB, between the two below
std::string InventedListHead();
std::string InventedListEnd();

}  // namespace entente::bench
