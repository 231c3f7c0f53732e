// How old a person may have been at an event, from every claim a record makes.
#pragma once

#include "absl/time/civil_time.h"
#include "entente/v1/record.pb.h"

namespace entente::policy {

// The earliest day the event may have been on; `today` where the record says nothing.
absl::CivilDay EventDay(const v1::Record& record, absl::CivilDay today);

// Known or possibly under 18 on that day: the youngest claim counts. `unknown_counts`: without any claim, too.
bool MaybeMinor(const v1::Person& person, absl::CivilDay event, bool unknown_counts);

}  // namespace entente::policy
