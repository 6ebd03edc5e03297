#include "engine/ledger/tree.hpp"

#include "engine/kernel/invariant.hpp"

#include <bit>
#include <utility>

namespace atranka::ledger {

namespace {

struct Range {
    std::int64_t start, end;
    std::int64_t size() const { return end - start; }
};

// RFC 6962's k: the largest power of two below the size, which is at least 2.
std::int64_t left_size(std::int64_t size) {
    return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size) - 1));
}

Range left_of(Range range) { return {range.start, range.start + left_size(range.size())}; }
Range right_of(Range range) { return {range.start + left_size(range.size()), range.end}; }

Hash root_of(Range range, const Nodes& nodes) {
    const auto size = static_cast<std::uint64_t>(range.size());
    if (std::has_single_bit(size)) {
        const int level = std::countr_zero(size);
        return nodes(level, range.start >> level);
    }
    return node_hash(root_of(left_of(range), nodes), root_of(right_of(range), nodes));
}

void add_inclusion(std::int64_t index, Range range, const Nodes& nodes, Proof& proof) {
    if (range.size() == 1) return;
    const Range left = left_of(range), right = right_of(range);
    const bool is_left = index < left.end;
    add_inclusion(index, is_left ? left : right, nodes, proof);
    proof.push_back(root_of(is_left ? right : left, nodes));
}

// `known` says whether whoever verifies has the root of the wanted range.
void add_consistency(Range wanted, Range range, bool known, const Nodes& nodes, Proof& proof) {
    if (wanted.start == range.start && wanted.end == range.end) {
        if (!known) proof.push_back(root_of(range, nodes));
        return;
    }
    const Range left = left_of(range), right = right_of(range);
    if (wanted.end <= left.end) {
        add_consistency(wanted, left, known, nodes, proof);
        proof.push_back(root_of(right, nodes));
        return;
    }
    if (wanted.start >= right.start)
        add_consistency(wanted, right, known, nodes, proof);
    else
        add_consistency({right.start, wanted.end}, right, false, nodes, proof);
    proof.push_back(root_of(left, nodes));
}

const Hash& empty_root() {
    static const Hash hash = sha256("");
    return hash;
}

}  // namespace

std::optional<Frontier> Frontier::of(std::int64_t size, std::vector<Hash> subtrees) {
    if (size < 0 || std::cmp_not_equal(std::popcount(static_cast<std::uint64_t>(size)), subtrees.size()))
        return std::nullopt;
    Frontier frontier;
    frontier.size_ = size;
    frontier.subtrees_ = std::move(subtrees);
    return frontier;
}

std::vector<Node> Frontier::append(const Hash& leaf) {
    std::vector<Node> completed;
    Hash hash = leaf;
    const int merges = std::countr_one(static_cast<std::uint64_t>(size_));
    ++size_;
    for (int level = 1; level <= merges; ++level) {
        hash = node_hash(subtrees_.back(), hash);
        subtrees_.pop_back();
        completed.push_back({level, (size_ >> level) - 1, hash});
    }
    subtrees_.push_back(hash);
    return completed;
}

Hash Frontier::root() const {
    if (subtrees_.empty()) return empty_root();
    Hash hash = subtrees_.back();
    for (auto left = subtrees_.rbegin() + 1; left != subtrees_.rend(); ++left) hash = node_hash(*left, hash);
    return hash;
}

bool is_subtree(std::int64_t start, std::int64_t end) {
    if (start < 0 || end <= start) return false;
    const auto least = std::bit_ceil(static_cast<std::uint64_t>(end - start));
    return (static_cast<std::uint64_t>(start) & (least - 1)) == 0;
}

Hash root(std::int64_t size, const Nodes& nodes) {
    invariant(size >= 0, "a tree has no fewer than 0 leaves");
    return size == 0 ? empty_root() : root_of({0, size}, nodes);
}

