#include "tests/fault/shim.hpp"

#include "engine/kernel/invariant.hpp"

#include <array>
#include <cstring>
#include <set>

namespace atranka::fault {

namespace {

// The file of the VFS below lies right behind this one.
struct File {
    sqlite3_file base;
    Watcher* watcher;
    const char* name;  // SQLite keeps it as long as the file is open; null: not watched
    bool is_to_sync_folder;

    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_vfs* below_vfs = nullptr;
Watcher* current = nullptr;
sqlite3* newest_connection = nullptr;
std::set<std::string, std::less<>> named;  // watched files that were opened since the shim was made

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* below(sqlite3_file* file) { return of(file).below(); }

std::string base_name(const char* path) { return std::filesystem::path{path}.filename(); }

int ask(Watcher* watcher, Call call) { return watcher == nullptr ? SQLITE_OK : watcher->before(call); }
int ask(sqlite3_file* file, Call call) { return ask(of(file).watcher, call); }

void tell(sqlite3_file* file, Operation::Kind kind, std::int64_t offset = 0, std::string bytes = {}) {
    if (of(file).name != nullptr && of(file).watcher->is_told())
        of(file).watcher->after({kind, base_name(of(file).name), offset, std::move(bytes)});
}

int close(sqlite3_file* file) { return below(file)->pMethods->xClose(below(file)); }

int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
    if (const int code = ask(file, Call::read); code != SQLITE_OK) return code;
    return below(file)->pMethods->xRead(below(file), into, count, offset);
}

int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
    if (const int code = ask(file, Call::write); code != SQLITE_OK) {
        // A disk that is full takes the beginning.
        if (code == SQLITE_FULL) below(file)->pMethods->xWrite(below(file), from, count / 2, offset);
        return code;
    }
    const int code = below(file)->pMethods->xWrite(below(file), from, count, offset);
    if (code == SQLITE_OK && of(file).watcher->is_told())
        tell(file, Operation::Kind::write, offset,
             std::string(static_cast<const char*>(from), static_cast<std::size_t>(count)));
    return code;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = ask(file, Call::truncate); code != SQLITE_OK) return code;
    const int code = below(file)->pMethods->xTruncate(below(file), size);
    if (code == SQLITE_OK) tell(file, Operation::Kind::truncate, size);
    return code;
}

int sync(sqlite3_file* file, int) {
    if (const int code = ask(file, Call::sync); code != SQLITE_OK) return code;
    tell(file, Operation::Kind::sync);
    // SQLite's unix VFS syncs the folder with the first sync of a journal or log that it may have made.
    if (of(file).is_to_sync_folder && of(file).watcher->is_told())
        of(file).watcher->after({Operation::Kind::sync_folder, {}});
    of(file).is_to_sync_folder = false;
    return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = ask(file, Call::size); code != SQLITE_OK) return code;
    return below(file)->pMethods->xFileSize(below(file), size);
}

int lock(sqlite3_file* file, int kind) {
    if (const int code = ask(file, Call::lock); code != SQLITE_OK) return code;
    return below(file)->pMethods->xLock(below(file), kind);
}

int unlock(sqlite3_file* file, int kind) { return below(file)->pMethods->xUnlock(below(file), kind); }

int is_reserved(sqlite3_file* file, int* answer) {
    return below(file)->pMethods->xCheckReservedLock(below(file), answer);
}

int control(sqlite3_file* file, int what, void* argument) {
    return below(file)->pMethods->xFileControl(below(file), what, argument);
}

int sector_size(sqlite3_file* file) { return below(file)->pMethods->xSectorSize(below(file)); }

int characteristics(sqlite3_file* file) { return below(file)->pMethods->xDeviceCharacteristics(below(file)); }

int share(sqlite3_file* file, int page, int size, int extend, void volatile** into) {
    if (const int code = ask(file, Call::share); code != SQLITE_OK) return code;
    return below(file)->pMethods->xShmMap(below(file), page, size, extend, into);
}

