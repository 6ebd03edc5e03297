#include "adapters/export/tiles.hpp"

#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/ledger/tiles.hpp"
#include "engine/service/receipt.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace atranka::exporting {

namespace {

using service::Failure;
namespace fs = std::filesystem;

constexpr int tile_levels = 8;  // of the tree, in one tile
constexpr std::int64_t tile_width = ledger::tile_width;

std::optional<std::string> contents(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

void write(const fs::path& path, const std::string& bytes) {
    fs::path next = path;
    next += ".new";
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out{next, std::ios::binary | std::ios::trunc};
    out << bytes;
    out.close();
    if (out) fs::rename(next, path, error);
    if (!out || error) {
        fs::remove(next, error);
        throw Failure{Failure::Kind::unavailable, "cannot write " + path.string()};
    }
}

std::string hashes_of(service::EventStore& store, const std::string& log, const ledger::TileAt& tile) {
    return ledger::tile_bytes(store.nodes(log, tile.level * tile_levels, tile.n * tile_width, tile.width));
}

// One of the tree's tiles or of the leaves' bundles; what is there already must be the same.
void write_once(const fs::path& path, const std::string& bytes, Tiles& count) {
    if (const auto there = contents(path)) {
        if (*there != bytes)
            throw Failure{Failure::Kind::corrupt,
                          path.string() +
                              " is not what the record gives: one of the two was changed; nothing "
                              "was overwritten, `atranka log check` names the entries"};
        ++count.kept;
        return;
    }
    write(path, bytes);
    ++count.written;
}

std::string entry_range(const ledger::TileAt& tile) {
    std::int64_t span = 1;
    for (int level = 0; level < tile.level; ++level) span *= tile_width;
    const std::int64_t first = tile.n * tile_width * span;
    return "entries " + std::to_string(first) + " to " + std::to_string(first + tile.width * span - 1);
}

class Folder {
public:
    Folder(const fs::path& folder, const ledger::Head& head, CheckedTiles& into)
        : folder_(folder), head_(head), into_(into) {}

    void operator()() {
        for (const ledger::TileAt& tile : ledger::tiles_of(head_.size)) read(tile);
        if (!into_.faults.empty()) return;
        const auto nodes = [&](int level, std::int64_t position) { return given(level, position); };
        const bool is_root_given = ledger::root(head_.size, nodes) == head_.root;
        // Each hash of a higher tile is the root of the full tile under it.
        for (const auto& [at, hashes] : tiles_)
            if (at.first > 0 && is_root_given)
                check_by_leaves(at, hashes);
            else if (at.first > 0)
                for (std::size_t i = 0; i < hashes.size(); ++i) check_above(at, i, hashes[i]);
        if (!into_.faults.empty()) return;
        if (!is_root_given)
            into_.faults.push_back((folder_ / "checkpoint").string() +
                                   ": its root is not that of the tiles' leaves");
        if (fs::exists(folder_ / "tile" / "entries")) check_leaves();
    }

private:
    void read(const ledger::TileAt& tile) {
        const fs::path path = folder_ / ledger::tile_path(tile.level, tile.n, tile.width);
        const auto bytes = contents(path);
        const std::size_t size = static_cast<std::size_t>(tile.width) * sizeof(ledger::Hash);
        if (!bytes)
            into_.faults.push_back(path.string() + ": is missing (" + entry_range(tile) + ")");
        else if (bytes->size() != size)
            into_.faults.push_back(path.string() + ": has " + std::to_string(bytes->size()) + " bytes, not " +
                                   std::to_string(size) + " (" + entry_range(tile) + ")");
        else
            tiles_.emplace(std::pair{tile.level, tile.n}, ledger::read_tile(*bytes).value());
        ++into_.tiles;
    }
    // From the hashes of the tile that holds its leaves, or is above them.
    ledger::Hash node(int level, std::int64_t position) const {
        if (level % tile_levels == 0) {
            const auto it = tiles_.find({level / tile_levels, position / tile_width});
            const auto at = static_cast<std::size_t>(position % tile_width);
            if (it != tiles_.end() && at < it->second.size()) return it->second[at];
            if (level == 0) return {};
        }
        return ledger::node_hash(node(level - 1, 2 * position), node(level - 1, 2 * position + 1));
    }
    // From the hashes of the leaves alone.
    ledger::Hash given(int level, std::int64_t position) const {
        if (level == 0) return node(level, position);
        return ledger::node_hash(given(level - 1, 2 * position), given(level - 1, 2 * position + 1));
    }
    // Where the leaves give the root that was signed, it is the tile above them that is wrong.
    void check_by_leaves(std::pair<int, std::int64_t> at, const std::vector<ledger::Hash>& hashes) {
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            const std::int64_t below = at.second * tile_width + static_cast<std::int64_t>(i);
            if (given(at.first * tile_levels, below) == hashes[i]) continue;
            const auto width = static_cast<int>(hashes.size());
            into_.faults.push_back((folder_ / ledger::tile_path(at.first, at.second, width)).string() +
                                   ": its hash " + std::to_string(i) +
                                   " is not what the tiles below it give, nor what was signed (" +
                                   entry_range({at.first - 1, below}) + ")");
            return;
        }
    }
    void check_above(std::pair<int, std::int64_t> at, std::size_t i, const ledger::Hash& hash) {
        const std::int64_t below = at.second * tile_width + static_cast<std::int64_t>(i);
        const int level = at.first * tile_levels;
        const ledger::Hash root =
            ledger::node_hash(node(level - 1, 2 * below), node(level - 1, 2 * below + 1));
        if (root != hash)
            into_.faults.push_back(
                (folder_ / ledger::tile_path(at.first - 1, below, ledger::tile_width)).string() +
                ": does not give the hash in the tile above it (" + entry_range({at.first - 1, below}) + ")");
    }
    void check_leaves() {
        for (const auto& [at, hashes] : tiles_) {
            if (at.first != 0) continue;
            const fs::path path = folder_ / ledger::tile_path(ledger::entries_level, at.second,
                                                              static_cast<int>(hashes.size()));
            const auto bytes = contents(path);
            const auto leaves = bytes ? ledger::read_bundle(*bytes) : std::nullopt;
            if (!leaves || leaves->size() != hashes.size()) {
                into_.faults.push_back(path.string() + ": is missing or no bundle of " +
                                       std::to_string(hashes.size()) + " leaves");
                continue;
            }
            for (std::size_t i = 0; i < hashes.size(); ++i, ++into_.leaves) {
                const std::int64_t index = at.second * tile_width + static_cast<std::int64_t>(i);
                const std::string fault = leaf_fault((*leaves)[i], index, hashes[i]);
                if (!fault.empty())
                    into_.faults.push_back(path.string() + ": entry " + std::to_string(index) + " " + fault);
            }
        }
    }
    std::string leaf_fault(const std::string& bytes, std::int64_t index, const ledger::Hash& hash) const {
        if (ledger::leaf_hash(bytes) != hash) return "does not have the hash in its tile";
        const auto leaf = ledger::read_leaf(bytes);
        if (!leaf) return "is no leaf in its canonical spelling";
        const auto without_epoch = [](const std::string& log) { return log.substr(0, log.rfind('/')); };
        if (leaf->index != index || without_epoch(leaf->log) != without_epoch(head_.origin))
            return "says that it is entry " + std::to_string(leaf->index) + " of " + leaf->log;
        return {};
    }

    const fs::path& folder_;
    const ledger::Head& head_;
    CheckedTiles& into_;
    std::map<std::pair<int, std::int64_t>, std::vector<ledger::Hash>> tiles_;
};

// Whether a tree of that size has such a tile, or had it on its way there.
bool has_tile(std::int64_t size, const ledger::TileAt& tile) {
    constexpr int levels = 63 / tile_levels + 1;
    const int level = std::max(tile.level, 0);
    const std::int64_t hashes = level < levels ? size >> (level * tile_levels) : 0;
    return tile.n < hashes / tile_width ||
           (tile.n == hashes / tile_width && tile.width <= hashes % tile_width);
}

std::vector<std::string> strays_in(const fs::path& folder, std::int64_t size) {
    std::vector<std::string> strays;
    std::error_code error;
    for (const auto& entry :
         fs::recursive_directory_iterator{folder, fs::directory_options::skip_permission_denied, error}) {
        const std::string path = entry.path().lexically_relative(folder).generic_string();
        if (entry.is_directory(error) || path == "checkpoint") continue;
        const auto tile = ledger::read_tile_path(path);
        if (!tile || !has_tile(size, *tile))
            strays.push_back(entry.path().string() + ": is no file of a tree of " + std::to_string(size) +
                             " entries");
    }
    std::ranges::sort(strays);
    return strays;
}

}  // namespace

