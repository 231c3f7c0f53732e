// What points at a record is told by what that record is: whether a link is shown, and who asked for the notice that an
// arrest carried out. When it changes, whatever points at it is looked at again, the holders' copies and, by its feeds,
// whoever may see it from now on. Not further: a target is decided without its own links.
//
// A changed record is noted on a shelf with the change, and worked off a page at a time. What points at it and stands
// behind the change in the log was decided by what it is now.
#pragma once

#include "absl/status/statusor.h"
#include "gateway/core/judge_holders.h"
#include "gateway/core/parts.h"

namespace entente::core {

// Notes the record with the page, if anything points at it that stands before `before`.
absl::Status NotePointed(const Parts& parts, const store::Revision& row, store::Position before,
                         Reconciliation& page);

// True: there was something to do.
absl::StatusOr<bool> StepPointed(const Parts& parts);

}  // namespace entente::core
