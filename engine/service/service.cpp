#include "engine/service/service.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/record.hpp"
#include "engine/service/stored.hpp"

#include <algorithm>

namespace atranka::service {

std::string hash_of(const Value& document) {
    return ledger::hex(ledger::sha256(ledger::canonical(document)));
}

std::shared_ptr<const definition::Definition> compile(const Value& document, const std::string& hash) {
    auto read = definition::read(definition::to_node(document));
    if (!read) return nullptr;
    read->hash = hash;
    return std::make_shared<const definition::Definition>(std::move(*read));
}

Service::Service(EventStore& store, Clock& clock, Random& random, Notary* notary, Readings* readings,
                 Blobs* blobs, Prover* prover)
    : store_(store),
      clock_(clock),
      random_(random),
      notary_(notary),
      readings_(readings),
      blobs_(blobs),
      prover_(prover),
      stored_(std::make_unique<Stored>(store)) {}
Service::~Service() = default;

States& Service::states() {
    stored_->begin();
    return *stored_;
}

namespace {

ledger::Nodes nodes_of(EventStore& store, const std::string& log) {
    return [&store, log](int level, std::int64_t position) {
        const auto found = store.nodes(log, level, position, 1);
        if (found.empty())
            throw Failure{Failure::Kind::corrupt, "the tree of the log " + log + " lacks a node: level " +
                                                      std::to_string(level) + ", position " +
                                                      std::to_string(position)};
        return found.front();
    };
}

}  // namespace

std::string Service::origin_of(const std::string& log) {
    const std::string instance = store_.standing("instance").origin;
    const auto end = instance.find("/instance/");
    if (end != std::string::npos) return instance.substr(0, end) + "/" + log + "/1";
    return (notary_ != nullptr ? notary_->host() : "localhost") + "/" + log + "/1";
}

std::optional<std::string> Service::behind(const std::string& log, const Standing& standing) {
    if (notary_ == nullptr) return std::nullopt;
    const auto head = head_of(notary_->released(log).value_or(""));
    if (!head) return std::nullopt;
    // The power went after an epoch was opened and before its head was on the disk: the head that is there
    // stands in the entry that opened it.
    if (custody::epoch_of(head->origin) < custody::epoch_of(standing.origin) &&
        std::ranges::any_of(store_.entries_of("log/" + log, 0), [&](const Entry& entry) {
            const auto recorded = service::envelope_of(entry);
            const auto* opens =
                recorded ? std::get_if<custody::OpenEpoch>(&recorded->envelope.command) : nullptr;
            return opens != nullptr && opens->released == notary_->released(log);
        }))
        return std::nullopt;
    // Another process may have recorded and released since the log was looked at.
    if (head->size > standing.tree.size() && head->size > store_.standing(log).tree.size())
        return "the log " + log + " has " + std::to_string(standing.tree.size()) +
               " entries, but a head of " + std::to_string(head->size) +
               " was released: the database is of an earlier day";
    if (ledger::root(head->size, nodes_of(store_, log)) != head->root)
        return "the first " + std::to_string(head->size) + " entries of the log " + log +
               " are not those of the head that was released: the record was rewritten, or is another one";
    return std::nullopt;
}

void Service::refuse_if_behind(const std::string& log, const Standing& standing) {
    if (compared_.contains(log)) return;
    if (const auto what = behind(log, standing))
        throw Failure{Failure::Kind::behind,
                      *what +
                          "; nothing was recorded. Put the newer database back, or, where it is lost, go on "
                          "with `atranka log reopen`"};
    compared_.insert(log);
}

std::optional<std::string> Service::released_ahead(const std::string& log) {
    return behind(log, store_.standing(log)) ? notary_->released(log) : std::nullopt;
}

// Whether the newest head that was released of the instance log has no signature of this key. Until a key is
// rotated, no entry names it.
bool Service::has_signed_another() {
    const auto note = ledger::read_note(notary_->released("instance").value_or(""));
    if (!note) return false;
    const auto head = ledger::read_head(note->text);
    return head && ledger::verify(*note, notary_->key(head->origin)) != ledger::Verdict::signed_by;
}

// A key that was put in place of the one that the record names signs nothing.
void Service::refuse_if_other_key(std::span<const Envelope> envelopes) {
    if (notary_ == nullptr) return;
    const std::string host = notary_->host();  // whoever cannot sign records nothing
    if (key_is_known_) return;
    for (const Envelope& envelope : envelopes)
        if (std::holds_alternative<custody::RotateKey>(envelope.command)) return;
    const std::string named = stored_->log("instance").key;
    const bool is_another = named.empty() ? has_signed_another() : named != notary_->key(host).text();
    if (is_another)
        throw Failure{Failure::Kind::unavailable,
                      "the signing key is not the one that " +
                          (named.empty() ? std::string{"signed the heads that were released"}
                                         : "the record names, " + named) +
                          ": nothing was recorded. Put that key back, or, where it is lost, say so with "
                          "`atranka key rotate --lost`"};
    key_is_known_ = true;
}

std::string Service::signed_head(const Standing& standing) {
    const ledger::Head head{standing.origin, standing.tree.size(), standing.tree.root()};
    return ledger::write(ledger::Note{ledger::text_of(head), {notary_->sign(head)}});
}

std::string Service::release(const std::string& log, const Standing& standing) {
    std::string checkpoint = signed_head(standing);
    notary_->release(log, checkpoint);
    return checkpoint;
}

std::string Service::checkpoint(const std::string& log) {
    invariant(notary_ != nullptr, "heads are signed by a notary");
    const Standing standing = store_.standing(log);
    refuse_if_behind(log, standing);
    return release(log, standing);
}

std::string Service::receipt(const Entry& entry) {
    invariant(notary_ != nullptr, "receipts are signed by a notary");
    const Standing standing = store_.standing(entry.log);
    refuse_if_behind(entry.log, standing);
    return receipt_under(release(entry.log, standing), standing, entry);
}

std::string Service::receipt_under(const std::string& head, const Standing& standing, const Entry& entry) {
    return receipt_of(
        entry, ledger::inclusion(entry.index, standing.tree.size(), nodes_of(store_, entry.log)), head);
}

std::optional<Result<Done>> Service::anchor(Instant now) {
    stored_->begin();
    const custody::Log instance = stored_->log("instance");
    custody::AnchorHeads command;
    for (const std::string& log : store_.logs()) {
        if (log == "instance") continue;
        const Standing standing = store_.standing(log);
        const auto anchored = instance.heads.find(log);
        if (anchored != instance.heads.end() && anchored->second.origin == standing.origin &&
            anchored->second.size >= standing.tree.size())
            continue;
        command.heads.emplace(log, custody::AnchoredHead{standing.origin, standing.tree.size(),
                                                         ledger::hex(standing.tree.root())});
    }
    for (const std::string& log : readings_ != nullptr ? readings_->logs() : std::vector<std::string>{}) {
        const ledger::AccessHead head = readings_->head(log);
        const auto anchored = instance.readings.find(log);
        if (anchored == instance.readings.end() || anchored->second.size < head.size)
            command.readings.emplace(log, head);
    }
    if (command.heads.empty() && command.readings.empty()) return std::nullopt;
    Request request{PersonId{"system"}, "system", std::move(command)};
    request.at = now;
    return handle(std::move(request));
}

std::vector<Service::Fired> Service::tick(Instant now) {
    std::vector<Fired> fired;
    for (const ApplicationRow& row : store_.applications({{}, {}, {}, {}, {}, now, -1})) {
        if (row.suspended || !row.deadline || !definition::is_past(*row.deadline, now)) continue;
        Request request{PersonId{"system"}, "system",
                        application::FireTimer{ApplicationId{row.application}, row.step, *row.deadline}};
        request.at = now;
        fired.push_back({row.application, handle(std::move(request))});
    }
    return fired;
}

}  // namespace atranka::service