Tiles write_tiles(service::EventStore& store, const std::string& log, const std::string& checkpoint,
                  const fs::path& folder, bool with_leaves) {
    Tiles count;
    const auto head = service::head_of(checkpoint);
    if (!head)
        throw Failure{Failure::Kind::corrupt, "the head of " + log + " cannot be read: " + head.error()};
    const auto tiles = ledger::tiles_of(head->size);
    for (const ledger::TileAt& tile : tiles)
        write_once(folder / ledger::tile_path(tile.level, tile.n, tile.width), hashes_of(store, log, tile),
                   count);
    if (with_leaves) {
        std::vector<std::string> leaves;
        std::int64_t n = 0;
        const auto write_bundle = [&] {
            const ledger::TileAt tile{0, n++, static_cast<int>(leaves.size())};
            write_once(folder / ledger::tile_path(ledger::entries_level, tile.n, tile.width),
                       ledger::bundle(leaves).value(), count);
            leaves.clear();
        };
        store.scan([&](const service::Entry& entry) {
            if (entry.log == log && entry.index < head->size) leaves.push_back(entry.leaf);
            if (leaves.size() == static_cast<std::size_t>(tile_width)) write_bundle();
            return true;
        });
        if (!leaves.empty()) write_bundle();
    }
    write(folder / "checkpoint", checkpoint);
    return count;
}

