#include "adapters/verify/partial.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/registry/decide.hpp"
#include "engine/service/privacy.hpp"
#include "engine/service/record.hpp"

#include <fmt/core.h>
#include <algorithm>

namespace atranka::verify {

namespace {

using service::Difference;
using service::Entry;

constexpr std::string_view instance_log = "instance", of_application = "application/";

// States of the pack alone, which remember what was asked of them that the pack does not have.
class PartialStates : public service::Folded {
public:
    explicit PartialStates(const pack::Pack& pack) : pack_(pack) {}

    bool rests_on_others() const { return rests_on_others_; }
    bool rests_on_absent() const { return rests_on_absent_; }
    // The system acts without being registered.
    void begin(const service::Envelope& envelope) {
        rests_on_others_ = rests_on_absent_ = false;
        const bool is_system =
            envelope.authenticated == "system" || envelope.authenticated == registry::by_groups;
        system_ = is_system ? envelope.actor.text : std::string{};
    }

    application::State application(const ApplicationId& id) override {
        rests_on_others_ |= id.text != pack_.application;
        return Folded::application(id);
    }
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call,
                                                                 const RoundId& round) override {
        rests_on_others_ = true;
        return Folded::under_way(call, round);
    }
    std::vector<service::InvolvementRow> involvements(const PersonId& person) override {
        rests_on_others_ = true;
        return Folded::involvements(person);
    }
    registry::Person person(const PersonId& id) override {
        rests_on_absent_ |= id.text != system_ && !pack_.versions.contains("person/" + id.text);
        return Folded::person(id);
    }
    registry::Organisation organisation(const OrganisationId& id) override {
        rests_on_absent_ |= !pack_.versions.contains("organisation/" + id.text);
        return Folded::organisation(id);
    }

private:
    const pack::Pack& pack_;
    bool rests_on_others_ = false, rests_on_absent_ = false;
    std::string system_;
};

class Checker {
public:
    Checker(const pack::Pack& pack, const std::map<std::string, ledger::Head>& heads)
        : pack_(pack), heads_(heads), states_{pack}, own_{std::string{of_application} + pack.application} {}

    void operator()(const Entry& entry) {
        const std::size_t before = differences_.size();
        for (const service::Beside& one : entry.beside) {
            if (ledger::hex(ledger::sha256(one.payload)) != one.hash)
                differs(entry, "beside", "does not have the hash " + one.hash);
            if (auto payload = ledger::canonical_value(one.payload))
                states_.bring(one.hash, std::move(*payload));
        }
        check_order(entry);
        const auto leaf = ledger::read_leaf(entry.leaf);
        if (!leaf)
            differs(entry, "leaf", "cannot be read");
        else
            check_entry(entry, *leaf);
        // What follows on an entry that does not hold cannot be decided again.
        const bool holds = differences_.size() == before;
        if (holds && leaf && !stopped_) {
            derive(entry, *leaf);
            fold(entry);
        } else {
            stopped_ = true;
            ++after_fault_;
        }
    }

    void finish() {
        for (const auto& [stream, version] : pack_.versions)
            if (versions_[stream] != version && newest_.contains(stream))
                differs(*newest_.at(stream), "order",
                        fmt::format("is the last of {} here, at version {} where the pack says {}", stream,
                                    versions_[stream], version));
            else if (!newest_.contains(stream))
                differences_.push_back(
                    {stream.starts_with(of_application) ? "calls/" + pack_.call : std::string{instance_log},
                     0, "order", "has no entry of " + stream + ", which the pack names"});
        for (const auto& [stream, entry] : newest_)
            if (!is_others(stream) && !pack_.versions.contains(stream))
                differs(*entry, "order", "is of " + stream + ", which the pack does not name");
        if (!newest_.contains(own_))
            differences_.push_back({"calls/" + pack_.call, 0, "order", "has no entry of " + own_});
        for (const Missing& part : missing_) {
            const auto erased = std::ranges::find_if(erasures_, [&](const Erasure& one) {
                return one.person == part.subject && one.category == part.category &&
                       one.index >= part.instance_size;
            });
            if (erased == erasures_.end())
                differs(*part.entry, part.name, "is gone, and no entry of the pack says that it was erased");
            else
                ++erased_under_[erased->index];
        }
        std::ranges::stable_sort(differences_, {}, [&](const Difference& d) { return place_of(d); });
    }

