#pragma once
// A ZIP file as names and bytes, by libarchive.
// Shape:  written in the order given, all of one date, so that the same files give the same bytes.
// Errors: service::Failure; a file that is read is refused for names that leave it, names that come twice,
//         and sizes beyond what a pack has.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atranka::pack {

struct File {
    std::string name, bytes;
};
void write_zip(const std::vector<File>& files, const std::filesystem::path& path);
std::map<std::string, std::string> read_zip(const std::filesystem::path& path);

}  // namespace atranka::pack
