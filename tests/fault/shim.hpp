#pragma once
// A layer between SQLite and the system that sees every call which touches a file, and can make it fail.
// Shape:  while a `Shim` lives it is SQLite's default VFS; what is opened meanwhile goes through it to the
//         one that was the default before. Files of the record (database, journal, log) are watched; shared
//         memory is passed through. Nothing is really synced: only the model (disk.hpp) loses power.
// Errors: one Shim at a time, and one thread; connections are closed before it goes.
// Source: sqlite.org/vfs.html.

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
    // Whether it is told of what happened to watched files. Nothing is made for one who is not: an exception must
    // not pass through SQLite.
    virtual bool is_told() const { return false; }
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

}  // namespace atranka::fault
