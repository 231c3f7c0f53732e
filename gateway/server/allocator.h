// The C library's allocator, set for a server.
#pragma once

namespace entente::server {

// Keeps what was freed instead of giving it back to the system page by page: on the path of a submission that was one
// cost in ten. Call first in main.
void KeepFreedMemory();

}  // namespace entente::server
