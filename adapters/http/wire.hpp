#pragma once
// A connection as its session sees it, plain or secured.
// Shape:  each call is told its end once, on the thread of input and output; one read and one write at a
//         time.
// Errors: a failure is told as `ok` false; nothing more is to be had of the wire then.

#include <cstddef>
#include <functional>
#include <string_view>

namespace atranka::http {

class Wire {
public:
    using Told = std::function<void(bool ok, std::size_t bytes)>;
    virtual ~Wire() = default;
    virtual void greet(Told told) = 0;
    virtual void read(char* into, std::size_t bytes, Told told) = 0;
    // All of both, which have to live until it is told.
    virtual void write(std::string_view first, std::string_view second, Told told) = 0;
    // Nothing more is written; what comes is to be discarded until the other side closes.
    virtual void finish(bool is_reading, Told told) = 0;
    virtual void discard(char* into, std::size_t bytes, Told told) = 0;
    virtual void cut() = 0;
};

}  // namespace atranka::http
