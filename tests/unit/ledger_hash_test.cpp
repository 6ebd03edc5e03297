#include "adapters/json/json.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace atranka {
namespace {

namespace fs = std::filesystem;

std::optional<Value> public_cases(const std::string& file) {
    const char* folder = std::getenv("ATRANKA_CONFORMANCE");
    std::ifstream stream{(folder != nullptr ? fs::path{folder} : source_dir() / "../shared/conformance") /
                         file};
    if (!stream) return std::nullopt;
    std::ostringstream text;
    text << stream.rdbuf();
    const auto value = json::parse(text.str());
    EXPECT_TRUE(value) << file;
    return value ? std::optional{*value} : std::nullopt;
}

TEST(Hash, IsTheOneThatFips180Prints) {
    EXPECT_EQ(ledger::hex(ledger::sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(ledger::hex(ledger::sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, HasOneSpellingInHex) {
    EXPECT_EQ(ledger::unhex("00ff7a"), std::string("\x00\xFF\x7A", 3));
    EXPECT_FALSE(ledger::unhex("00FF"));
    EXPECT_FALSE(ledger::unhex("0"));
    EXPECT_FALSE(ledger::unhex("0g"));
    EXPECT_TRUE(ledger::is_hex("00ff", 2));
    EXPECT_FALSE(ledger::is_hex("00ff", 3));
}

TEST(Hash, OfLeavesAndNodesGivesTheRootsOfRfc6962) {
    const auto cases = public_cases("merkle/rfc6962-roots.json");
    if (!cases) GTEST_SKIP() << "the public RFC 6962 roots are not here";
    std::vector<ledger::Hash> leaves;
    for (const Value& leaf : cases->at("leaves_hex").as_list())
        leaves.push_back(ledger::leaf_hash(ledger::unhex(leaf.as_text()).value()));
    ASSERT_EQ(leaves.size(), 8U);
    for (std::size_t i = 0; i < leaves.size(); ++i)
        EXPECT_EQ(ledger::hex(leaves[i]), cases->at("leaf_hashes").as_list()[i].as_text());
    // The roots of the complete trees of 2, 4 and 8 leaves.
    std::vector<ledger::Hash> level = leaves;
    for (std::size_t size = 2; size <= 8; size *= 2) {
        std::vector<ledger::Hash> above;
        for (std::size_t i = 0; i < level.size(); i += 2)
            above.push_back(ledger::node_hash(level[i], level[i + 1]));
        level = std::move(above);
        EXPECT_EQ(ledger::hex(level[0]), cases->at("roots_by_size").as_list()[size].as_text());
    }
}

TEST(Hash, KeyedPassesThePublicCases) {
    const auto cases = public_cases("crypto/hmac_sha256_test.json");
    if (!cases) GTEST_SKIP() << "the public HMAC cases are not here";
    std::int64_t ran = 0;
    for (const Value& group : cases->at("testGroups").as_list()) {
        const auto tag_digits = static_cast<std::size_t>(group.at("tagSize").as_int() / 4);
        for (const Value& one : group.at("tests").as_list()) {
            const auto tag = ledger::hex(ledger::hmac_sha256(ledger::unhex(one.at("key").as_text()).value(),
                                                             ledger::unhex(one.at("msg").as_text()).value()));
            EXPECT_EQ(tag.substr(0, tag_digits) == one.at("tag").as_text(),
                      one.at("result").as_text() == "valid")
                << one.at("tcId").as_int();
            ++ran;
        }
    }
    EXPECT_EQ(ran, cases->at("numberOfTests").as_int());
}

TEST(Commitment, IsTheKeyedHashOfItsDomainPartAndPayload) {
    // Python: hmac.new(bytes(range(32)), b'atranka/commit/v1\0form\0{"a":1}', 'sha256').hexdigest()
    std::string salt;
    for (int i = 0; i < 32; ++i) salt += static_cast<char>(i);
    EXPECT_EQ(ledger::commitment(salt, "form", R"({"a":1})"),
              "62dac1447c9b59992aabb02bd4e79effc719a967c93b18bb757454435ea814aa");
}

TEST(Commitment, DiffersWithEachOfSaltPartAndPayload) {
    const std::string salt(32, 's'), other(32, 't');
    const auto one = ledger::commitment(salt, "form", "{}");
    EXPECT_NE(one, ledger::commitment(other, "form", "{}"));
    EXPECT_NE(one, ledger::commitment(salt, "identity", "{}"));
    EXPECT_NE(one, ledger::commitment(salt, "form", "[]"));
    EXPECT_DEATH(ledger::commitment("short", "form", "{}"), "32 bytes");
    EXPECT_DEATH(ledger::commitment(salt, std::string("a\0b", 3), "{}"), "zero byte");
}

TEST(Commitment, IsOpenedByItsSaltAndPayloadAlone) {
    const std::string salt(32, 's');
    const auto committed = ledger::commitment(salt, "form", "{}");
    EXPECT_TRUE(ledger::opens(committed, salt, "form", "{}"));
    EXPECT_FALSE(ledger::opens(committed, salt, "form", "{ }"));
    EXPECT_FALSE(ledger::opens(committed, salt, "reason", "{}"));
    EXPECT_FALSE(ledger::opens(committed, std::string(32, 't'), "form", "{}"));
    EXPECT_FALSE(ledger::opens(committed, "", "form", "{}"));
    EXPECT_FALSE(ledger::opens("", salt, "form", "{}"));
}

}  // namespace
}  // namespace atranka
