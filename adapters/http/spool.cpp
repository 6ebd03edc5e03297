#include "adapters/http/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cstdint>
#include <utility>

namespace atranka::http {

Spool::Spool(const std::filesystem::path& folder, std::string_view name) : path_{folder / name} {
    constexpr mode_t owner_alone = 0600;
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_alone);
    struct stat seen {};
    if (descriptor_ >= 0 && ::fstat(descriptor_, &seen) == 0) file_ = seen.st_ino;
}

Spool::~Spool() {
    close();
    struct stat seen {};
    if (file_ != 0 && ::lstat(path_.c_str(), &seen) == 0 && seen.st_ino == file_) ::unlink(path_.c_str());
}

bool Spool::write(std::string_view piece) const {
    while (!piece.empty()) {
        const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
        if (written <= 0) return false;
        piece.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool Spool::close() {
    if (descriptor_ < 0) return true;
    return ::close(std::exchange(descriptor_, -1)) == 0;
}

Source::Source(const std::filesystem::path& path, std::uint64_t offset, std::optional<std::uint64_t> length)
    : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC)}, offset_{offset} {
    struct stat seen {};
    const bool is_known = descriptor_ >= 0 && ::fstat(descriptor_, &seen) == 0 && S_ISREG(seen.st_mode);
    const std::uint64_t size = is_known ? static_cast<std::uint64_t>(seen.st_size) : 0;
    const bool fits = is_known && offset <= size && length.value_or(0) <= size - offset;
    if (fits) {
        left_ = length.value_or(size - offset);
    } else if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

Source::~Source() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string Source::read(std::size_t bytes_max) {
    std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(bytes_max, left_)), '\0');
    const ssize_t got = ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(offset_));
    piece.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    offset_ += piece.size();
    left_ -= piece.size();
    return piece;
}

}  // namespace atranka::http
