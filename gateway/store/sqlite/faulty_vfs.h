// A SQLite file system for tests: passes everything on to the default one, until its n-th write or sync fails.
#pragma once

namespace entente::store {

class FaultyVfs {
 public:
  // Registered under this name, once a process.
  static const char* Name();

  // The `number`-th write or sync from now on (from 1) fails, and all after it when `for_ever`; 0: none does.
  static void FailAt(int number, bool for_ever, bool disk_full);
  static bool Failed();
};

}  // namespace entente::store
