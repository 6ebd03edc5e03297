#include "engine/ledger/tree.hpp"

#include <gmock/gmock.h>
#include <bit>
#include <limits>
#include <map>
#include <set>

namespace atranka {
namespace {

using ledger::Hash;
using ledger::Proof;

constexpr std::int64_t sizes_max = 130;  // past two full tiles' worth of shapes: 64, 65, 127, 128, 129

Hash leaf(std::int64_t index) { return ledger::leaf_hash("entry " + std::to_string(index)); }

// RFC 6962 §2.1 word for word, over the leaves alone.
Hash reference_root(std::int64_t start, std::int64_t end) {
    if (start == end) return ledger::sha256("");
    if (end - start == 1) return leaf(start);
    std::int64_t k = 1;
    while (k * 2 < end - start) k *= 2;
    return ledger::node_hash(reference_root(start, start + k), reference_root(start + k, end));
}

// What a log keeps: the leaves, and the subtrees that each of them completed.
struct Log {
    ledger::Frontier frontier;
    std::map<std::pair<int, std::int64_t>, Hash> nodes;

    void append(std::int64_t index) {
        nodes.emplace(std::pair{0, index}, leaf(index));
        for (const ledger::Node& node : frontier.append(leaf(index)))
            EXPECT_TRUE(nodes.emplace(std::pair{node.level, node.position}, node.hash).second);
    }
    ledger::Nodes asked() const {
        return [this](int level, std::int64_t position) { return nodes.at({level, position}); };
    }
};

Log log_of(std::int64_t size) {
    Log log;
    for (std::int64_t i = 0; i < size; ++i) log.append(i);
    return log;
}

Hash flipped(Hash hash, int bit) {
    hash[static_cast<std::size_t>(bit / 8)] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    return hash;
}

std::int64_t flipped(std::int64_t number, int bit) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << bit));
}

// The turns that RFC 6962's PATH takes. A root does not say of how many leaves it is, so a proof of one size holds
// for another where the turns are the same: a root and its size are believed together, as a checkpoint signs them.
std::string turns(std::int64_t index, std::int64_t size) {
    if (index < 0 || index >= size) return "none";
    std::string taken;
    while (size > 1) {
        const auto k = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size) - 1));
        const bool left = index < k;
        taken += left ? 'l' : 'r';
        index -= left ? 0 : k;
        size = left ? k : size - k;
    }
    return taken;
}

// The same of RFC 6962's SUBPROOF, and whether the older root is what it ends at.
std::string turns_between(std::int64_t from, std::int64_t to) {
    if (from < 0 || to < from || (from == 0 && to > 0)) return "none";
    std::string taken;
    bool known = true;
    while (from != to) {
        const auto k = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(to) - 1));
        const bool left = from <= k;
        known = known && left;
        taken += left ? 'l' : 'r';
        from -= left ? 0 : k;
        to = left ? k : to - k;
    }
    return taken + (known ? "known" : "told");
}

TEST(Tree, HasTheRootOfRfc6962AtEverySizeHoweverItIsKept) {
    Log log;
    for (std::int64_t size = 0; size <= sizes_max; ++size) {
        if (size > 0) log.append(size - 1);
        const Hash expected = reference_root(0, size);
        ASSERT_EQ(log.frontier.size(), size);
        ASSERT_EQ(log.frontier.root(), expected) << size;
        ASSERT_EQ(ledger::root(size, log.asked()), expected) << size;
        const auto again = ledger::Frontier::of(size, log.frontier.subtrees());
        ASSERT_TRUE(again);
        ASSERT_EQ(again->root(), expected);
    }
    // A leaf each, and every perfect subtree above them.
    std::int64_t expected = 0;
    for (std::int64_t width = sizes_max; width > 0; width /= 2) expected += width;
    EXPECT_EQ(static_cast<std::int64_t>(log.nodes.size()), expected);
}

TEST(Tree, IsNotTakenUpFromAnotherNumberOfSubtrees) {
    EXPECT_TRUE(ledger::Frontier::of(0, {}));
    EXPECT_TRUE(ledger::Frontier::of(5, {leaf(0), leaf(1)}));
    EXPECT_FALSE(ledger::Frontier::of(0, {leaf(0)}));
    EXPECT_FALSE(ledger::Frontier::of(5, {leaf(0)}));
    EXPECT_FALSE(ledger::Frontier::of(4, {leaf(0), leaf(1)}));
    EXPECT_FALSE(ledger::Frontier::of(-1, std::vector<Hash>(64)));
}