CheckedTiles check_tiles(const fs::path& folder, const std::vector<ledger::VerifierKey>& keys) {
    CheckedTiles checked;
    const auto text = contents(folder / "checkpoint");
    if (!text) {
        checked.faults.push_back((folder / "checkpoint").string() + ": there is none");
        return checked;
    }
    service::Checked signatures;
    checked.head = service::check_checkpoint(*text, keys, signatures);
    for (const std::string& fault : signatures.faults)
        checked.faults.push_back((folder / "checkpoint").string() + ": " + fault);
    checked.signed_by = signatures.signed_by;
    if (checked.head) {
        Folder{folder, *checked.head, checked}();
        checked.strays = strays_in(folder, checked.head->size);
    }
    return checked;
}

namespace {

// By the leaves themselves, at the places that they are kept at: the hashes beside them and the head may say
// otherwise. A leaf that does not have the hash beside it is as good as none.
std::map<std::int64_t, ledger::Hash> leaves_in(service::EventStore& store, const std::string& log) {
    std::map<std::int64_t, ledger::Hash> leaves;
    store.scan([&](const service::Entry& entry) {
        if (entry.log != log) return true;
        const ledger::Hash hash = ledger::leaf_hash(entry.leaf);
        leaves[entry.index] = ledger::hex(hash) == entry.leaf_hash ? hash : ledger::Hash{};
        return true;
    });
    return leaves;
}

}  // namespace

std::vector<std::string> compare_tiles(service::EventStore& store, const std::string& log,
                                       const fs::path& folder) {
    std::vector<std::string> faults;
    const auto text = contents(folder / "checkpoint");
    const auto head = service::head_of(text.value_or(""));
    if (!head) return faults;
    if (store.size(log) < head->size)
        faults.push_back("the record has " + std::to_string(store.size(log)) + " entries of " + log +
                         ", the folder a head of " + std::to_string(head->size));
    const auto leaves = leaves_in(store, log);
    for (const ledger::TileAt& tile : ledger::tiles_of(head->size)) {
        if (tile.level != 0) continue;
        const fs::path path = folder / ledger::tile_path(tile.level, tile.n, tile.width);
        const auto bytes = contents(path);
        if (!bytes) continue;
        const auto there = ledger::read_tile(*bytes).value_or(std::vector<ledger::Hash>{});
        for (std::size_t i = 0; i < there.size(); ++i) {
            const std::int64_t index = tile.n * tile_width + static_cast<std::int64_t>(i);
            const auto leaf = leaves.find(index);
            if (leaf != leaves.end() && leaf->second == there[i]) continue;
            faults.push_back(log + " entry " + std::to_string(index) + ": the record has " +
                             (leaf != leaves.end() ? "another leaf than " : "no such entry, unlike ") +
                             path.string());
            break;
        }
    }
    return faults;
}

}  // namespace atranka::exporting
