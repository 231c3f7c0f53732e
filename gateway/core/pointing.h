// What points at a record is told by what that record is: whether a link is shown, and who asked for the notice that an
// arrest carried out. When it changes, whatever points at it is looked at again, the holders' copies and, by its feeds,
// whoever may see it from now on. Not further: a target is decided without its own links.
//
// A changed record is noted on a shelf with the change, and worked off a page at a time. What came after a change of
// the record itself was decided by what it is now; what came after a change of access was not always.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/parts.h"
#include "gateway/store/store.h"

namespace entente::core {

class Reconciliation;
struct Changes;

enum class Changed { kItself, kAccess };

// Notes the record with the page, if anything points at it that may be told otherwise now.
absl::Status NotePointed(const Parts& parts, const store::Revision& row, Changed what, Reconciliation& page);
// The same with another change. Its place in the log is looked up.
absl::Status NotePointed(const Parts& parts, const std::string& record_id, Changes& changes);

// `met`: as for Reconciliation. True: there was something to do.
absl::StatusOr<bool> StepPointed(const Parts& parts, uint64_t met);

}  // namespace entente::core
