#pragma once
// A log as static files that anyone can fetch and check: its signed head, and the tiles of its tree.
// Shape:  <folder>/checkpoint and <folder>/tile/<level>/<n>[.p/<width>], and with the leaves
//         <folder>/tile/entries/<n>[.p/<width>]. The checkpoint is written last; full tiles are never
//         written again.
// Errors: service::Failure where a file cannot be written, or a tile that is there is another one. Faults
//         of a folder that is checked are sentences, each with the file it is in.
// Source: c2sp.org/tlog-tiles.

#include "engine/ledger/note.hpp"
#include "engine/service/ports.hpp"

#include <filesystem>

namespace atranka::exporting {

struct Tiles {
    std::int64_t written = 0, kept = 0;
};
// `checkpoint` is of the log's newest head; the tree is written as that head has it.
Tiles write_tiles(service::EventStore& store, const std::string& log, const std::string& checkpoint,
                  const std::filesystem::path& folder, bool with_leaves);

struct CheckedTiles {
    std::vector<std::string> faults;
    std::vector<std::string> strays = {};  // files that are no part of it: nothing is checked of them
    std::optional<ledger::Head> head = {};
    std::int64_t tiles = 0, leaves = 0;
    std::vector<std::string> signed_by = {};
};
CheckedTiles check_tiles(const std::filesystem::path& folder, const std::vector<ledger::VerifierKey>& keys);
// Where the record differs from the folder's tiles: the first entry of each tile that does.
std::vector<std::string> compare_tiles(service::EventStore& store, const std::string& log,
                                       const std::filesystem::path& folder);

}  // namespace atranka::exporting
