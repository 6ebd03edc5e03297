#include "adapters/files/formats.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace atranka::files {

namespace {

std::uint32_t big(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}
std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

template <std::size_t Count>
bool is_one_of(std::string_view word, const std::array<std::string_view, Count>& words) {
    return std::ranges::find(words, word) != words.end();
}

std::optional<Unfit> wrong_size(std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1) return Unfit{"The picture has no size."};
    if (width > side_max || height > side_max || width * height > pixels_max)
        return Unfit{"The picture has " + std::to_string(width) + " by " + std::to_string(height) +
                     " pixels, which is too many."};
    return std::nullopt;
}

const char* const not_whole = "The picture is not whole, or its format is broken.";
const char* const goes_on = "After the end of the picture there is something else.";

// PNG 1.2, annex D.
std::uint32_t crc_of(std::string_view bytes) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t n = 0; n < made.size(); ++n) {
            std::uint32_t c = n;
            for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xedb88320U ^ (c >> 1U) : c >> 1U;
            made[n] = c;
        }
        return made;
    }();
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xffU] ^ (crc >> 8U);
    return ~crc;
}

Judgement kept(const char* type, const char* extension, std::string clean, std::size_t before) {
    Judged judged{{type, extension, {}, {}}, {}};
    if (clean.size() != before) {
        judged.found.flags.emplace_back("cleaned");
        judged.clean = std::move(clean);
    }
    return judged;
}

}  // namespace

Judgement judge_png(const std::string& bytes) {
    constexpr std::size_t signature = 8, around = 12;
    constexpr std::array<std::string_view, 12> drawn{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA",
                                                     "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs"};
    std::string clean = bytes.substr(0, signature);
    bool is_drawn = false;
    for (std::size_t at = signature; at + around <= bytes.size();) {
        const std::size_t length = big(bytes, at, 4);
        if (length > bytes.size() - at - around) return unfit(not_whole);
        const std::string_view name{&bytes[at + 4], 4};
        if (crc_of(std::string_view{bytes}.substr(at + 4, length + 4)) != big(bytes, at + 8 + length, 4))
            return unfit(not_whole);
        if ((at == signature) != (name == "IHDR")) return unfit(not_whole);
        if (name == "IHDR") {
            if (length != 13) return unfit(not_whole);
            if (auto wrong = wrong_size(big(bytes, at + 8, 4), big(bytes, at + 12, 4)))
                return tl::unexpected{*wrong};
        }
        const bool is_needed = name[0] >= 'A' && name[0] <= 'Z';
        if (is_needed && !is_one_of(name, drawn)) return unfit(not_whole);
        is_drawn = is_drawn || name == "IDAT";
        if (is_one_of(name, drawn)) clean += bytes.substr(at, length + around);
        at += length + around;
        if (name != "IEND") continue;
        if (at != bytes.size()) return unfit(goes_on);
        if (!is_drawn || length != 0) return unfit(not_whole);
        return kept("image/png", "png", std::move(clean), bytes.size());
    }
    return unfit(not_whole);
}

