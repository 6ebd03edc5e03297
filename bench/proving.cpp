// Building the tree of a log again from its leaves, against hashing the same leaves with OpenSSL.

#include "bench/figures.hpp"
#include "engine/ledger/tree.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <array>
#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 9, leaves_count = 100'000;
constexpr std::size_t leaf_bytes = 700;  // of a review's leaf in the example: 640 to 760

std::vector<std::string> leaves() {
    std::vector<std::string> made;
    for (int i = 0; i < leaves_count; ++i) made.push_back(fmt::format("{:>{}}", i, leaf_bytes));
    return made;
}

}  // namespace

std::vector<Figure> proving(const std::filesystem::path&) {
    const std::vector<std::string> all = leaves();
    ledger::Hash root{};
    Figure figure{fmt::format("tree of {} entries", leaves_count), "every leaf hashed, every node, the root",
                  "the same leaves hashed with OpenSSL"};
    figure.bound = 2;
    figure = compare(
        std::move(figure), turns,
        [&] {
            return seconds([&] {
                ledger::Frontier tree;
                for (const std::string& leaf : all) tree.append(ledger::leaf_hash(leaf));
                root = tree.root();
            });
        },
        [&] {
            return seconds([&] {
                std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
                const EVP_MD* sha256 = EVP_sha256();
                for (const std::string& leaf : all)
                    if (EVP_Digest(leaf.data(), leaf.size(), digest.data(), nullptr, sha256, nullptr) != 1)
                        throw std::runtime_error("OpenSSL does not hash");
            });
        });
    if (root == ledger::Hash{}) throw std::runtime_error("the tree has no root");
    return {figure};
}

}  // namespace atranka::bench
