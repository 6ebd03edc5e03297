// Cases that others wrote, as ../shared/conformance holds them, or the folder that ATRANKA_CONFORMANCE names.
#include "adapters/json/json.hpp"
#include "engine/ledger/base64.hpp"
#include "engine/ledger/checkpoint.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/note.hpp"
#include "engine/ledger/tree.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace atranka {
namespace {

namespace fs = std::filesystem;

fs::path conformance() {
    const char* folder = std::getenv("ATRANKA_CONFORMANCE");
    return folder != nullptr ? fs::path{folder} : source_dir() / "../shared/conformance";
}

std::string contents(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string line_of(const fs::path& path) {
    std::string text = contents(path);
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

Value json_of(const fs::path& path) {
    const auto value = json::parse(contents(path));
    EXPECT_TRUE(value) << path;
    return value ? *value : Value{};
}

std::string unhex(const Value& value) { return ledger::unhex(value.as_text()).value(); }

// A public number may be any of 64 bits; those beyond our sizes are the same bits, which are negative.
std::int64_t same_bits(const Value& value) {
    if (value.is_int()) return value.as_int();
    return static_cast<std::int64_t>(std::stoull(value.as_decimal().text()));
}

// Nothing for what is not 32 bytes: our hashes have no other size, so such a case is refused by its type.
std::optional<ledger::Hash> hash_of(const Value* value) {
    if (value == nullptr || !value->is_text()) return std::nullopt;
    const auto bytes = ledger::unbase64(value->as_text());
    ledger::Hash hash{};
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::ranges::transform(*bytes, hash.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return hash;
}

std::optional<ledger::Proof> proof_of(const Value& one) {
    ledger::Proof proof;
    const Value* hashes = one.find("proof");
    if (hashes == nullptr || hashes->is_null()) return proof;
    for (const Value& hash : hashes->as_list()) {
        const auto read = hash_of(&hash);
        if (!read) return std::nullopt;
        proof.push_back(*read);
    }
    return proof;
}

struct Tally {
    int ran = 0, good = 0, refused_by_type = 0, good_refused_by_type = 0;
};

// Runs every file below the folder; `holds` is asked with what the case's two hashes and its proof are.
template <class Holds>
Tally run(const std::string& folder, const char* first, const char* second, const Holds& holds) {
    Tally tally;
    for (const auto& entry :
         fs::recursive_directory_iterator{conformance() / "merkle" / "testdata" / folder}) {
        if (entry.path().extension() != ".json") continue;
        const Value one = json_of(entry.path());
        const bool good = !one.at("wantErr").as_bool();
        const auto a = hash_of(one.find(first)), b = hash_of(one.find(second));
        const auto proof = proof_of(one);
        const bool typed = a && b && proof;
        if (typed) {
            EXPECT_EQ(holds(one, *a, *b, *proof), good) << entry.path();
        }
        tally.ran += 1;
        tally.good += good;
        tally.refused_by_type += !typed;
        tally.good_refused_by_type += !typed && good;
    }
    return tally;
}

TEST(LedgerConformance, JudgesEveryPublicMerkleProofAsItsAuthorsDo) {
    if (!fs::exists(conformance() / "merkle" / "testdata"))
        GTEST_SKIP() << "the public Merkle proofs are not here: " << conformance();
    const auto number = [](const Value& one, const char* name) { return same_bits(one.at(name)); };
    const Tally tallies[] = {
        run("inclusion", "root", "leafHash",
            [&](const Value& one, const auto& root, const auto& leaf, const auto& proof) {
                return ledger::includes(root, number(one, "treeSize"), number(one, "leafIdx"), leaf, proof);
            }),
        run("consistency", "root1", "root2",
            [&](const Value& one, const auto& root1, const auto& root2, const auto& proof) {
                return ledger::consistent(number(one, "size1"), root1, number(one, "size2"), root2, proof);
            }),
        run("subtreeinclusion", "root", "leafHash",
            [&](const Value& one, const auto& root, const auto& leaf, const auto& proof) {
                return ledger::subtree_includes(root, number(one, "start"), number(one, "end"),
                                                number(one, "leafIdx"), leaf, proof);
            }),
        run("subtreeconsistency", "root1", "root2",
            [&](const Value& one, const auto& root1, const auto& root2, const auto& proof) {
                return ledger::subtree_consistent(number(one, "start"), number(one, "end"), root1,
                                                  number(one, "size"), root2, proof);
            }),
    };
    Tally all;
    for (const Tally& tally : tallies) {
        all.ran += tally.ran;
        all.good += tally.good;
        all.refused_by_type += tally.refused_by_type;
        all.good_refused_by_type += tally.good_refused_by_type;
    }
    std::cout << "merkle: " << all.ran << " of 518 cases, " << all.good << " of them good; "
              << all.refused_by_type << " with a hash that is not 32 bytes, refused by type\n";
    EXPECT_EQ(tallies[0].ran, 98);
    EXPECT_EQ(tallies[1].ran, 98);
    EXPECT_EQ(tallies[2].ran, 204);
    EXPECT_EQ(tallies[3].ran, 118);
    EXPECT_EQ(all.ran, 518);
    // These have a root of 12 bytes that is never computed with: all that they would show is the comparison.
    EXPECT_EQ(tallies[1].good_refused_by_type, 1);
    EXPECT_EQ(tallies[3].good_refused_by_type, 3);
    EXPECT_EQ(all.good_refused_by_type, 4);
}

TEST(LedgerConformance, GivesTheRootsOfRfc6962AtEverySize) {
    const fs::path path = conformance() / "merkle" / "rfc6962-roots.json";
    if (!fs::exists(path)) GTEST_SKIP() << "the public RFC 6962 roots are not here: " << path;
    const Value cases = json_of(path);
    const auto& roots = cases.at("roots_by_size").as_list();
    const auto& leaves = cases.at("leaves_hex").as_list();
    ASSERT_EQ(roots.size(), leaves.size() + 1);
    ledger::Frontier frontier;
    EXPECT_EQ(ledger::hex(frontier.root()), roots[0].as_text());
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        frontier.append(ledger::leaf_hash(unhex(leaves[i])));
        EXPECT_EQ(ledger::hex(frontier.root()), roots[i + 1].as_text()) << i + 1;
    }
    std::cout << "RFC 6962 roots: " << roots.size() << " of 9 sizes\n";
    EXPECT_EQ(roots.size(), 9U);
}

TEST(LedgerConformance, SignsAsRfc8032Prints) {
    const fs::path path = conformance() / "crypto" / "rfc8032-ed25519.json";
    if (!fs::exists(path)) GTEST_SKIP() << "the RFC 8032 vectors are not here: " << path;
    int ran = 0;
    const Value cases = json_of(path);
    for (const Value& one : cases.at("vectors").as_list()) {
        const std::string seed = unhex(one.at("seed")), message = unhex(one.at("message"));
        EXPECT_EQ(ledger::hex(ledger::public_key_of(seed)), one.at("public").as_text());
        EXPECT_EQ(ledger::hex(ledger::sign(seed, message)), one.at("signature").as_text());
        EXPECT_TRUE(ledger::is_signed(unhex(one.at("public")), message, unhex(one.at("signature"))));
        ++ran;
    }
    std::cout << "RFC 8032: " << ran << " of 4 vectors\n";
    EXPECT_EQ(ran, 4);
}

TEST(LedgerConformance, AcceptsAndRefusesSignaturesAsWycheproofDemands) {
    const fs::path path = conformance() / "crypto" / "ed25519_test.json";
    if (!fs::exists(path)) GTEST_SKIP() << "the public Ed25519 cases are not here: " << path;
    const Value cases = json_of(path);
    int ran = 0, valid = 0;
    for (const Value& group : cases.at("testGroups").as_list())
        for (const Value& one : group.at("tests").as_list()) {
            const bool good = one.at("result").as_text() == "valid";
            EXPECT_EQ(ledger::is_signed(unhex(group.at("publicKey").at("pk")), unhex(one.at("msg")),
                                        unhex(one.at("sig"))),
                      good)
                << one.at("tcId").as_int() << ' ' << one.at("comment").as_text();
            valid += good;
            ++ran;
        }
    std::cout << "Wycheproof Ed25519: " << ran << " of 151 cases, " << valid << " of them valid\n";
    EXPECT_EQ(ran, 151);
    EXPECT_EQ(ran, cases.at("numberOfTests").as_int());
}

TEST(LedgerConformance, VerifiesThePublicNotesWithTheirKeys) {
    const fs::path folder = conformance() / "notes";
    if (!fs::exists(folder)) GTEST_SKIP() << "the public notes are not here: " << folder;
    int ran = 0;
    std::vector<ledger::VerifierKey> keys;
    for (const std::string name : {"example", "neumann"}) {
        const std::string bytes = contents(folder / (name + ".note"));
        const std::string key_text = line_of(folder / (name + ".vkey"));
        const auto note = ledger::read_note(bytes);
        const auto key = ledger::read_verifier_key(key_text);
        ASSERT_TRUE(note) << note.error();
        ASSERT_TRUE(key) << key.error();
        EXPECT_EQ(ledger::verify(*note, *key), ledger::Verdict::signed_by) << name;
        EXPECT_EQ(ledger::write(*note), bytes);
        EXPECT_EQ(key->text(), key_text);
        for (const auto& other : keys) EXPECT_EQ(ledger::verify(*note, other), ledger::Verdict::not_signed);
        keys.push_back(*key);
        ++ran;
    }
    // The published test key of the second one signs the same bytes.
    const std::string secret = line_of(folder / "neumann.skey-public-test-key");
    const auto bytes = ledger::unbase64(secret.substr(secret.rfind("20a3+") + 5));
    ASSERT_TRUE(bytes && bytes->size() == 1 + ledger::seed_bytes);
    EXPECT_EQ(ledger::public_key_of(bytes->substr(1)), keys[1].key);
    const auto note = ledger::read_note(contents(folder / "neumann.note"));
    EXPECT_EQ(ledger::sign(bytes->substr(1), note->text), note->signatures.at(0).bytes);
    std::cout << "signed notes: " << ran << " of 2\n";
    EXPECT_EQ(ran, 2);
}

}  // namespace
}  // namespace atranka
