// Rule 15: in a redacted copy local ids are new, and references to what is gone are removed.
#pragma once

#include "entente/v1/record.pb.h"

namespace entente::policy {

// Gives ids "n1", "n2", … in order of appearance. A reference that names nothing left is removed; a relation with it.
// Every list of references in the common record reads, when empty, as "the source does not say", never as "all".
void Renumber(v1::Record& copy);

}  // namespace entente::policy