    void tell(Report& report) const {
        if (differences_.empty()) {
            report.checked("application",
                           fmt::format("{} of {}: the pack is of one application; the entries of "
                                       "others are withheld",
                                       pack_.application, pack_.call));
            for (const auto& [log, entries] : proven_)
                report.checked("entries", fmt::format("{}: {} proven to be in the log that was signed", log,
                                                      plural(entries, "entry", "entries")));
            report.checked("commitments", "everything that is open is what its leaf commits to");
            report.checked("order",
                           "no entry is missing between those of the application, the call, and the "
                           "people and organisations who took part");
            report.checked("decisions", plural(derived_, "command", "commands") +
                                            " decided again with the same result, byte for byte");
        }
        report.wrong_entries(differences_);
        for (const auto& [index, parts] : erased_under_)
            report.not_checked("erased", fmt::format("{}, erased under entry {} of the instance log",
                                                     plural(parts, "private part", "private parts"), index));
        const auto not_decided = [&](std::int64_t count, const char* why) {
            if (count > 0) report.not_checked("decisions", plural(count, "command", "commands") + why);
        };
        not_decided(on_others_, ": rests on other applications, which are withheld");
        not_decided(on_absent_, ": rests on people or organisations who are not in the pack");
        not_decided(withheld_,
                    ": their private parts are withheld, or erased; they follow from their events");
        not_decided(after_fault_, " from the first fault on: they may rest on what is wrong");
        report.not_checked("later",
                           "whether the logs have later entries of this application or of these people: "
                           "a pack of the whole call shows it");
    }

    std::vector<Difference> differences() && { return std::move(differences_); }

private:
    void differs(const Entry& entry, std::string what, std::string detail) {
        differences_.push_back({entry.log, entry.index, std::move(what), std::move(detail)});
    }
    // By the order of writing, so that the first difference is of the first wrong entry.
    std::size_t place_of(const Difference& d) const {
        const auto it = std::ranges::find_if(
            pack_.entries, [&](const Entry& e) { return e.log == d.log && e.index == d.index; });
        return static_cast<std::size_t>(it - pack_.entries.begin());
    }

