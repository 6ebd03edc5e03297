// What a store of attached files promises (engine/service/ports.hpp), asked of SQLite with its folder and of
// memory.

#include "adapters/sql/blobs.hpp"
#include "tests/scenario/memory_blobs.hpp"

#include <gmock/gmock.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace atranka {
namespace {

using scenario::attachment_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("atranka-blobs-" + std::to_string(std::random_device{}()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path database() const { return path / "record.db"; }
};

std::string hash_of(const Value& told) { return told.at("sha256").as_text(); }

std::string bytes_of(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return std::move(bytes).str();
}

class Blobs : public testing::TestWithParam<bool> {
protected:
    Folder folder;
    std::unique_ptr<service::Blobs> blobs =
        GetParam() ? std::unique_ptr<service::Blobs>{std::make_unique<sql::Blobs>(folder.database())}
                   : std::make_unique<scenario::MemoryBlobs>();
    Value put(const std::string& content, const std::string& application = "a-1",
              const std::string& name = "plan.pdf") {
        Value told = attachment_of(content, name);
        blobs->put("ann", application, told, content);
        return told;
    }
};

TEST_P(Blobs, GiveBackWhatWasPutForThatApplication) {
    const Value told = put("a plan");
    EXPECT_EQ(blobs->get("a-1", hash_of(told)), "a plan");
    EXPECT_EQ(blobs->get("a-2", hash_of(told)), std::nullopt);
    EXPECT_EQ(blobs->get("a-1", hash_of(attachment_of("another"))), std::nullopt);
    EXPECT_EQ(blobs->get("a-1", ""), std::nullopt);
}

TEST_P(Blobs, HoldExactlyWhatWasTold) {
    const Value told = put("a plan");
    EXPECT_TRUE(blobs->holds("a-1", told));
    EXPECT_FALSE(blobs->holds("a-2", told));
    Value other = told;
    other.set("pages", 3);
    EXPECT_FALSE(blobs->holds("a-1", other));
    other.set("pages", 2);
    EXPECT_TRUE(blobs->holds("a-1", other));
    put("a plan", "a-1", "other.pdf");
    EXPECT_TRUE(blobs->holds("a-1", told)) << "under both names";
    EXPECT_THAT(blobs->of("a-1"), ElementsAre(hash_of(told)));
}

TEST_P(Blobs, AreRemovedOneByOne) {
    const Value told = put("a plan"), other = put("another"), elsewhere = put("a plan", "a-2");
    blobs->remove("a-1", hash_of(told));
    EXPECT_FALSE(blobs->holds("a-1", told));
    EXPECT_EQ(blobs->get("a-1", hash_of(told)), std::nullopt);
    EXPECT_THAT(blobs->of("a-1"), ElementsAre(hash_of(other)));
    EXPECT_EQ(blobs->get("a-2", hash_of(elsewhere)), "a plan");
    blobs->remove("a-1", hash_of(told));
}

TEST_P(Blobs, MayBeOfAnyLength) {
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1} << 20, (std::size_t{1} << 20) + 1, (std::size_t{3} << 20) - 7}) {
        std::string content(length, 'x');
        for (std::size_t i = 0; i < length; i += 1'000) content[i] = static_cast<char>(i / 1'000);
        const Value told = put(content);
        EXPECT_TRUE(blobs->get("a-1", hash_of(told)) == content) << length;
    }
}

TEST_P(Blobs, ThatAreSetApartAreNotGivenBack) {
    blobs->quarantine("ann", "a virus");
    EXPECT_THAT(blobs->of("a-1"), IsEmpty());
    EXPECT_EQ(blobs->get("a-1", hash_of(attachment_of("a virus"))), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Every, Blobs, testing::Bool(),
                         [](const auto& one) { return std::string{one.param ? "Sql" : "Memory"}; });

struct SealedBlobs : testing::Test {
    Folder folder;
    sql::Blobs blobs{folder.database()};
    Value told = attachment_of("");
    fs::path file;
    explicit SealedBlobs(const std::string& content = std::string(3 << 20, 'x') + "Slaptas planas") {
        told = attachment_of(content);
        blobs.put("ann", "a-1", told, content);
        file = folder.path / "record.db.files" / "ann" / ("a-1-" + hash_of(told));
    }
    std::optional<std::string> changed_to(const std::string& bytes) {
        std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
        return blobs.get("a-1", hash_of(told));
    }
};

TEST_F(SealedBlobs, AreReadableByNobodyWithoutTheKey) {
    blobs.quarantine("ann", "Slaptas virusas");
    for (const auto& one : fs::recursive_directory_iterator{folder.path})
        EXPECT_THAT(one.is_regular_file() ? bytes_of(one) : "", Not(HasSubstr("Slaptas"))) << one.path();
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(file.parent_path()).permissions(), fs::perms::owner_all);
}

TEST_F(SealedBlobs, ThatWereChangedAreNotGivenBack) {
    const std::string whole = bytes_of(file);
    constexpr std::size_t piece = (1 << 20) + 40;
    ASSERT_GT(whole.size(), 3 * piece);
    EXPECT_TRUE(changed_to(whole).has_value());
    std::string bent = whole;
    bent[piece + 100] ^= 1;
    EXPECT_EQ(changed_to(bent), std::nullopt);
    EXPECT_EQ(changed_to(whole.substr(0, 3 * piece)), std::nullopt) << "its last piece is gone";
    EXPECT_EQ(changed_to(whole.substr(piece, piece) + whole.substr(0, piece) + whole.substr(2 * piece)),
              std::nullopt)
        << "two pieces are exchanged";
    EXPECT_EQ(changed_to(""), std::nullopt);
    EXPECT_EQ(changed_to(whole + whole), std::nullopt);
    fs::remove(file);
    EXPECT_EQ(blobs.get("a-1", hash_of(told)), std::nullopt);
}

TEST_F(SealedBlobs, OfAnotherPlaceAreNotGivenBack) {
    const Value other = attachment_of("another");
    blobs.put("ann", "a-1", other, "another");
    fs::copy_file(file, file.parent_path() / ("a-1-" + hash_of(other)), fs::copy_options::overwrite_existing);
    EXPECT_EQ(blobs.get("a-1", hash_of(other)), std::nullopt);
}

}  // namespace
}  // namespace atranka
