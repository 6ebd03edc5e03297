#include "engine/ledger/tiles.hpp"

#include <gmock/gmock.h>
#include <limits>

namespace atranka {
namespace {

using ledger::TileAt;

ledger::Hash node(int level, std::int64_t position) {
    if (level == 0) return ledger::leaf_hash(std::to_string(position));
    return ledger::node_hash(node(level - 1, position * 2), node(level - 1, position * 2 + 1));
}

TEST(Tiles, HaveThePathsThatTheFormatPrints) {
    EXPECT_EQ(ledger::tile_path(0, 1234067, 256), "tile/0/x001/x234/067");
    EXPECT_EQ(ledger::tile_path(0, 1234, 7), "tile/0/x001/234.p/7");
    EXPECT_EQ(ledger::tile_path(63, 0, 255), "tile/63/000.p/255");
    EXPECT_EQ(ledger::tile_path(-1, 999, 256), "tile/entries/999");
    EXPECT_EQ(ledger::tile_path(-1, 1000, 1), "tile/entries/x001/000.p/1");
    EXPECT_EQ(ledger::tile_path(1, 1'000'000, 256), "tile/1/x001/x000/000");
    for (const TileAt& tile :
         {TileAt{-2, 0, 1}, TileAt{64, 0, 1}, TileAt{0, -1, 1}, TileAt{0, 0, 0}, TileAt{0, 0, 257}})
        EXPECT_DEATH(ledger::tile_path(tile.level, tile.n, tile.width), "width of 1 to 256");
}

TEST(Tiles, AreFoundUnderOnePathEach) {
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{999}, std::int64_t{1000},
                                 std::int64_t{1234067}, std::numeric_limits<std::int64_t>::max()})
        for (const int level : {-1, 0, 7, 63})
            for (const int width : {1, 9, 255, 256})
                EXPECT_EQ(ledger::read_tile_path(ledger::tile_path(level, n, width)),
                          (TileAt{level, n, width}));
    for (const char* path : {"",
                             "tile",
                             "tile/",
                             "tile/0",
                             "tile/0/",
                             "tile/0/0",
                             "tile/0/00",
                             "tile/0/0000",
                             "tile/0/x000/001",
                             "tile/0/x001",
                             "tile/0/x001/",
                             "tile/0/001/234",
                             "tile/0/x001/x234",
                             "tile/00/000",
                             "tile/64/000",
                             "tile/-1/000",
                             "tile/0/000.p/0",
                             "tile/0/000.p/256",
                             "tile/0/000.p/07",
                             "tile/0/000.p/",
                             "tile/0/000.p/1.p/1",
                             "tile/0/000/",
                             "/tile/0/000",
                             "tile/0/../0/000",
                             "tile/Entries/000",
                             "tile/0/00a",
                             "tile/0/x009/x223/x372/x036/x854/x775/808",
                             "tile/0/x999/x999/x999/x999/x999/x999/999"})
        EXPECT_FALSE(ledger::read_tile_path(path)) << path;
}