    void check_entry(const Entry& entry, const ledger::Leaf& leaf) {
        check_proof(entry, leaf);
        check_epoch(entry, leaf);
        check_instance(entry, leaf);
        if (leaf.type != entry.type || leaf.at != entry.at)
            differs(entry, "leaf", "says another type or instant than its row");
        const auto opens = [&](const std::string& name, const std::string& salt, const std::string& payload) {
            const auto it = leaf.commit.find(name);
            if (it == leaf.commit.end() || salt.size() != ledger::salt_bytes ||
                ledger::commitment(salt, name, payload) != it->second)
                differs(entry, name, "does not open its commitment");
        };
        opens("command", entry.command_salt, entry.command);
        opens("events", entry.events_salt, entry.events);
        for (const service::Part& part : entry.parts) opens("part." + part.name, part.salt, part.payload);
        check_streams(entry, leaf);
        if (!leaf.definition.empty() && !states_.definition(leaf.definition))
            differs(entry, "definition",
                    "is not in the pack: it has no " + pack::beside_name(leaf.definition));
        for (const auto& [name, hash] : leaf.beside)
            if (!states_.beside(hash))
                differs(entry, "beside",
                        "lacks its " + name + ": the pack has no " + pack::beside_name(hash));
    }
    void check_proof(const Entry& entry, const ledger::Leaf& leaf) {
        const ledger::Hash hash = ledger::leaf_hash(entry.leaf);
        if (ledger::hex(hash) != entry.leaf_hash)
            differs(entry, "leaf", "does not have its hash " + entry.leaf_hash);
        if (leaf.index != entry.index || !custody::place_of(leaf.log).ends_with("/" + entry.log))
            differs(entry, "leaf", "belongs to " + leaf.log + " at " + std::to_string(leaf.index));
        const auto head = heads_.find(entry.log);
        const auto proof = pack_.proofs.find({entry.log, entry.index});
        if (head == heads_.end()) return;  // said of the head
        if (entry.index < 0 || entry.index >= head->second.size || proof == pack_.proofs.end() ||
            !ledger::includes(head->second.root, head->second.size, entry.index, hash, proof->second))
            differs(entry, "proof", "does not lead to the root that was signed");
        else
            ++proven_[entry.log];
    }
    void check_order(const Entry& entry) {
        if (const auto last = last_index_.find(entry.log);
            last != last_index_.end() && entry.index <= last->second)
            differs(entry, "order", fmt::format("comes after entry {}", last->second));
        last_index_[entry.log] = entry.index;
        for (const service::StreamVersion& s : entry.streams) {
            const std::int64_t expected = versions_[s.stream] + 1;
            if (is_others(s.stream) ? s.version < expected : s.version != expected)
                differs(entry, "order",
                        fmt::format("has version {} of {} where {} belongs", s.version, s.stream, expected));
            versions_[s.stream] = s.version;
            newest_[s.stream] = &entry;
        }
    }
    bool is_others(const std::string& stream) const {
        return stream.starts_with(of_application) && stream != own_;
    }
    // Entries of the instance log that open an epoch are withheld; those of the call's are not.
    void check_epoch(const Entry& entry, const ledger::Leaf& leaf) {
        const std::int64_t before = epochs_.try_emplace(entry.log, 1).first->second;
        const std::int64_t now = custody::epoch_of(leaf.log);
        const bool may_skip = entry.log == instance_log && now > before;
        if (leaf.type == custody::OpenEpoch::name ? now <= before : now != before && !may_skip)
            differs(entry, "epoch", fmt::format("is written in epoch {}, after epoch {}", now, before));
        epochs_[entry.log] = now;
    }
    // Nothing of the registry comes after what was decided on it.
    void check_instance(const Entry& entry, const ledger::Leaf& leaf) {
        if (entry.log != instance_log) {
            instance_size_ = std::max(instance_size_, leaf.instance_size);
        } else if (entry.index < instance_size_) {
            differs(entry, "order",
                    fmt::format("comes after a decision on {} of the instance",
                                plural(instance_size_, "entry", "entries")));
        }
    }
    void check_streams(const Entry& entry, const ledger::Leaf& leaf) {
        std::map<std::string, std::int64_t> listed;
        if (const auto it = leaf.beside.find("streams"); it != leaf.beside.end())
            if (const auto list = states_.beside(it->second); list && list->is_object())
                for (const auto& [stream, version] : list->as_object())
                    if (version.is_int()) listed.emplace(stream, version.as_int());
        std::map<std::string, std::int64_t> rows;
        for (const service::StreamVersion& s : entry.streams) rows.emplace(s.stream, s.version);
        if (rows != (listed.empty() ? leaf.streams : listed) || rows.size() != entry.streams.size())
            differs(entry, "streams", "are others than its leaf names");
    }

    void derive(const Entry& entry, const ledger::Leaf& leaf) {
        const auto read = service::envelope_of(entry, leaf);
        if (!read) return differs(entry, "command", "cannot be read");
        if (read->envelope.id != entry.command_id)
            return differs(entry, "command", "has another id than its row");
        remember_parts(entry, leaf, read->envelope);
        if (read->erased) {
            ++withheld_;
            return;
        }
        states_.begin(read->envelope);
        const auto executed = service::execute(states_, read->envelope);
        if (states_.rests_on_others()) {
            ++on_others_;
        } else if (states_.rests_on_absent()) {
            ++on_absent_;
        } else if (!executed) {
            differs(entry, "decision",
                    "is now refused: " + std::string{rule_name(executed.error().rule)} + " (" +
                        executed.error().message + ")");
        } else {
            Value events = Value::object();
            for (const service::Change& change : executed->changes)
                events.set(change.stream, Value{change.events});
            if (ledger::canonical(events) == entry.events)
                ++derived_;
            else
                differs(entry, "decision", "now has other events");
        }
    }
    void remember_parts(const Entry& entry, const ledger::Leaf& leaf, const service::Envelope& envelope) {
        const auto names = service::parts_of(leaf);
        for (const std::string_view name : names) {
            const std::string subject = service::subject_of(envelope.command, name, envelope.actor);
            const auto part = std::ranges::find(entry.parts, name, &service::Part::name);
            if (part == entry.parts.end()) {
                if (pack::touches(entry, own_))
                    missing_.push_back({&entry, "part." + std::string{name}, subject,
                                        std::string{service::category_of(name)}, leaf.instance_size});
            } else {
                if (part->subject != subject)
                    differs(entry, "part." + part->name, "is said to be of another person than it is");
                open_.insert_or_assign(std::pair{subject, std::string{service::category_of(name)}}, &entry);
            }
        }
    }
    void fold(const Entry& entry) {
        const auto events = service::events_of(entry);
        if (!events || !events->is_object()) return differs(entry, "events", "are not canonical JSON");
        Value known = Value::object();
        for (const auto& [stream, list] : events->as_object()) {
            if (is_others(stream)) continue;
            known.set(stream, list);
            for (const Value& encoded : list.is_list() ? list.as_list() : Value::List{})
                if (const auto event = kernel::decode<registry::PersonEvent>(encoded))
                    if (const auto* erased = std::get_if<registry::PersonalDataErased>(&*event))
                        erase(entry, *erased);
        }
        if (!states_.apply(entry, known)) differs(entry, "events", "cannot be folded");
    }