Proof inclusion(std::int64_t index, std::int64_t size, const Nodes& nodes) {
    return subtree_inclusion(index, 0, size, nodes);
}

Proof consistency(std::int64_t from, std::int64_t to, const Nodes& nodes) {
    return subtree_consistency(0, from, to, nodes);
}

Hash subtree_root(std::int64_t start, std::int64_t end, const Nodes& nodes) {
    invariant(is_subtree(start, end), "a subtree starts at a multiple of its length's power of two");
    return root_of({start, end}, nodes);
}

Proof subtree_inclusion(std::int64_t index, std::int64_t start, std::int64_t end, const Nodes& nodes) {
    invariant(is_subtree(start, end) && start <= index && index < end,
              "the inclusion that is to be proved is of a leaf in a subtree");
    Proof proof;
    add_inclusion(index, {start, end}, nodes, proof);
    return proof;
}

Proof subtree_consistency(std::int64_t start, std::int64_t end, std::int64_t size, const Nodes& nodes) {
    invariant(0 <= start && end <= size && (start == end || is_subtree(start, end)),
              "the consistency that is to be proved is of a subtree within a tree");
    Proof proof;
    if (start < end) add_consistency({start, end}, {0, size}, true, nodes, proof);
    return proof;
}

bool includes(const Hash& root, std::int64_t size, std::int64_t index, const Hash& leaf, const Proof& proof) {
    return subtree_includes(root, 0, size, index, leaf, proof);
}

bool consistent(std::int64_t size1, const Hash& root1, std::int64_t size2, const Hash& root2,
                const Proof& proof) {
    if (size1 == 0) return size2 == 0 && proof.empty() && root1 == empty_root() && root2 == empty_root();
    return subtree_consistent(0, size1, root1, size2, root2, proof);
}

bool subtree_includes(const Hash& root, std::int64_t start, std::int64_t end, std::int64_t index,
                      const Hash& leaf, const Proof& proof) {
    if (!is_subtree(start, end) || index < start || index >= end) return false;
    // The place of the path and that of the last node, at the level that was reached.
    std::int64_t place = index - start, last = end - start - 1;
    Hash hash = leaf;
    for (const Hash& sibling : proof) {
        if (last == 0) return false;
        if ((place & 1) != 0 || place == last) {
            hash = node_hash(sibling, hash);
            // A node without a sibling at its level is that of a higher one.
            for (; (place & 1) == 0 && place != 0; last >>= 1) place >>= 1;
        } else {
            hash = node_hash(hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

bool subtree_consistent(std::int64_t start, std::int64_t end, const Hash& subtree_root, std::int64_t size,
                        const Hash& root, const Proof& proof) {
    if (start < 0 || end < start || size < end) return false;
    if (start == end) return proof.empty() && subtree_root == empty_root();
    if (!is_subtree(start, end)) return false;
    // The places of the subtree's first and last node and of the tree's last, at the level that was reached.
    std::int64_t first = start, subtree_last = end - 1, last = size - 1;
    const auto rise = [&] {
        first >>= 1;
        subtree_last >>= 1;
        last >>= 1;
    };
    const bool to_the_end = subtree_last == last;
    while (first != subtree_last && (to_the_end || (subtree_last & 1) != 0)) rise();

    auto next = proof.begin();
    Hash seed = subtree_root;
    if (first != subtree_last) {
        if (next == proof.end()) return false;
        seed = *next++;
    }
    Hash subtree_hash = seed, hash = seed;
    for (; next != proof.end(); ++next) {
        if (last == 0) return false;
        if ((subtree_last & 1) != 0 || subtree_last == last) {
            if (first < subtree_last) subtree_hash = node_hash(*next, subtree_hash);
            hash = node_hash(*next, hash);
            while ((subtree_last & 1) == 0) rise();
        } else {
            hash = node_hash(hash, *next);
        }
        rise();
    }
    return last == 0 && subtree_hash == subtree_root && hash == root;
}

}  // namespace atranka::ledger
