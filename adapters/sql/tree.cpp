#include "adapters/sql/tree.hpp"

#include "engine/ledger/leaf.hpp"

namespace atranka::sql {

namespace {

constexpr std::size_t hex_digits = 2 * sizeof(ledger::Hash);

[[noreturn]] void damaged(const std::string& log) {
    throw service::Failure{
        service::Failure::Kind::corrupt,
        "the tree of the log " + log + " is damaged: `atranka audit replay` says where; restore a backup"};
}

ledger::Hash hash_of(const std::string& log, std::string_view hex) {
    const auto hash = ledger::hash_of_hex(hex);
    if (!hash) damaged(log);
    return *hash;
}

std::string hex_of(const ledger::Frontier& tree) {
    std::string hex;
    for (const ledger::Hash& hash : tree.subtrees()) hex += ledger::hex(hash);
    return hex;
}

void write_nodes(Statements& statements, const std::string& log, const std::vector<ledger::Node>& nodes) {
    for (const ledger::Node& node : nodes) {
        const std::string hex = ledger::hex(node.hash);
        statements.run("INSERT INTO node (log, level, position, hash) VALUES (?, ?, ?, ?)",
                       {log, std::int64_t{node.level}, node.position, hex});
    }
}

void begin_head(Statements& statements, const std::string& log, const service::Standing& standing) {
    const std::string subtrees = hex_of(standing.tree);
    statements.run("INSERT INTO head (log, origin, size, subtrees) VALUES (?, ?, ?, ?)",
                   {log, standing.origin, standing.tree.size(), subtrees});
}

}  // namespace

service::Standing standing(Statements& statements, const std::string& log) {
    Rows rows = statements.select("SELECT origin, size, subtrees FROM head WHERE log = ?", "tnt", {log});
    if (!rows.next()) return {};
    std::vector<ledger::Hash> subtrees;
    const std::string_view hex = rows.text(2);
    for (std::size_t i = 0; i < hex.size(); i += hex_digits)
        subtrees.push_back(hash_of(log, hex.substr(i, hex_digits)));
    auto tree = ledger::Frontier::of(rows.number(1), std::move(subtrees));
    if (!tree) damaged(log);
    return {rows.text(0), std::move(*tree)};
}

bool raise(Statements& statements, service::Standing& now, const service::Batch& batch) {
    const std::string& log = batch.entry.log;
    if (now.tree.size() != batch.entry.index) return false;
    const bool is_first = now.tree.size() == 0;
    const auto completed = now.tree.append(hash_of(log, batch.entry.leaf_hash));
    now.origin = batch.origin;
    if (is_first) {
        begin_head(statements, log, now);
    } else {
        const std::string subtrees = hex_of(now.tree);
        statements.run("UPDATE head SET origin = ?, size = ?, subtrees = ? WHERE log = ?",
                       {now.origin, now.tree.size(), subtrees, log});
    }
    write_nodes(statements, log, completed);
    return true;
}

std::vector<ledger::Hash> nodes(Statements& statements, const std::string& log, int level, std::int64_t from,
                                std::int64_t count) {
    std::vector<ledger::Hash> found;
    Rows rows = level == 0
                    ? statements.select(
                          "SELECT leaf_hash FROM entry WHERE log = ? AND position >= ? AND position < ?"
                          " ORDER BY position",
                          "t", {log, from, from + count})
                    : statements.select(
                          "SELECT hash FROM node WHERE log = ? AND level = ? AND position >= ?"
                          " AND position < ? ORDER BY position",
                          "t", {log, std::int64_t{level}, from, from + count});
    while (rows.next()) found.push_back(hash_of(log, rows.text(0)));
    return found;
}

void plant(Statements& statements) {
    std::string log;
    service::Standing now;
    const auto finish = [&] {
        if (now.tree.size() > 0) begin_head(statements, log, now);
    };
    Rows rows = statements.select("SELECT log, leaf, leaf_hash FROM entry ORDER BY log, position", "ttt");
    while (rows.next()) {
        if (rows.text(0) != log) {
            finish();
            log = rows.text(0);
            now = {};
        }
        if (const auto leaf = ledger::read_leaf(rows.text(1))) now.origin = leaf->log;
        write_nodes(statements, log, now.tree.append(hash_of(log, rows.text(2))));
    }
    finish();
}

}  // namespace atranka::sql
