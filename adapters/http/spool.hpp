#pragma once
// A body on its way to a file, which is removed with the last who knows it, unless it was moved away.
// Errors: a file that cannot be made or written is false.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::http {

class Spool {
public:
    Spool(const std::filesystem::path& folder, std::string_view name);  // readable by the owner alone
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    bool write(std::string_view piece) const;
    bool close();
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    unsigned long file_ = 0;  // its number, so that another of that name is left alone
};

// A part of a file, read piece by piece.
class Source {
public:
    Source(const std::filesystem::path& path, std::uint64_t offset, std::optional<std::uint64_t> length);
    ~Source();
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    std::uint64_t left() const { return left_; }
    // Empty where the file is shorter than it was.
    std::string read(std::size_t bytes_max);

private:
    int descriptor_ = -1;
    std::uint64_t offset_ = 0, left_ = 0;
};

}  // namespace atranka::http
