#include "adapters/files/inspect.hpp"

#include "adapters/files/formats.hpp"

#include <magic.h>
#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace atranka::files {

namespace {

struct Format {
    std::string_view kind, signature;
    Judgement (*judge)(const std::string&);
    // What libmagic calls it; of archives it knows less than we look at.
    std::vector<std::string_view> magic;
};

const std::vector<Format>& formats() {
    static const std::vector<Format> all{
        {"pdf", "%PDF-", judge_pdf, {"application/pdf"}},
        {"image", std::string_view{"\x89PNG\r\n\x1a\n", 8}, judge_png, {"image/png"}},
        {"image", "\xff\xd8\xff", judge_jpeg, {"image/jpeg"}},
        {"image", "RIFF", judge_webp, {"image/webp"}},
        {"office",
         std::string_view{"PK\x03\x04", 4},
         judge_office,
         {"application/zip", "application/octet-stream", "application/vnd.openxmlformats-officedocument",
          "application/vnd.oasis.opendocument"}},
    };
    return all;
}

std::string content_of(const std::filesystem::path& file, std::int64_t bytes_max) {
    std::ifstream stream{file, std::ios::binary};
    std::string bytes(static_cast<std::size_t>(bytes_max) + 1, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (stream.bad() || (stream.gcount() == 0 && !stream.eof()))
        throw std::runtime_error{"an uploaded file cannot be read"};
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

std::string magic_of(const std::string& bytes) {
    const std::unique_ptr<magic_set, decltype(&magic_close)> cookie{
        magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS), magic_close};
    if (!cookie || magic_load(cookie.get(), nullptr) != 0)
        throw std::runtime_error{"libmagic's list of file types cannot be read"};
    const char* type = magic_buffer(cookie.get(), bytes.data(), bytes.size());
    return type == nullptr ? std::string{} : type;
}

// What a browser would take for a page, among the bytes by which it guesses.
bool begins_as_page(std::string_view bytes) {
    constexpr std::size_t guessed_by = 1'445;  // of the WHATWG's MIME Sniffing, section 5.3
    std::string head{bytes.substr(0, guessed_by)};
    std::ranges::transform(head, head.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"<!doctype", "<html", "<head", "<body", "<script", "<iframe",
                                                "<svg", "<?php", "<!entity"},
        [&](std::string_view tag) { return head.find(tag) != std::string::npos; });
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

bool ends_as_zip(std::string_view bytes) {
    constexpr std::size_t record = 22, comment_max = 65'535;
    const std::size_t from = bytes.size() > record + comment_max ? bytes.size() - record - comment_max : 0;
    for (std::size_t at = bytes.find("PK\x05\x06", from); at != std::string_view::npos;
         at = bytes.find("PK\x05\x06", at + 1)) {
        if (at + record > bytes.size()) return false;
        const auto low = static_cast<unsigned char>(bytes[at + record - 2]);
        const auto high = static_cast<unsigned char>(bytes[at + record - 1]);
        if (at + record + low + 256U * high >= bytes.size()) return true;
    }
    return false;
}

tl::expected<Found, Unfit> inspect(const std::filesystem::path& file, const Wanted& wanted,
                                   const std::filesystem::path& clean) {
    const std::string bytes = content_of(file, wanted.bytes_max);
    if (bytes.empty()) return unfit("The file is empty.");
    if (std::ssize(bytes) > wanted.bytes_max)
        return unfit("The file has more than " + std::to_string(wanted.bytes_max) + " bytes.");
    const std::string magic = magic_of(bytes);
    const auto format =
        std::ranges::find_if(formats(), [&](const Format& one) { return bytes.starts_with(one.signature); });
    const auto is_wanted = [&] {
        return std::ranges::find(wanted.accepts, format->kind) != wanted.accepts.end();
    };
    if (format == formats().end() || !is_wanted() ||
        std::ranges::none_of(format->magic, [&](std::string_view one) { return magic.starts_with(one); }))
        return unfit("By its content this is none of the kinds of file that are taken here: " +
                     listed(wanted.accepts) + ".");
    if (format->kind != "office" && begins_as_page(bytes))
        return unfit("The file is also a web page: it is of two formats at once.");
    if (format->kind != "office" && ends_as_zip(bytes))
        return unfit("The file is also an archive: it is of two formats at once.");
    Judgement judged = format->judge(bytes);
    if (!judged) return tl::unexpected{judged.error()};
    if (wanted.pages_max && judged->found.pages && *judged->found.pages > *wanted.pages_max)
        return unfit("The file has " + std::to_string(*judged->found.pages) + " pages; at most " +
                     std::to_string(*wanted.pages_max) + " are taken.");
    const std::string& kept = judged->clean.empty() ? bytes : judged->clean;
    if (!judged->clean.empty() && format->kind != "office" && ends_as_zip(kept))
        return unfit("The file is also an archive: it is of two formats at once.");
    std::ofstream out{clean, std::ios::binary | std::ios::trunc};
    out.write(kept.data(), std::ssize(kept));
    if (!out.flush()) throw std::runtime_error{"a file cannot be written: the disk may be full"};
    std::ranges::sort(judged->found.flags);
    return std::move(judged->found);
}

}  // namespace atranka::files
