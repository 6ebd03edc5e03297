#pragma once
// The Merkle tree of a log: its root, the proofs that an entry is in it and that it only grew, and
// their verification.
// Shape:  leaves are given as leaf hashes. A `Node` is a perfect subtree: 2^level leaves, from position
//         * 2^level. Nodes may be asked for any perfect subtree within the tree, level 0 being the leaf
//         hashes themselves. A proof runs from the leaves up to the root. A subtree is a range [start,
//         end) whose start is a multiple of the least power of two that is not below its length; its
//         root is that of a tree of these leaves alone. So the tree of a size is the subtree [0, size).
// Units:  sizes and indexes count leaves, from 0.
// Errors: what makes roots and proofs aborts on an index or a size that is not there: whoever asks
//         checked it. What verifies is total: any numbers and any proof give true or false. A
//         consistency proof from the empty tree proves nothing and is false, except to the empty tree
//         itself; an empty subtree is consistent with every tree that it lies within, by an empty
//         proof.
// Source: RFC 6962 §2.1; verification as RFC 9162 §2.1.3.2 and §2.1.4.2; subtrees as
//         draft-ietf-plants-merkle-tree-certs §4.

#include "engine/ledger/hash.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace atranka::ledger {

using Proof = std::vector<Hash>;

struct Node {
    int level = 0;
    std::int64_t position = 0;
    Hash hash{};
    friend bool operator==(const Node&, const Node&) = default;
};

// The perfect subtrees that make up a tree, largest first: all that is kept to append and to know the root.
class Frontier {
public:
    Frontier() = default;
    // Nothing where the size has another number of subtrees.
    static std::optional<Frontier> of(std::int64_t size, std::vector<Hash> subtrees);

    std::int64_t size() const { return size_; }
    const std::vector<Hash>& subtrees() const { return subtrees_; }
    // The perfect subtrees of level 1 and above that this completes, lowest first.
    std::vector<Node> append(const Hash& leaf);
    Hash root() const;  // of the empty tree SHA-256 of nothing

private:
    std::int64_t size_ = 0;
    std::vector<Hash> subtrees_;
};

using Nodes = std::function<Hash(int level, std::int64_t position)>;

Hash root(std::int64_t size, const Nodes& nodes);
Proof inclusion(std::int64_t index, std::int64_t size, const Nodes& nodes);
Proof consistency(std::int64_t from, std::int64_t to, const Nodes& nodes);

bool includes(const Hash& root, std::int64_t size, std::int64_t index, const Hash& leaf, const Proof& proof);
bool consistent(std::int64_t size1, const Hash& root1, std::int64_t size2, const Hash& root2,
                const Proof& proof);

bool is_subtree(std::int64_t start, std::int64_t end);  // not of the empty range
Hash subtree_root(std::int64_t start, std::int64_t end, const Nodes& nodes);
Proof subtree_inclusion(std::int64_t index, std::int64_t start, std::int64_t end, const Nodes& nodes);
Proof subtree_consistency(std::int64_t start, std::int64_t end, std::int64_t size, const Nodes& nodes);

bool subtree_includes(const Hash& root, std::int64_t start, std::int64_t end, std::int64_t index,
                      const Hash& leaf, const Proof& proof);
bool subtree_consistent(std::int64_t start, std::int64_t end, const Hash& subtree_root, std::int64_t size,
                        const Hash& root, const Proof& proof);

}  // namespace atranka::ledger