TEST(Tree, ProvesEveryEntryAndNothingElse) {
    const Log log = log_of(sizes_max);
    int bit = 0, same_turns = 0;
    for (std::int64_t size = 1; size <= sizes_max; ++size) {
        const Hash root = ledger::root(size, log.asked());
        for (std::int64_t index = 0; index < size; ++index) {
            const Proof proof = ledger::inclusion(index, size, log.asked());
            ASSERT_TRUE(ledger::includes(root, size, index, leaf(index), proof)) << index << " of " << size;
            for (std::size_t i = 0; i < proof.size(); ++i) {
                Proof wrong = proof;
                wrong[i] = flipped(wrong[i], bit++ % 256);
                ASSERT_FALSE(ledger::includes(root, size, index, leaf(index), wrong));
            }
            ASSERT_FALSE(ledger::includes(root, size, index, flipped(leaf(index), bit++ % 256), proof));
            ASSERT_FALSE(ledger::includes(flipped(root, bit++ % 256), size, index, leaf(index), proof));
            const std::string taken = turns(index, size);
            for (int b = 0; b < 64; ++b) {
                ASSERT_FALSE(ledger::includes(root, size, flipped(index, b), leaf(index), proof));
                const std::int64_t other = flipped(size, b);
                const bool same = turns(index, other) == taken;
                ASSERT_EQ(ledger::includes(root, other, index, leaf(index), proof), same)
                    << index << " of " << size << " as " << other;
                same_turns += same;
            }
            Proof longer = proof;
            longer.push_back(leaf(0));
            ASSERT_FALSE(ledger::includes(root, size, index, leaf(index), longer));
            if (!proof.empty()) {
                longer = {proof.begin(), proof.end() - 1};
                ASSERT_FALSE(ledger::includes(root, size, index, leaf(index), longer));
            }
        }
    }
    EXPECT_GT(same_turns, 0);
}

TEST(Tree, ProvesThatItOnlyGrewAndNothingElse) {
    const Log log = log_of(sizes_max);
    int bit = 0, same_turns = 0;
    for (std::int64_t to = 0; to <= sizes_max; ++to) {
        const Hash root2 = ledger::root(to, log.asked());
        for (std::int64_t from = 0; from <= to; ++from) {
            const Hash root1 = ledger::root(from, log.asked());
            const Proof proof = ledger::consistency(from, to, log.asked());
            // Every tree grew from the empty one, so that proves nothing.
            ASSERT_EQ(ledger::consistent(from, root1, to, root2, proof), from > 0 || to == 0)
                << from << ' ' << to;
            for (std::size_t i = 0; i < proof.size(); ++i) {
                Proof wrong = proof;
                wrong[i] = flipped(wrong[i], bit++ % 256);
                ASSERT_FALSE(ledger::consistent(from, root1, to, root2, wrong));
            }
            ASSERT_FALSE(ledger::consistent(from, flipped(root1, bit++ % 256), to, root2, proof));
            ASSERT_FALSE(ledger::consistent(from, root1, to, flipped(root2, bit++ % 256), proof));
            const std::string expected = turns_between(from, to);
            for (int b = 0; b < 64; ++b) {
                const std::int64_t other_from = flipped(from, b), other_to = flipped(to, b);
                const bool as_from = expected != "none" && turns_between(other_from, to) == expected;
                const bool as_to = expected != "none" && turns_between(from, other_to) == expected;
                ASSERT_EQ(ledger::consistent(other_from, root1, to, root2, proof), as_from)
                    << from << " as " << other_from << " to " << to;
                ASSERT_EQ(ledger::consistent(from, root1, other_to, root2, proof), as_to)
                    << from << " to " << to << " as " << other_to;
                same_turns += as_from + as_to;
            }
            Proof longer = proof;
            longer.push_back(leaf(0));
            ASSERT_FALSE(ledger::consistent(from, root1, to, root2, longer));
            if (!proof.empty()) {
                longer = {proof.begin(), proof.end() - 1};
                ASSERT_FALSE(ledger::consistent(from, root1, to, root2, longer));
            }
        }
    }
    EXPECT_GT(same_turns, 0);
}

TEST(Tree, FindsEverySingleChangedBitOfAProof) {
    const Log log = log_of(sizes_max);
    const Hash root = ledger::root(100, log.asked()), older = ledger::root(70, log.asked());
    const Proof included = ledger::inclusion(70, 100, log.asked());
    const Proof grew = ledger::consistency(70, 100, log.asked());
    ASSERT_EQ(included.size(), 7U);
    ASSERT_GT(grew.size(), 4U);
    for (int bit = 0; bit < 256; ++bit) {
        for (std::size_t i = 0; i < included.size(); ++i) {
            Proof wrong = included;
            wrong[i] = flipped(wrong[i], bit);
            ASSERT_FALSE(ledger::includes(root, 100, 70, leaf(70), wrong)) << i << ' ' << bit;
        }
        for (std::size_t i = 0; i < grew.size(); ++i) {
            Proof wrong = grew;
            wrong[i] = flipped(wrong[i], bit);
            ASSERT_FALSE(ledger::consistent(70, older, 100, root, wrong)) << i << ' ' << bit;
        }
    }
}

