#pragma once
// Small files of each format, made by the tests; and the same, spoilt.

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atranka::files_test {

// A PDF of these objects, from 1 on; the first is its catalogue.
inline std::string pdf_of(const std::vector<std::string>& objects, const std::string& trailer = "") {
    std::string text = "%PDF-1.7\n";
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        places.push_back(text.size());
        text += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const std::size_t table = text.size();
    text += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t place : places) {
        const std::string digits = std::to_string(place);
        text += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    return text + "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R " + trailer +
           " >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

inline std::string pdf(int pages = 1, const std::string& catalog = "", std::vector<std::string> more = {},
                       const std::string& trailer = "") {
    std::string kids;
    for (int i = 0; i < pages; ++i) kids += std::to_string(3 + i) + " 0 R ";
    std::vector<std::string> objects{
        "<< /Type /Catalog /Pages 2 0 R " + catalog + " >>",
        "<< /Type /Pages /Kids [ " + kids + "] /Count " + std::to_string(pages) + " >>"};
    for (int i = 0; i < pages; ++i)
        objects.emplace_back("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>");
    for (std::string& one : more) objects.push_back(std::move(one));
    return pdf_of(objects, trailer);
}

inline std::string big(std::uint32_t value, int bytes = 4) {
    std::string text;
    for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i) & 0xffU);
    return text;
}
inline std::string little(std::uint32_t value, int bytes = 4) {
    const std::string text = big(value, bytes);
    return {text.rbegin(), text.rend()};
}

inline std::string png_chunk(const std::string& name, const std::string& data) {
    std::uint32_t crc = 0xffffffffU;
    for (const char c : name + data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? 0xedb88320U ^ (crc >> 1U) : crc >> 1U;
    }
    return big(static_cast<std::uint32_t>(data.size())) + name + data + big(~crc);
}
inline std::string png(std::uint32_t width = 1, std::uint32_t height = 1, const std::string& more = "") {
    return std::string{"\x89PNG\r\n\x1a\n", 8} +
           png_chunk("IHDR", big(width) + big(height) + std::string{"\x08\x00\x00\x00\x00", 5}) + more +
           png_chunk("IDAT", std::string{"\x78\x9c\x63\x60\x00\x00\x00\x02\x00\x01", 10}) +
           png_chunk("IEND", "");
}

inline std::string jpeg_part(unsigned marker, const std::string& data) {
    return std::string{"\xff"} + static_cast<char>(marker) +
           big(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}
inline std::string jpeg(const std::string& more = "", std::uint32_t width = 8, std::uint32_t height = 8) {
    return "\xff\xd8" + jpeg_part(0xe0, std::string{"JFIF\0\1\1\0\0\1\0\1\0\0", 14}) + more +
           jpeg_part(0xc0, "\x08" + big(height, 2) + big(width, 2) + std::string{"\x01\x01\x11\x00", 4}) +
           jpeg_part(0xda, std::string{"\x01\x01\x00\x00\x3f\x00", 6}) + "drawn" + "\xff\xd9";
}

inline std::string webp_chunk(const std::string& name, const std::string& data) {
    return name + little(static_cast<std::uint32_t>(data.size())) + data + std::string(data.size() % 2, '\0');
}
inline std::string webp(const std::string& more = "") {
    const std::string body = "WEBP" + webp_chunk("VP8X", std::string{"\x0c\0\0\0\7\0\0\7\0\0", 10}) +
                             webp_chunk("VP8L", std::string{"\x2f\x07\xc0\x01\x00\x00", 6}) + more;
    return "RIFF" + little(static_cast<std::uint32_t>(body.size())) + body;
}

using Entries = std::vector<std::pair<std::string, std::string>>;
inline std::string zip(const Entries& entries) {
    std::size_t room = 1 << 16;
    for (const auto& [name, content] : entries) room += name.size() + content.size() + 512;
    std::string bytes(room, '\0');
    std::size_t used = 0;
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    archive_write_open_memory(out, bytes.data(), bytes.size(), &used);
    for (const auto& [name, content] : entries) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(out, entry);
        archive_write_data(out, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_close(out);
    archive_write_free(out);
    bytes.resize(used);
    return bytes;
}
inline std::string docx(const Entries& more = {}) {
    Entries all{{"[Content_Types].xml", "<?xml version=\"1.0\"?><Types/>"},
                {"_rels/.rels", "<Relationships/>"},
                {"word/document.xml", "<?xml version=\"1.0\"?><w:document/>"}};
    all.insert(all.end(), more.begin(), more.end());
    return zip(all);
}
inline std::string odt(const Entries& more = {}) {
    Entries all{{"mimetype", "application/vnd.oasis.opendocument.text"},
                {"content.xml", "<office:document-content/>"},
                {"META-INF/manifest.xml", "<manifest:manifest/>"}};
    all.insert(all.end(), more.begin(), more.end());
    return zip(all);
}

}  // namespace atranka::files_test
