#pragma once
// A layer between SQLite and the system that sees every call which touches a file, and can make it fail.
// Shape:  while a `Shim` lives it is SQLite's default VFS; what is opened meanwhile goes through it to the
//         one that was the default before. Files of the record (database, journal, log) are watched; shared
//         memory is passed through. Nothing is really synced: only the model (disk.hpp) loses power.
//         Memory is SQLite's own: `spare_memory` makes one allocation of the process fail, or all from it on.
// Errors: one Shim at a time, and one thread; connections are closed before it goes.
// Source: sqlite.org/vfs.html, sqlite.org/malloc.html.

#include "tests/fault/disk.hpp"

#include <sqlite3.h>
#include <functional>

namespace atranka::fault {

enum class Call { open, read, write, sync, truncate, remove, access, size, lock, share };
std::string_view name_of(Call call);

class Watcher {
public:
    virtual ~Watcher() = default;
    // SQLITE_OK lets it happen; anything else is what SQLite is told instead.
    virtual int before(Call) { return SQLITE_OK; }
    // Of watched files: it happened.
    virtual void after(Operation) {}
};

class Shim {
public:
    explicit Shim(Watcher& watcher);
    ~Shim();
    Shim(const Shim&) = delete;
    Shim& operator=(const Shim&) = delete;

    // The newest connection that was opened, by whomever: to set what the adapter leaves alone.
    static sqlite3* newest();
};

// To be called before anything uses SQLite; true where it was in time.
bool take_over_memory();
// The n-th allocation from now on fails, counted from 1; with `lasting`, all that follow, too. 0: none.
void spare_memory(std::int64_t nth, bool lasting);
std::int64_t allocations();  // since spare_memory was called last

}  // namespace atranka::fault
