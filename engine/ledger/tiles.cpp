#include "engine/ledger/tiles.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/lines.hpp"

#include <algorithm>

namespace atranka::ledger {

namespace {

constexpr int level_max = 63;
constexpr std::size_t entry_size_max = 0xFFFF;
constexpr std::size_t width_max = tile_width;

bool can_be(const TileAt& tile) {
    return tile.level >= entries_level && tile.level <= level_max && tile.n >= 0 && tile.width >= 1 &&
           tile.width <= tile_width;
}

std::string element(std::int64_t number) {
    std::string digits = std::to_string(number);
    return std::string(3 - digits.size(), '0') + digits;
}

// The path elements of a tile's number, and nothing else: "x001/234".
std::optional<std::int64_t> read_number(std::string_view text) {
    std::int64_t number = 0;
    while (true) {
        const bool has_more = text.starts_with('x');
        if (has_more) text.remove_prefix(1);
        if (text.size() < 3 ||
            !std::ranges::all_of(text.substr(0, 3), [](char c) { return c >= '0' && c <= '9'; }))
            return std::nullopt;
        const std::int64_t digits = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
        if (number > (INT64_MAX - digits) / 1000) return std::nullopt;
        number = number * 1000 + digits;
        text.remove_prefix(3);
        if (!has_more) return text.empty() ? std::optional{number} : std::nullopt;
        if (!text.starts_with('/')) return std::nullopt;
        text.remove_prefix(1);
    }
}

}  // namespace

std::string tile_path(int level, std::int64_t n, int width) {
    invariant(can_be({level, n, width}), "a tile has a level, a number and a width of 1 to 256");
    std::string number = element(n % 1000);
    for (n /= 1000; n > 0; n /= 1000) number = "x" + element(n % 1000) + "/" + number;
    std::string path = "tile/" + (level == entries_level ? "entries" : std::to_string(level)) + "/" + number;
    if (width < tile_width) path += ".p/" + std::to_string(width);
    return path;
}

std::optional<TileAt> read_tile_path(std::string_view path) {
    constexpr std::string_view folder = "tile/", entries = "entries", partial = ".p/";
    if (!path.starts_with(folder)) return std::nullopt;
    std::string_view rest = path.substr(folder.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view level = rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
    TileAt tile;
    if (level == entries) {
        tile.level = entries_level;
    } else {
        const auto count = read_count(level);
        if (!count || *count > level_max) return std::nullopt;
        tile.level = static_cast<int>(*count);
    }
    if (const std::size_t at = rest.find(partial); at != std::string_view::npos) {
        const auto width = read_count(rest.substr(at + partial.size()));
        if (!width || *width < 1 || *width >= tile_width) return std::nullopt;
        tile.width = static_cast<int>(*width);
        rest = rest.substr(0, at);
    }
    const auto number = read_number(rest);
    if (!number) return std::nullopt;
    tile.n = *number;
    // A number with an element of zeros before it is another spelling of the same tile.
    if (tile_path(tile.level, tile.n, tile.width) != path) return std::nullopt;
    return tile;
}

std::vector<TileAt> tiles_of(std::int64_t size) {
    invariant(size >= 0, "a tree has no fewer than 0 leaves");
    std::vector<TileAt> tiles;
    int level = 0;
    for (std::int64_t hashes = size; hashes > 0; hashes /= tile_width, ++level) {
        const std::int64_t full = hashes / tile_width;
        for (std::int64_t n = 0; n < full; ++n) tiles.push_back({level, n, tile_width});
        if (const auto rest = static_cast<int>(hashes % tile_width); rest > 0)
            tiles.push_back({level, full, rest});
    }
    return tiles;
}

std::string tile_bytes(const std::vector<Hash>& hashes) {
    invariant(!hashes.empty() && hashes.size() <= width_max, "a tile has 1 to 256 hashes");
    std::string bytes;
    bytes.reserve(hashes.size() * sizeof(Hash));
    for (const Hash& hash : hashes) bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
    return bytes;
}

std::string tile_bytes(const TileAt& tile, const Nodes& nodes) {
    invariant(can_be(tile) && tile.level >= 0,
              "a tile of hashes has a level, a number and a width of 1 to 256");
    std::vector<Hash> hashes;
    for (int i = 0; i < tile.width; ++i) hashes.push_back(nodes(tile.level * 8, tile.n * tile_width + i));
    return tile_bytes(hashes);
}

std::optional<std::vector<Hash>> read_tile(std::string_view bytes) {
    constexpr std::size_t hash_size = sizeof(Hash);
    if (bytes.empty() || bytes.size() % hash_size != 0 || bytes.size() / hash_size > width_max)
        return std::nullopt;
    std::vector<Hash> hashes(bytes.size() / hash_size);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        hashes[i / hash_size][i % hash_size] = static_cast<std::uint8_t>(bytes[i]);
    return hashes;
}

std::optional<std::string> bundle(const std::vector<std::string>& leaves) {
    if (leaves.empty() || leaves.size() > width_max) return std::nullopt;
    std::string bytes;
    for (const std::string& leaf : leaves) {
        if (leaf.size() > entry_size_max) return std::nullopt;
        bytes += static_cast<char>(leaf.size() >> 8);
        bytes += static_cast<char>(leaf.size() & 0xFF);
        bytes += leaf;
    }
    return bytes;
}

std::optional<std::vector<std::string>> read_bundle(std::string_view bytes) {
    if (bytes.empty()) return std::nullopt;
    std::vector<std::string> leaves;
    while (!bytes.empty()) {
        if (bytes.size() < 2 || leaves.size() == width_max) return std::nullopt;
        const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0]) << 8 |
                                                   static_cast<unsigned char>(bytes[1]));
        bytes.remove_prefix(2);
        if (bytes.size() < size) return std::nullopt;
        leaves.emplace_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return leaves;
}

}  // namespace atranka::ledger
