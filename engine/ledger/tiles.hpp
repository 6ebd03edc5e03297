#pragma once
// The tree and its entries as plain files that an auditor can copy.
// Shape:  a tile is up to 256 consecutive hashes: at level 0 leaf hashes, at level l the roots of full
//         tiles of level l-1. A bundle is the entries of a tile of level 0, each with its length in 2
//         bytes, big-endian, before it; its level is -1. Paths: `tile/0/x001/234`, `tile/1/000.p/7`
//         where a tile has 7 hashes so far, `tile/entries/000`.
// Units:  the width counts hashes or entries, 1 to 256; 256 is a full tile.
// Errors: a tile that cannot be is a broken invariant where it is written and nothing where it is read.
//         `bundle` is nothing for no entries, for more than 256 and for one above 65,535 bytes.
// Source: C2SP tlog-tiles (https://c2sp.org/tlog-tiles).

#include "engine/ledger/tree.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atranka::ledger {

constexpr int tile_width = 256, entries_level = -1;

struct TileAt {
    int level = 0;
    std::int64_t n = 0;
    int width = tile_width;
    friend bool operator==(const TileAt&, const TileAt&) = default;
};

std::string tile_path(int level, std::int64_t n, int width);
std::optional<TileAt> read_tile_path(std::string_view path);
// All tiles of hashes of a tree of that size, level by level, the partial one last in its level. Each of
// level 0 has a bundle of the same number and width.
std::vector<TileAt> tiles_of(std::int64_t size);

std::string tile_bytes(const std::vector<Hash>& hashes);
std::string tile_bytes(const TileAt& tile, const Nodes& nodes);  // of a tile of hashes
std::optional<std::vector<Hash>> read_tile(std::string_view bytes);

std::optional<std::string> bundle(const std::vector<std::string>& leaves);
std::optional<std::vector<std::string>> read_bundle(std::string_view bytes);

}  // namespace atranka::ledger
