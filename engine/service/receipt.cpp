#include "engine/service/receipt.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"

namespace atranka::service {

namespace {

// Its name and id.
std::string key_text(const ledger::VerifierKey& key) {
    const std::string text = key.text();
    return text.substr(0, text.find('+', key.name.size() + 1));
}

// A key under the name of this log: logs of an instance share its key, and each has an origin of its own.
ledger::VerifierKey named_for(const std::string& origin, ledger::VerifierKey key) {
    if (key.type == ledger::type_ed25519 && origin.starts_with(key.name + "/")) key.name = origin;
    return key;
}

void read_extra(std::string_view extra, Checked& into) {
    const auto tree = ledger::canonical_value(extra);
    const Value* leaf = tree ? tree->find("leaf") : nullptr;
    const Value* salts = tree ? tree->find("salts") : nullptr;
    if (leaf == nullptr || !leaf->is_text() || salts == nullptr || !salts->is_object()) {
        into.faults.emplace_back(
            "it carries no leaf: the `extra` line is missing or is not one of Atranka's");
        return;
    }
    into.leaf = ledger::read_leaf(leaf->as_text());
    if (!into.leaf) into.faults.emplace_back("the leaf it carries is not in its canonical spelling");
    for (const auto& [name, salt] : salts->as_object()) {
        const auto bytes = salt.is_text() ? ledger::unhex(salt.as_text()) : std::nullopt;
        if (!bytes || bytes->size() != ledger::salt_bytes)
            into.faults.push_back("the salt of " + name + " is not 64 hex digits");
        else if (into.leaf && !into.leaf->commit.contains(name))
            into.faults.push_back("it brings a salt for " + name + ", to which its leaf does not commit");
        else
            into.salts.emplace(name, *bytes);
    }
}

}  // namespace

std::string receipt_of(const Entry& entry, const ledger::Proof& proof, const std::string& checkpoint) {
    Value salts = Value::object();
    const auto add = [&](const std::string& name, const std::string& salt) {
        if (salt.size() == ledger::salt_bytes) salts.set(name, ledger::hex(salt));
    };
    add("command", entry.command_salt);
    add("events", entry.events_salt);
    for (const Part& part : entry.parts) add("part." + part.name, part.salt);
    const Value extra = Value::object({{"leaf", entry.leaf}, {"salts", std::move(salts)}});
    return ledger::write(ledger::Receipt{entry.index, proof, ledger::canonical(extra), checkpoint});
}

tl::expected<ledger::Head, std::string> head_of(std::string_view checkpoint) {
    const auto note = ledger::read_note(checkpoint);
    if (!note) return tl::unexpected{note.error()};
    return ledger::read_head(note->text);
}

std::optional<ledger::Head> check_checkpoint(std::string_view checkpoint,
                                             const std::vector<ledger::VerifierKey>& keys, Checked& into) {
    const auto note = ledger::read_note(checkpoint);
    if (!note) {
        into.faults.push_back("its head is no signed note: " + note.error());
        return std::nullopt;
    }
    const auto head = ledger::read_head(note->text);
    if (!head) {
        into.faults.push_back("its head is no checkpoint: " + head.error());
        return std::nullopt;
    }
    for (const ledger::VerifierKey& trusted : keys) {
        const ledger::VerifierKey key = named_for(head->origin, trusted);
        const ledger::Verdict verdict = ledger::verify(*note, key);
        if (verdict == ledger::Verdict::broken)
            into.faults.push_back("the signature of " + key_text(key) + " does not fit its head");
        else if (verdict == ledger::Verdict::signed_by && key.type == ledger::type_ed25519)
            into.signed_by.push_back(key_text(trusted));
        else if (verdict == ledger::Verdict::signed_by && key.type == ledger::type_cosignature)
            into.cosigned.emplace_back(key.name, ledger::cosigned_at(*note, key).value_or(0));
    }
    if (into.signed_by.empty() && into.faults.empty())
        into.faults.push_back("no key that you trust has signed the head of " + head->origin);
    return *head;
}

Checked check_receipt(std::string_view text, const std::vector<ledger::VerifierKey>& keys) {
    Checked checked;
    const auto receipt = ledger::read_receipt(text);
    if (!receipt) {
        checked.faults.push_back("it is no receipt: " + receipt.error());
        return checked;
    }
    checked.index = receipt->index;
    const auto head = check_checkpoint(receipt->checkpoint, keys, checked);
    read_extra(receipt->extra, checked);
    if (!head || !checked.leaf) return checked;
    checked.head = *head;
    const ledger::Hash hash = ledger::leaf_hash(checked.leaf->bytes());
    if (!ledger::includes(head->root, head->size, receipt->index, hash, receipt->proof))
        checked.faults.push_back(
            "its leaf is not entry " + std::to_string(receipt->index) + " of the tree of " +
            std::to_string(head->size) +
            " entries that was signed: the leaf, the index, the proof or the head is another's");
    if (checked.leaf->index != receipt->index)
        checked.faults.push_back("its leaf says that it is entry " + std::to_string(checked.leaf->index));
    // A log that was opened anew after a restored backup carries a later epoch at the end of its origin.
    const auto without_epoch = [](const std::string& origin) { return origin.substr(0, origin.rfind('/')); };
    if (without_epoch(checked.leaf->log) != without_epoch(head->origin))
        checked.faults.push_back("its leaf belongs to " + checked.leaf->log + ", its head to " +
                                 head->origin);
    return checked;
}

}  // namespace atranka::service