int share_lock(sqlite3_file* file, int offset, int n, int flags) {
    return below(file)->pMethods->xShmLock(below(file), offset, n, flags);
}

void share_barrier(sqlite3_file* file) { below(file)->pMethods->xShmBarrier(below(file)); }

int share_end(sqlite3_file* file, int remove) {
    return below(file)->pMethods->xShmUnmap(below(file), remove);
}

// Version 2: without mapped files, whose writes nobody would see.
const sqlite3_io_methods methods{
    2,         close,       read,    write,       truncate,        sync,  file_size,  lock,
    unlock,    is_reserved, control, sector_size, characteristics, share, share_lock, share_barrier,
    share_end, nullptr,     nullptr};

// As SQLite sees it: a file that nothing was written to is none yet. But a log of writes that a checkpoint cut to
// nothing is still there, however often it is opened.
bool is_there(const char* path) {
    int answer = 0;
    return named.contains(path) ||
           (below_vfs->xAccess(below_vfs, path, SQLITE_ACCESS_EXISTS, &answer) == SQLITE_OK && answer != 0);
}

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    file->pMethods = nullptr;
    if (const int code = ask(current, Call::open); code != SQLITE_OK) return code;
    const int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
    const bool is_watched = path != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | journals)) != 0;
    const bool is_new = is_watched && (flags & SQLITE_OPEN_CREATE) != 0 && !is_there(path);
    File& mine = of(file);
    const int code = below_vfs->xOpen(below_vfs, path, mine.below(), flags, flags_out);
    if (code != SQLITE_OK) return code;
    mine.watcher = current;
    mine.name = is_watched ? path : nullptr;
    mine.is_to_sync_folder = (flags & journals) != 0 && (flags & SQLITE_OPEN_CREATE) != 0;
    file->pMethods = &methods;
    if (is_watched) named.insert(path);
    if (is_new) tell(file, Operation::Kind::create);
    return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* path, int sync_folder) {
    if (const int code = ask(current, Call::remove); code != SQLITE_OK) return code;
    const int code = below_vfs->xDelete(below_vfs, path, 0);
    if (code == SQLITE_OK) named.erase(path);
    if (code != SQLITE_OK || current == nullptr || !current->is_told()) return code;
    current->after({Operation::Kind::remove, base_name(path)});
    if (sync_folder != 0) current->after({Operation::Kind::sync_folder, {}});
    return SQLITE_OK;
}

int access(sqlite3_vfs*, const char* path, int flags, int* answer) {
    if (const int code = ask(current, Call::access); code != SQLITE_OK) return code;
    return below_vfs->xAccess(below_vfs, path, flags, answer);
}

int remember(sqlite3* connection, const char**, const sqlite3_api_routines*) {
    newest_connection = connection;
    return SQLITE_OK;
}

sqlite3_vfs& shim_vfs() {
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs made = *below_vfs;
        made.zName = "fault";
        made.szOsFile = static_cast<int>(sizeof(File)) + below_vfs->szOsFile;
        made.xOpen = open;
        made.xDelete = remove;
        made.xAccess = access;
        return made;
    }();
    return vfs;
}

}  // namespace

std::string_view name_of(Call call) {
    static constexpr std::array<std::string_view, 10> names{"open",   "read",   "write", "sync", "truncate",
                                                            "remove", "access", "size",  "lock", "share"};
    return names[static_cast<std::size_t>(call)];
}

Shim::Shim(Watcher& watcher) {
    invariant(current == nullptr, "there is one shim at a time");
    sqlite3_initialize();
    if (below_vfs == nullptr) below_vfs = sqlite3_vfs_find(nullptr);
    current = &watcher;
    named.clear();
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(remember));
    sqlite3_vfs_register(&shim_vfs(), 1);
}

Shim::~Shim() {
    sqlite3_vfs_register(below_vfs, 1);
    sqlite3_vfs_unregister(&shim_vfs());
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(remember));
    current = nullptr;
}

sqlite3* Shim::newest() { return newest_connection; }

}  // namespace atranka::fault
