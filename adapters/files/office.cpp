#include "adapters/files/formats.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <memory>

namespace atranka::files {

namespace {

constexpr std::size_t entries_max = 5'000;
constexpr std::size_t total_max = 256UL * 1024 * 1024;
// What is packed tighter than this, once it is larger than the second, was packed to burst.
constexpr std::size_t ratio_max = 100, ratio_from = 4UL * 1024 * 1024;
constexpr std::size_t name_max = 255;

struct Document {
    std::string_view type, extension;
    std::string_view part;  // without which it is none
    std::string_view
        mime_file;  // what the entry `mimetype` says; empty: [Content_Types].xml is there instead
};
constexpr std::array documents{
    Document{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
             "word/document.xml", ""},
    Document{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "xl/workbook.xml",
             ""},
    Document{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx",
             "ppt/presentation.xml", ""},
    Document{"application/vnd.oasis.opendocument.text", "odt", "content.xml",
             "application/vnd.oasis.opendocument.text"},
    Document{"application/vnd.oasis.opendocument.spreadsheet", "ods", "content.xml",
             "application/vnd.oasis.opendocument.spreadsheet"},
    Document{"application/vnd.oasis.opendocument.presentation", "odp", "content.xml",
             "application/vnd.oasis.opendocument.presentation"},
};

std::string lower(std::string_view text) {
    std::string small{text};
    std::ranges::transform(small, small.begin(), [](unsigned char c) { return std::tolower(c); });
    return small;
}

bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

bool stays_inside(std::string_view name) {
    return !name.empty() && name.size() <= name_max && name.front() != '/' && !has(name, "\\") &&
           !has(name, ":") && !has("/" + std::string{name} + "/", "/../") &&
           std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// Macros and other programs, by the places where office programs look for them.
bool runs(std::string_view small) {
    constexpr std::array places{"vbaproject", "vbadata",  "activex",      "oleobject",
                                "basic/",     "scripts/", "macrosheets/", "customui"};
    constexpr std::array ends{".bin",  ".exe", ".dll",  ".js",  ".vbs", ".bat",  ".cmd",
                              ".ps1",  ".jar", ".html", ".htm", ".svg", ".docm", ".xlsm",
                              ".pptm", ".sh",  ".lnk",  ".scr", ".hta"};
    return std::ranges::any_of(places, [&](std::string_view place) { return has(small, place); }) ||
           std::ranges::any_of(ends, [&](std::string_view end) {
               // Settings of a printer are data.
               return small.ends_with(end) && !has(small, "printersettings/");
           });
}

bool is_xml(std::string_view small) { return small.ends_with(".xml") || small.ends_with(".rels"); }

// The text of a tag of that name, whatever its prefix, is not empty.
bool tells(std::string_view xml, std::string_view element) {
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        const std::size_t end = xml.find('>', at);
        if (end == std::string_view::npos) return false;
        std::string_view name = xml.substr(at + 1, end - at - 1);
        if (name.ends_with('/')) continue;
        name = name.substr(0, name.find_first_of(" \t\r\n"));
        if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
            name.remove_prefix(colon + 1);
        if (name == element && end + 1 < xml.size() && xml[end + 1] != '<') return true;
    }
    return false;
}

// Text as XML means it: of references, those that ASCII has.
std::string decoded(std::string_view text) {
    static const std::map<std::string, char, std::less<>> named{
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
        if (end == std::string_view::npos) {
            plain += text[at];
            continue;
        }
        std::string_view name = text.substr(at + 1, end - at - 1);
        unsigned code = 0;
        if (const auto it = named.find(name); it != named.end()) {
            code = static_cast<unsigned char>(it->second);
        } else if (name.starts_with('#')) {
            name.remove_prefix(1);
            const bool is_hex = name.starts_with('x') || name.starts_with('X');
            if (is_hex) name.remove_prefix(1);
            std::from_chars(name.data(), name.data() + name.size(), code, is_hex ? 16 : 10);
        }
        plain += code > 0 && code < 0x80 ? static_cast<char>(code) : '?';
        at = end;
    }
    return plain;
}

// The attributes of each tag, by their names without a prefix, decoded. What is no well-formed tag has none.
template <class Visit>
void visit_tags(std::string_view xml, Visit visit) {
    constexpr std::string_view blanks = " \t\r\n";
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
        at = xml.find_first_of(" \t\r\n/>", at);
        std::map<std::string, std::string> attributes;
        while (at != std::string_view::npos && xml[at] != '>') {
            const std::size_t begin = xml.find_first_not_of(" \t\r\n/", at);
            if (begin == std::string_view::npos || xml[begin] == '>') {
                at = begin;
                break;
            }
            const std::size_t equals = xml.find_first_of("=>", begin);
            if (equals == std::string_view::npos || xml[equals] == '>') {
                at = equals;
                break;
            }
            const std::size_t quote = xml.find_first_not_of(blanks, equals + 1);
            if (quote == std::string_view::npos || (xml[quote] != '"' && xml[quote] != '\'')) {
                at = equals + 1;
                continue;
            }
            const std::size_t end = xml.find(xml[quote], quote + 1);
            if (end == std::string_view::npos) return;
            std::string_view name = xml.substr(begin, equals - begin);
            name = name.substr(0, name.find_first_of(blanks));
            if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
                name.remove_prefix(colon + 1);
            attributes.insert_or_assign(std::string{name}, decoded(xml.substr(quote + 1, end - quote - 1)));
            at = end + 1;
        }
        visit(attributes);
        if (at == std::string_view::npos) return;
    }
}

// Relationships that fetch something from elsewhere when the document is opened: all but links.
bool fetches(std::string_view rels) {
    bool does = false;
    visit_tags(rels, [&](const std::map<std::string, std::string>& attributes) {
        const auto mode = attributes.find("TargetMode"), type = attributes.find("Type");
        const bool is_link = type != attributes.end() && type->second.ends_with("/hyperlink");
        does = does || (mode != attributes.end() && lower(mode->second) != "internal" && !is_link);
    });
    return does;
}

// Fields of a text that start a program, or put in what lies elsewhere.
bool has_field_that_fetches(std::string_view xml) {
    constexpr std::array fields{"DDEAUTO", "DDE ", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT "};
    for (std::string_view element : {"instrText", "fldSimple"})
        for (std::size_t at = xml.find(element); at != std::string_view::npos;
             at = xml.find(element, at + 1)) {
            constexpr std::size_t said_within = 400;
            std::string said = decoded(xml.substr(at, said_within));
            std::ranges::transform(said, said.begin(), [](unsigned char c) { return std::toupper(c); });
            if (std::ranges::any_of(fields, [&](const char* field) { return has(said, field); })) return true;
        }
    return false;
}

class Reading {
public:
    std::map<std::string, bool> entries;  // by name
    std::string mime, why, first;
    bool has_metadata = false, has_embedded = false;

    bool take(const std::string& name, const std::string& content) {
        const std::string small = lower(name);
        if (entries.empty()) first = name;
        if (!entries.emplace(small, true).second)
            return refuse("Two parts of the document have the same name.");
        if (runs(small))
            return refuse("The document has macros or other programs in it; save it without them.");
        if (small == "mimetype") mime = content;
        has_embedded = has_embedded || has(small, "embeddings/") || has(small, "object ");
        if (!is_xml(small)) return true;
        // Some programs write empty ones.
        const bool is_plain =
            content.empty() || content.starts_with('<') || content.starts_with("\xef\xbb\xbf<");
        if (!is_plain) return refuse("A part of the document is not plain XML.");
        if (has(content, "<!DOCTYPE") || has(content, "<!ENTITY"))
            return refuse("A part of the document defines entities, which no document needs.");
        if (small == "[content_types].xml" &&
            (has(lower(decoded(content)), "macroenabled") || has(lower(decoded(content)), "vbaproject")))
            return refuse("The document has macros in it; save it without them.");
        if (small.ends_with(".rels") && fetches(content))
            return refuse("The document fetches something from elsewhere when it is opened.");
        if (has_field_that_fetches(content))
            return refuse(
                "The document has a field that fetches something or starts a program; save it without it.");
        if (has(content, "script:event-listener") || has(content, "<script:"))
            return refuse("The document has macros in it; save it without them.");
        look_for_people(small, content);
        return true;
    }
    bool refuse(std::string sentence) {
        why = std::move(sentence);
        return false;
    }

private:
    void look_for_people(const std::string& small, const std::string& content) {
        const bool is_about = small.starts_with("docprops/") || small == "meta.xml";
        constexpr std::array people{"creator", "lastModifiedBy", "initial-creator", "printed-by",
                                    "Manager", "Company",        "user-defined",    "lpwstr"};
        has_metadata =
            has_metadata ||
            (is_about && std::ranges::any_of(people, [&](auto who) { return tells(content, who); })) ||
            // Comments and tracked changes.
            (has(content, ":author=\"") && !has(content, ":author=\"\"")) ||
            (!is_about && tells(content, "creator")) || has(small, "/persons/") ||
            has(small, "commentauthors");
    }
};

const char* const broken = "The document is not whole, or its format is broken.";

// Every entry to its end, as far as the limits go.
std::optional<std::string> read_all(const std::string& bytes, Reading& reading) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip{archive_read_new(), archive_read_free};
    archive_read_support_format_zip_seekable(zip.get());
    if (archive_read_open_memory(zip.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return broken;
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry{archive_entry_new2(zip.get()),
                                                                              archive_entry_free};
    std::size_t total = 0;
    for (std::size_t count = 0;; ++count) {
        const int code = archive_read_next_header2(zip.get(), entry.get());
        if (code == ARCHIVE_EOF) return std::nullopt;
        if (code != ARCHIVE_OK || count > entries_max) return broken;
        const char* given = archive_entry_pathname(entry.get());
        const std::string name = given == nullptr ? "" : given;
        if (!stays_inside(name)) return "A part of the document has a name that leads out of it.";
        if (archive_entry_is_encrypted(entry.get()) != 0)
            return "The document is locked; save it without a password.";
        if (archive_entry_filetype(entry.get()) == AE_IFDIR) continue;
        if (archive_entry_filetype(entry.get()) != AE_IFREG) return broken;
        std::string content;
        std::array<char, 1 << 16> piece{};
        for (la_ssize_t got = 0; (got = archive_read_data(zip.get(), piece.data(), piece.size())) != 0;) {
            if (got < 0) return broken;
            total += static_cast<std::size_t>(got);
            if (total > total_max || (total > ratio_from && total / ratio_max > bytes.size()))
                return "The document grows too large when it is unpacked.";
            content.append(piece.data(), static_cast<std::size_t>(got));
        }
        if (!reading.take(name, content)) return reading.why;
    }
}

}  // namespace

Judgement judge_office(const std::string& bytes) {
    if (!ends_as_zip(bytes))
        return unfit("After the end of the document there is something else, or it has no end.");
    Reading reading;
    if (auto why = read_all(bytes, reading)) return unfit(std::move(*why));
    for (const Document& document : documents) {
        const bool is_open = !document.mime_file.empty();
        if (!reading.entries.contains(std::string{document.part})) continue;
        if (is_open && (reading.mime != document.mime_file || reading.first != "mimetype" ||
                        !reading.entries.contains("meta-inf/manifest.xml")))
            continue;
        if (!is_open && !reading.entries.contains("[content_types].xml")) continue;
        Judged judged{{std::string{document.type}, std::string{document.extension}, {}, {}}, {}};
        if (reading.has_metadata) judged.found.flags.emplace_back("metadata");
        if (reading.has_embedded) judged.found.flags.emplace_back("embedded");
        return judged;
    }
    return unfit("By its content this is an archive, and none of docx, xlsx, pptx, odt, ods and odp.");
}

}  // namespace atranka::files
