#include "gateway/store/sqlite/faulty_vfs.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace entente::store {

namespace {

std::atomic<int> g_countdown = 0;  // 0: nothing fails
std::atomic<bool> g_for_ever = false, g_disk_full = false, g_failed = false;

// The real file follows this one in memory; its methods are copied and three of them replaced.
struct FaultyFile {
  sqlite3_file base;
  sqlite3_io_methods methods;
};

sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultyFile*>(file) + 1);
}

bool Fails() {
  if (g_countdown == 0) return false;
  const bool fails = g_countdown == 1 || --g_countdown == 1;
  if (!fails) return false;
  if (!g_for_ever) g_countdown = 0;
  g_failed = true;
  return true;
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (Fails()) {
    Real(file)->pMethods->xWrite(Real(file), bytes, size / 2, offset);
    return g_disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  return Real(file)->pMethods->xWrite(Real(file), bytes, size, offset);
}

int Sync(sqlite3_file* file, int flags) {
  return Fails() ? SQLITE_IOERR_FSYNC : Real(file)->pMethods->xSync(Real(file), flags);
}

// The rest only passes its call on.
int Close(sqlite3_file* f) { return Real(f)->pMethods->xClose(Real(f)); }
int Read(sqlite3_file* f, void* b, int n, sqlite3_int64 o) { return Real(f)->pMethods->xRead(Real(f), b, n, o); }
int Truncate(sqlite3_file* f, sqlite3_int64 s) { return Real(f)->pMethods->xTruncate(Real(f), s); }
int FileSize(sqlite3_file* f, sqlite3_int64* s) { return Real(f)->pMethods->xFileSize(Real(f), s); }
int Lock(sqlite3_file* f, int l) { return Real(f)->pMethods->xLock(Real(f), l); }
int Unlock(sqlite3_file* f, int l) { return Real(f)->pMethods->xUnlock(Real(f), l); }
int CheckReservedLock(sqlite3_file* f, int* r) { return Real(f)->pMethods->xCheckReservedLock(Real(f), r); }
int FileControl(sqlite3_file* f, int o, void* a) { return Real(f)->pMethods->xFileControl(Real(f), o, a); }
int SectorSize(sqlite3_file* f) { return Real(f)->pMethods->xSectorSize(Real(f)); }
int Characteristics(sqlite3_file* f) { return Real(f)->pMethods->xDeviceCharacteristics(Real(f)); }
int ShmMap(sqlite3_file* f, int p, int s, int e, void volatile** m) {
  return Real(f)->pMethods->xShmMap(Real(f), p, s, e, m);
}
int ShmLock(sqlite3_file* f, int o, int n, int g) { return Real(f)->pMethods->xShmLock(Real(f), o, n, g); }
void ShmBarrier(sqlite3_file* f) { Real(f)->pMethods->xShmBarrier(Real(f)); }
int ShmUnmap(sqlite3_file* f, int d) { return Real(f)->pMethods->xShmUnmap(Real(f), d); }

sqlite3_io_methods Methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 2;  // shared memory, which WAL needs; no memory mapping
  methods.xClose = Close;
  methods.xRead = Read;
  methods.xWrite = Write;
  methods.xTruncate = Truncate;
  methods.xSync = Sync;
  methods.xFileSize = FileSize;
  methods.xLock = Lock;
  methods.xUnlock = Unlock;
  methods.xCheckReservedLock = CheckReservedLock;
  methods.xFileControl = FileControl;
  methods.xSectorSize = SectorSize;
  methods.xDeviceCharacteristics = Characteristics;
  methods.xShmMap = ShmMap;
  methods.xShmLock = ShmLock;
  methods.xShmBarrier = ShmBarrier;
  methods.xShmUnmap = ShmUnmap;
  return methods;
}

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  const int code = real->xOpen(real, path, Real(file), flags, out_flags);
  auto* faulty = reinterpret_cast<FaultyFile*>(file);
  faulty->methods = Methods();
  file->pMethods = code == SQLITE_OK ? &faulty->methods : nullptr;
  return code;
}

}  // namespace

const char* FaultyVfs::Name() {
  static sqlite3_vfs vfs;
  static const bool registered = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    vfs = *real;
    vfs.zName = "entente-faulty";
    vfs.pNext = nullptr;
    vfs.pAppData = real;
    vfs.szOsFile = static_cast<int>(sizeof(FaultyFile)) + real->szOsFile;
    vfs.xOpen = Open;
    return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
  }();
  return registered ? vfs.zName : nullptr;
}

void FaultyVfs::FailAt(int number, bool for_ever, bool disk_full) {
  g_failed = false;
  g_for_ever = for_ever;
  g_disk_full = disk_full;
  g_countdown = number;
}

bool FaultyVfs::Failed() { return g_failed; }

}  // namespace entente::store