TEST(Tiles, OfATreeAreThoseThatTheFormatCounts) {
    EXPECT_THAT(ledger::tiles_of(0), testing::IsEmpty());
    EXPECT_THAT(ledger::tiles_of(1), testing::ElementsAre(TileAt{0, 0, 1}));
    EXPECT_THAT(ledger::tiles_of(256), testing::ElementsAre(TileAt{0, 0, 256}, TileAt{1, 0, 1}));
    EXPECT_THAT(ledger::tiles_of(257),
                testing::ElementsAre(TileAt{0, 0, 256}, TileAt{0, 1, 1}, TileAt{1, 0, 1}));
    // The example of the specification.
    const auto tiles = ledger::tiles_of(70'000);
    ASSERT_EQ(tiles.size(), 273U + 1 + 1 + 1 + 1);
    EXPECT_EQ(tiles[272], (TileAt{0, 272, 256}));
    EXPECT_EQ(tiles[273], (TileAt{0, 273, 112}));
    EXPECT_EQ(tiles[274], (TileAt{1, 0, 256}));
    EXPECT_EQ(tiles[275], (TileAt{1, 1, 17}));
    EXPECT_EQ(tiles[276], (TileAt{2, 0, 1}));
    EXPECT_DEATH(ledger::tiles_of(-1), "fewer than 0");
}

TEST(Tiles, HoldTheHashesOfTheirLevelAndGiveTheRoot) {
    constexpr std::int64_t size = 600;
    std::map<std::pair<int, std::int64_t>, std::vector<ledger::Hash>> files;
    for (const TileAt& tile : ledger::tiles_of(size)) {
        const std::string bytes = ledger::tile_bytes(tile, node);
        ASSERT_EQ(bytes.size(), static_cast<std::size_t>(tile.width) * 32);
        files[{tile.level, tile.n}] = ledger::read_tile(bytes).value();
    }
    EXPECT_EQ((files[{1, 0}]), (std::vector{node(8, 0), node(8, 1)}));
    // An auditor has the files alone.
    const ledger::Nodes from_files = [&](int level, std::int64_t position) {
        std::function<ledger::Hash(int, std::int64_t)> at = [&](int l, std::int64_t p) {
            if (l % 8 == 0) return files.at({l / 8, p / 256}).at(static_cast<std::size_t>(p % 256));
            return ledger::node_hash(at(l - 1, p * 2), at(l - 1, p * 2 + 1));
        };
        return at(level, position);
    };
    EXPECT_EQ(ledger::root(size, from_files), ledger::root(size, node));
    EXPECT_EQ(ledger::inclusion(300, size, from_files), ledger::inclusion(300, size, node));
    EXPECT_EQ(ledger::consistency(257, size, from_files), ledger::consistency(257, size, node));
}

TEST(Tiles, OfAnotherSizeAreNotRead) {
    EXPECT_FALSE(ledger::read_tile(""));
    EXPECT_FALSE(ledger::read_tile(std::string(31, 'a')));
    EXPECT_FALSE(ledger::read_tile(std::string(257 * 32, 'a')));
    EXPECT_TRUE(ledger::read_tile(std::string(256 * 32, 'a')));
    EXPECT_DEATH(ledger::tile_bytes(std::vector<ledger::Hash>{}), "1 to 256");
}

TEST(Bundle, IsReadAsItWasWritten) {
    const std::vector<std::string> leaves{"a", "", std::string(65'535, 'x'), std::string("\0\1", 2)};
    const auto bytes = ledger::bundle(leaves);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->substr(0, 5), std::string("\0\1a\0\0", 5));
    EXPECT_EQ(bytes->substr(5, 2), "\xFF\xFF");
    EXPECT_EQ(ledger::read_bundle(*bytes), leaves);
    for (std::size_t cut = 1; cut <= 3; ++cut)
        EXPECT_NE(ledger::read_bundle(bytes->substr(0, bytes->size() - cut)), leaves);
    EXPECT_FALSE(ledger::read_bundle(bytes->substr(0, bytes->size() - 1)));
    EXPECT_FALSE(ledger::read_bundle(*bytes + "x"));
    EXPECT_FALSE(ledger::read_bundle(""));
}

TEST(Bundle, HasAtMost256EntriesOf65535Bytes) {
    EXPECT_TRUE(ledger::bundle(std::vector<std::string>(256, "x")));
    EXPECT_FALSE(ledger::bundle(std::vector<std::string>(257, "x")));
    EXPECT_FALSE(ledger::bundle({}));
    EXPECT_FALSE(ledger::bundle({std::string(65'536, 'x')}));
    EXPECT_FALSE(
        ledger::read_bundle(*ledger::bundle(std::vector<std::string>(256, "x")) + std::string("\0\1x", 3)));
}

}  // namespace
}  // namespace atranka
