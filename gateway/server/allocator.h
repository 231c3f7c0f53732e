// The C library's allocator, set for a server.
#pragma once

namespace entente::server {

// Keeps what was freed instead of giving it back to the system, from which it would have to be fetched again page by
// page with the next record. Call first in main.
void KeepFreedMemory();

}  // namespace entente::server
