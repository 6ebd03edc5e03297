#include "adapters/credentials/breached.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace atranka::credentials {

namespace {

// In lower case; shorter ones are refused for their length.
constexpr std::string_view common[] = {"1q2w3e4r5t6y",     "1q2w3e4r5t6y7u",   "1qaz2wsx3edc",
                                       "1qaz2wsx3edc4rfv", "administrator",    "administrator1",
                                       "admin123456789",   "adminadmin123",    "atrankaatranka",
                                       "basketball1",      "changeme1234",     "changeme12345",
                                       "changemeplease",   "computer1234",     "correcthorsebatterystaple",
                                       "dragon123456",     "football1234",     "iloveyou1234",
                                       "iloveyou12345",    "iloveyou123456",   "iloveyouforever",
                                       "kaunas123456",     "letmein12345",     "letmein123456",
                                       "lietuva12345",     "lietuva123456",    "lithuania123",
                                       "michael12345",     "monkey123456",     "motherfucker",
                                       "mypassword123",    "p@ssw0rd1234",     "p@ssword1234",
                                       "pa55word1234",     "passw0rd1234",     "passw0rd12345",
                                       "password1234",     "password12345",    "password123456",
                                       "password1234567",  "password12345678", "password123456789",
                                       "password2024",     "password2025",     "password2026",
                                       "passwordpassword", "princess1234",     "q1w2e3r4t5y6",
                                       "q1w2e3r4t5y6u7",   "qazwsxedcrfv",     "qwerty123456",
                                       "qwerty1234567",    "qwerty12345678",   "qwerty123456789",
                                       "qwertyuiop12",     "qwertyuiop123",    "qwertyuiop1234",
                                       "slaptazodis1",     "slaptazodis12",    "slaptazodis123",
                                       "slaptažodis1",     "slaptažodis12",    "slaptažodis123",
                                       "spring202612",     "summer202612",     "sunshine1234",
                                       "superman1234",     "superman12345",    "thequickbrownfox",
                                       "trustno112345",    "unbelievable",     "vilnius12345",
                                       "vilnius123456",    "welcome12345",     "welcome123456",
                                       "winter202612",     "zaq12wsxcde3",     "zxcvbnm12345",
                                       "zxcvbnm123456",    "zxcvbnm123456789"};

constexpr std::string_view runs[] = {"abcdefghijklmnopqrstuvwxyz", "012345678901234567890123456789",
                                     "qwertyuiopasdfghjklzxcvbnm"};

bool is_repeated(std::string_view text) {
    for (std::size_t piece = 1; piece <= text.size() / 2; ++piece)
        if (text.size() % piece == 0 && text.substr(piece) == text.substr(0, text.size() - piece))
            return true;
    return false;
}

bool is_run(std::string_view text) {
    const std::string back{text.rbegin(), text.rend()};
    return std::ranges::any_of(runs, [&](std::string_view run) {
        return run.find(text) != std::string_view::npos || run.find(back) != std::string_view::npos;
    });
}

std::string lowered(std::string_view text) {
    std::string low{text};
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return low;
}

constexpr std::size_t sha1_bytes = 20;

std::string sha1(const std::string& text) {
    std::array<unsigned char, sha1_bytes> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    constexpr std::string_view letters = "0123456789ABCDEF";
    std::string hex;
    for (const unsigned char byte : digest) hex += {letters[byte >> 4], letters[byte & 15U]};
    return hex;
}

}  // namespace

Breached::Breached(const std::filesystem::path& sorted_sha1) {
    if (sorted_sha1.empty()) return;
    file_ = ::open(sorted_sha1.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (file_ < 0 || ::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file_ >= 0) ::close(file_);
        throw std::runtime_error("the file of leaked passwords cannot be read: " + sorted_sha1.string());
    }
    size_ = status.st_size;
}

Breached::~Breached() {
    if (file_ >= 0) ::close(file_);
}

bool Breached::contains(const std::string& password) const {
    const std::string low = lowered(password);
    if (std::ranges::find(common, std::string_view{low}) != std::end(common)) return true;
    if (is_repeated(low) || is_run(low)) return true;
    return file_ >= 0 && is_in_file(sha1(password));
}

// The first whole line that begins at the offset or behind it; empty at the end.
std::string Breached::line_at(std::int64_t offset) const {
    constexpr std::size_t longest = 160;
    std::string bytes(2 * longest, '\0');
    const std::int64_t from = offset == 0 ? 0 : offset - 1;  // a line may begin right here
    const auto count = ::pread(file_, bytes.data(), bytes.size(), from);
    if (count < 0) throw std::runtime_error("the file of leaked passwords cannot be read");
    bytes.resize(static_cast<std::size_t>(count));
    const std::size_t begin = offset == 0 ? 0 : std::min(bytes.size(), bytes.find('\n')) + 1;
    return begin >= bytes.size() ? std::string{} : bytes.substr(begin, bytes.find('\n', begin) - begin);
}

bool Breached::is_sorted() const {
    constexpr std::int64_t looked_at = 1000;
    std::string before;
    for (std::int64_t i = 0; i < looked_at; ++i) {
        const std::string line = line_at(size_ * i / looked_at);
        if (line < before && !line.empty()) return false;
        before = line;
    }
    return true;
}

bool Breached::is_in_file(const std::string& hash) const {
    std::int64_t low = 0, high = size_;  // the line, if there is one, begins within [low, high)
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const std::string line = line_at(middle);
        if (line.substr(0, hash.size()) == hash) return true;
        if (line.empty() || line > hash)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

}  // namespace atranka::credentials