TEST(Tree, WhoseEntryWasChangedIsNotConsistentWithTheOlderHead) {
    const Log log = log_of(100);
    Log forged;
    for (std::int64_t i = 0; i < 100; ++i) {
        const Hash hash = leaf(i == 41 ? 1041 : i);
        forged.nodes.emplace(std::pair{0, i}, hash);
        for (const ledger::Node& node : forged.frontier.append(hash))
            forged.nodes.emplace(std::pair{node.level, node.position}, node.hash);
    }
    const Hash older = ledger::root(60, log.asked());
    EXPECT_TRUE(
        ledger::consistent(60, older, 100, log.frontier.root(), ledger::consistency(60, 100, log.asked())));
    EXPECT_FALSE(ledger::consistent(60, older, 100, forged.frontier.root(),
                                    ledger::consistency(60, 100, forged.asked())));
    EXPECT_FALSE(ledger::consistent(60, older, 100, forged.frontier.root(),
                                    ledger::consistency(60, 100, log.asked())));
}

TEST(Tree, VerifiesAnyNumbersWithoutFalling) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max(),
                   least = std::numeric_limits<std::int64_t>::min();
    const std::set<std::int64_t> numbers{least,    least + 1, -1, 0, 1, 2, 3, std::int64_t{1} << 62,
                                         most - 1, most};
    const Hash hash = leaf(0);
    int true_answers = 0;
    for (const std::size_t length : {0U, 1U, 62U, 63U, 64U, 200U}) {
        const Proof proof(length, hash);
        for (const std::int64_t a : numbers)
            for (const std::int64_t b : numbers) {
                true_answers += ledger::includes(hash, a, b, hash, proof);
                true_answers += ledger::consistent(a, hash, b, hash, proof);
                for (const std::int64_t c : numbers) {
                    true_answers += ledger::subtree_includes(hash, a, b, c, hash, proof);
                    true_answers += ledger::subtree_consistent(a, b, hash, c, hash, proof);
                }
            }
    }
    // The only leaf of a tree is its root; a tree is consistent with itself; [n-1, n) within [0, 1), and [a, a+1).
    EXPECT_GT(true_answers, 0);
    EXPECT_FALSE(ledger::includes(hash, 0, 0, hash, {}));
    EXPECT_FALSE(ledger::includes(hash, -1, 0, hash, {}));
    EXPECT_TRUE(ledger::consistent(most, hash, most, hash, {}));
    EXPECT_TRUE(ledger::consistent(0, ledger::sha256(""), 0, ledger::sha256(""), {}));
    EXPECT_FALSE(ledger::consistent(0, hash, 0, hash, {}));
    EXPECT_FALSE(ledger::consistent(-1, hash, -1, hash, {}));
}

TEST(Tree, ProvesEverySubtreeOfItsLeavesAndOfALargerTree) {
    constexpr std::int64_t size_max = 40;
    const Log log = log_of(size_max);
    int subtrees = 0, refused = 0;
    for (std::int64_t size = 1; size <= size_max; ++size) {
        const Hash root = ledger::root(size, log.asked());
        for (std::int64_t start = 0; start < size; ++start)
            for (std::int64_t end = start + 1; end <= size; ++end) {
                if (!ledger::is_subtree(start, end)) {
                    ASSERT_FALSE(
                        ledger::subtree_consistent(start, end, reference_root(start, end), size, root, {}));
                    ++refused;
                    continue;
                }
                ++subtrees;
                const Hash part = ledger::subtree_root(start, end, log.asked());
                const Proof proof = ledger::subtree_consistency(start, end, size, log.asked());
                ASSERT_TRUE(ledger::subtree_consistent(start, end, part, size, root, proof))
                    << start << ' ' << end << ' ' << size;
                ASSERT_FALSE(ledger::subtree_consistent(start, end, flipped(part, 7), size, root, proof));
                ASSERT_FALSE(ledger::subtree_consistent(start, end, part, size, flipped(root, 7), proof));
                for (std::size_t i = 0; i < proof.size(); ++i) {
                    Proof wrong = proof;
                    wrong[i] = flipped(wrong[i], 255);
                    ASSERT_FALSE(ledger::subtree_consistent(start, end, part, size, root, wrong));
                }
                if (size != size_max) continue;
                ASSERT_EQ(part, reference_root(start, end));
                for (std::int64_t index = start; index < end; ++index) {
                    const Proof within = ledger::subtree_inclusion(index, start, end, log.asked());
                    ASSERT_TRUE(ledger::subtree_includes(part, start, end, index, leaf(index), within));
                    ASSERT_FALSE(ledger::subtree_includes(part, start, end, index ^ 1, leaf(index), within));
                }
            }
    }
    EXPECT_GT(subtrees, 1'000);
    EXPECT_GT(refused, 1'000);
    EXPECT_FALSE(ledger::is_subtree(3, 5));
    EXPECT_FALSE(ledger::is_subtree(1, 1));
    EXPECT_TRUE(ledger::is_subtree(4, 7));
}

TEST(Tree, AbortsWhereAProofIsAskedOfWhatIsNotThere) {
    const Log log = log_of(4);
    EXPECT_DEATH(ledger::root(-1, log.asked()), "fewer than 0");
    EXPECT_DEATH(ledger::inclusion(4, 4, log.asked()), "leaf in a subtree");
    EXPECT_DEATH(ledger::consistency(5, 4, log.asked()), "within a tree");
    EXPECT_DEATH(ledger::subtree_root(1, 3, log.asked()), "power of two");
}

}  // namespace
}  // namespace atranka