Judgement judge_jpeg(const std::string& bytes) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    std::string clean = bytes.substr(0, 2);
    bool has_size = false;
    for (std::size_t at = 2; at + 4 <= bytes.size();) {
        if (byte(at) != 0xff) return unfit(not_whole);
        const unsigned marker = byte(at + 1);
        const std::size_t length = big(bytes, at + 2, 2);
        const bool has_length = marker >= 0xc0 && marker <= 0xfe && (marker < 0xd0 || marker > 0xd9);
        if (!has_length || length < 2 || at + 2 + length > bytes.size()) return unfit(not_whole);
        const bool is_frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (is_frame) {
            if (length < 8 || has_size) return unfit(not_whole);
            if (auto wrong = wrong_size(big(bytes, at + 7, 2), big(bytes, at + 5, 2)))
                return tl::unexpected{*wrong};
            has_size = true;
        }
        const std::string_view said{&bytes[at + 4], length - 2};
        // Of what applications added, the picture is drawn with these alone: JFIF, a colour profile, Adobe's.
        const bool is_drawn_with =
            marker == 0xe0 || marker == 0xee ||
            (marker == 0xe2 && said.starts_with(std::string_view{"ICC_PROFILE\0", 12}));
        const bool is_added = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        if (!is_added || is_drawn_with) clean += bytes.substr(at, 2 + length);
        at += 2 + length;
        if (marker != 0xda) continue;
        if (!has_size) return unfit(not_whole);
        // The drawing itself, up to the next marker that is neither of it nor a restart.
        const std::size_t begin = at;
        while (at + 1 < bytes.size() &&
               !(byte(at) == 0xff && byte(at + 1) != 0 && (byte(at + 1) < 0xd0 || byte(at + 1) > 0xd7)))
            ++at;
        if (at + 1 >= bytes.size()) return unfit(not_whole);
        clean += bytes.substr(begin, at - begin);
        if (byte(at + 1) != 0xd9) continue;
        if (at + 2 != bytes.size()) return unfit(goes_on);
        clean += bytes.substr(at);
        return kept("image/jpeg", "jpg", std::move(clean), bytes.size());
    }
    return unfit(not_whole);
}

Judgement judge_webp(const std::string& bytes) {
    constexpr std::size_t header = 12, around = 8;
    if (bytes.size() < header + around || bytes.substr(8, 4) != "WEBP") return unfit(not_whole);
    const std::size_t says = little(bytes, 4, 4) + std::size_t{8};
    if (says < bytes.size()) return unfit(goes_on);
    if (says > bytes.size()) return unfit(not_whole);
    constexpr std::array<std::string_view, 5> drawn{"VP8 ", "VP8L", "VP8X", "ALPH", "ICCP"};
    constexpr std::array<std::string_view, 2> moving{"ANIM", "ANMF"};
    std::string clean = bytes.substr(0, header);
    bool is_drawn = false;
    std::size_t at = header;
    while (at + around <= bytes.size()) {
        const std::string_view name{&bytes[at], 4};
        const std::size_t length = little(bytes, at + 4, 4), whole = around + length + length % 2;
        if (whole > bytes.size() - at) return unfit(not_whole);
        const std::size_t data = at + around;
        std::optional<Unfit> wrong;
        if (name == "VP8X" && length >= 10)
            wrong = wrong_size(little(bytes, data + 4, 3) + 1, little(bytes, data + 7, 3) + 1);
        else if (name == "VP8 " && length >= 10)
            wrong = wrong_size(little(bytes, data + 6, 2) & 0x3fffU, little(bytes, data + 8, 2) & 0x3fffU);
        else if (name == "VP8L" && length >= 5)
            wrong = wrong_size((little(bytes, data + 1, 4) & 0x3fffU) + 1,
                               ((little(bytes, data + 1, 4) >> 14U) & 0x3fffU) + 1);
        else if (name.starts_with("VP8"))
            return unfit(not_whole);
        if (wrong) return tl::unexpected{*wrong};
        if (is_one_of(name, moving)) return unfit("The picture moves; one that stands still is wanted.");
        is_drawn = is_drawn || name == "VP8 " || name == "VP8L";
        if (is_one_of(name, drawn)) {
            const std::size_t copied = clean.size();
            clean += bytes.substr(at, whole);
            // It has neither Exif nor XMP any more.
            if (name == "VP8X") clean[copied + around] = static_cast<char>(clean[copied + around] & ~0x0c);
        }
        at += whole;
    }
    if (at != bytes.size() || !is_drawn) return unfit(not_whole);
    const auto size = static_cast<std::uint32_t>(clean.size() - 8);
    for (unsigned i = 0; i < 4; ++i) clean[4 + i] = static_cast<char>(size >> (8 * i) & 0xffU);
    return kept("image/webp", "webp", std::move(clean), bytes.size());
}

}  // namespace atranka::files