    void erase(const Entry& entry, const registry::PersonalDataErased& erased) {
        for (const std::string& category : erased.categories) {
            erasures_.push_back({erased.person.text, category, entry.index});
            if (const auto open = open_.find({erased.person.text, category}); open != open_.end())
                differs(*open->second, "part",
                        fmt::format("of {} was erased under entry {} of {}, and is still there", category,
                                    entry.index, entry.log));
        }
    }

    struct Missing {
        const Entry* entry;
        std::string name, subject, category;
        std::int64_t instance_size = 0;  // when it was decided: an erasure before that is of other parts
    };
    struct Erasure {
        std::string person, category;
        std::int64_t index = 0;
    };

    const pack::Pack& pack_;
    const std::map<std::string, ledger::Head>& heads_;
    PartialStates states_;
    std::string own_;
    std::vector<Difference> differences_;
    std::map<std::string, std::int64_t> last_index_, versions_, proven_, epochs_;
    std::map<std::string, const Entry*> newest_;
    std::vector<Missing> missing_;
    std::vector<Erasure> erasures_;
    std::map<std::pair<std::string, std::string>, const Entry*> open_;  // newest part, by whose and category
    std::map<std::int64_t, std::int64_t> erased_under_;
    std::int64_t instance_size_ = 0;  // that something was decided on so far
    bool stopped_ = false;
    std::int64_t derived_ = 0, on_others_ = 0, on_absent_ = 0, withheld_ = 0, after_fault_ = 0;
};

}  // namespace

std::optional<ledger::AccessFault> fault_in_some(const std::vector<ledger::ChainedAccess>& lines,
                                                 const std::string& object) {
    const ledger::ChainedAccess* before = nullptr;
    for (const ledger::ChainedAccess& one : lines) {
        const auto fault = [&]() -> std::string {
            if (ledger::hash_of(one.line) != one.hash) return "does not have its hash " + one.hash;
            if (one.line.object != object) return "is about " + one.line.object;
            if (one.line.index < 0 || one.line.size < 0) return "has no place";
            if (one.line.index == 0 ? !one.line.previous.empty() : !ledger::hash_of_hex(one.line.previous))
                return "does not name the line before it";
            if (before == nullptr) return {};
            if (one.line.index <= before->line.index)
                return fmt::format("comes after line {}", before->line.index);
            if (one.line.index == before->line.index + 1 && one.line.previous != before->hash)
                return "does not follow from the line before it";
            if (one.line.size < before->line.size) return "saw fewer entries than a line before it";
            return {};
        }();
        if (!fault.empty()) return ledger::AccessFault{one.line.index, fault};
        before = &one;
    }
    return std::nullopt;
}

std::vector<Difference> check_partial(const pack::Pack& pack,
                                      const std::map<std::string, ledger::Head>& heads, Report& report) {
    Checker checker{pack, heads};
    for (const Entry& entry : pack.entries) checker(entry);
    checker.finish();
    checker.tell(report);
    return std::move(checker).differences();
}

}  // namespace atranka::verify
