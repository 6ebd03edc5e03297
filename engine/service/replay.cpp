#include "engine/service/replay.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/privacy.hpp"
#include "engine/service/record.hpp"
#include "engine/service/service.hpp"

#include <algorithm>

namespace atranka::service {

std::string in_words(const Difference& d) {
    if (d.what == "snapshot" || d.what == "view") return d.log + ": the " + d.what + " " + d.detail;
    if (d.what == "keys") return d.detail;
    const bool is_reading = d.what == "reading";
    return d.log + (is_reading ? " reading " : " entry ") + std::to_string(d.index) + ": " +
           (is_reading ? "" : d.what + " ") + d.detail;
}

template <class State>
State Folded::state(const std::string& stream) const {
    const auto it = streams_.find(stream);
    return it == streams_.end() ? State{} : std::get<State>(it->second);
}

registry::Person Folded::person(const PersonId& id) { return state<registry::Person>("person/" + id.text); }
registry::Organisation Folded::organisation(const OrganisationId& id) {
    return state<registry::Organisation>("organisation/" + id.text);
}
custody::Log Folded::log(const std::string& log) { return state<custody::Log>("log/" + log); }
std::vector<InvolvementRow> Folded::involvements(const PersonId& person) {
    const auto first = involvements_.lower_bound({person.text, {}, {}});
    return {first, std::find_if(first, involvements_.end(),
                                [&](const InvolvementRow& row) { return row.person != person.text; })};
}
call::State Folded::call(const CallId& id) { return state<call::State>("call/" + id.text); }
question::State Folded::questions(const CallId& call) {
    return state<question::State>("questions/" + call.text);
}
application::State Folded::application(const ApplicationId& id) {
    return state<application::State>("application/" + id.text);
}
std::vector<std::pair<ApplicationId, std::string>> Folded::under_way(const CallId& call_id,
                                                                     const RoundId& round) {
    std::vector<std::pair<ApplicationId, std::string>> found;
    for (const auto& [stream, state] : streams_)
        if (const auto* s = std::get_if<application::State>(&state);
            s && s->call == call_id && s->round == round)
            if (!s->finished()) found.emplace_back(s->id, s->step);
    return found;
}
std::shared_ptr<const definition::Definition> Folded::definition(const std::string& hash) {
    if (hash.empty()) return nullptr;
    if (const auto it = definitions_.find(hash); it != definitions_.end()) return it->second;
    const auto it = beside_.find(hash);
    if (it == beside_.end()) return nullptr;
    return definitions_[hash] = compile(it->second, hash);
}
std::optional<Value> Folded::beside(const std::string& hash) {
    const auto it = beside_.find(hash);
    return it == beside_.end() ? std::nullopt : std::optional{it->second};
}
bool Folded::instance_is_new() { return streams_.empty(); }

namespace {

// What is read may name anything.
bool is_stream(std::string_view name) {
    static constexpr std::string_view kinds[] = {"person/", "organisation/", "log/",
                                                 "call/",   "questions/",    "application/"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) { return name.starts_with(kind); });
}

}  // namespace

bool Folded::apply(const Entry& entry, const Value& events) {
    if (!events.is_object()) return false;
    for (const Beside& b : entry.beside)
        if (auto payload = ledger::canonical_value(b.payload)) bring(b.hash, std::move(*payload));
    for (const auto& [stream, list] : events.as_object()) {
        if (!list.is_list() || !is_stream(stream)) return false;
        auto it = streams_.find(stream);
        if (it == streams_.end()) it = streams_.emplace(stream, empty_state(stream)).first;
        if (!evolve(it->second, list.as_list())) return false;
    }
    return true;
}

namespace {

std::string name_of_row(const ReviewRow& row) {
    return "application/" + row.application + " " + row.step + " " + row.expert;
}

std::string name_of_involvement(const InvolvementRow& row) {
    return "application/" + row.application + " " + row.person + " " + row.category;
}

// Whose parts of which category.
using Owners = std::set<std::pair<std::string, std::string>>;

bool is_of(const Owners& owners, const Part& part) {
    return owners.contains({part.subject, std::string{category_of(part.name)}});
}

class Replayer {
public:
    explicit Replayer(Replayed& report, Owners locked = {}) : report_(report), locked_(std::move(locked)) {}

    const Folded& states() const { return states_; }
    // The rows of reviews, also of those that a later entry no longer mentions.
    const std::map<std::string, ReviewRow>& reviews() const { return reviews_; }
    // Parts whose keys are missing.
    std::int64_t locked_parts() const { return locked_parts_; }

    void operator()(const Entry& entry) {
        ++report_.entries;
        // A document that comes with the command must be there before it is decided again.
        for (const Beside& b : entry.beside) {
            if (ledger::hex(ledger::sha256(b.payload)) != b.hash)
                differs(entry, "beside", "does not have the hash " + b.hash);
            if (auto payload = ledger::canonical_value(b.payload)) states_.bring(b.hash, std::move(*payload));
        }
        events_open_ = false;
        same_events_.reset();
        is_erased_ = false;
        const auto leaf = ledger::read_leaf(entry.leaf);
        if (leaf) check_beside(entry, *leaf);
        const bool intact = check_hashes(entry, leaf);
        std::optional<Executed> again;
        const auto recorded = leaf ? envelope_of(entry, *leaf) : std::nullopt;
        if (!recorded) {
            differs(entry, "command", "cannot be read");
        } else {
            check_parts(entry, *leaf, recorded->envelope);
            if (leaf->semantics > semantics)
                differs(entry, "leaf",
                        "was decided by a newer Atranka, whose semantics are " +
                            std::to_string(leaf->semantics) + "; this program knows up to " +
                            std::to_string(semantics));
            is_erased_ = recorded->erased;
            if (is_erased_)
                ++report_.erased;
            else
                again = derive(entry, recorded->envelope, intact);
            if (recorded->envelope.id != entry.command_id)
                differs(entry, "command", "has another id than its row");
            if (const auto* anchor = std::get_if<custody::AnchorHeads>(&recorded->envelope.command)) {
                for (const auto& [log, head] : anchor->heads)
                    anchors_[log].emplace(head.size, Anchor{entry.index, head});
                for (const auto& [log, head] : anchor->readings)
                    report_.readings[log].push_back({head, entry.index});
            }
        }
        if (again && again->erased) erase(entry, *again->erased);
        fold(entry, again);
    }

    // What only the whole record can tell.
    void finish() {
        for (const Missing& part : missing_) {
            if (locked_.contains({part.subject, part.category})) {
                ++locked_parts_;
                continue;
            }
            const auto under = erasures_.lower_bound({part.subject, part.category, part.instance_size});
            if (under != erasures_.end() && under->subject == part.subject &&
                under->category == part.category)
                ++report_.erased_under[under->index];
            else
                report_.differences.push_back(
                    {part.log, part.index, part.name, "is gone, and no entry says that it was erased"});
        }
        for (const auto& [log, anchors] : anchors_) check_anchors(log, anchors);
    }

private:
    void differs(const Entry& entry, std::string what, std::string detail) {
        report_.differences.push_back({entry.log, entry.index, std::move(what), std::move(detail)});
    }
    bool check_hashes(const Entry& entry, const std::optional<ledger::Leaf>& leaf) {
        const std::size_t before = report_.differences.size();
        if (ledger::hex(ledger::leaf_hash(entry.leaf)) != entry.leaf_hash)
            differs(entry, "leaf", "does not have its hash " + entry.leaf_hash);
        if (!leaf) {
            differs(entry, "leaf", "cannot be read");
            return false;
        }
        if (leaf->index != entry.index || !custody::place_of(leaf->log).ends_with("/" + entry.log))
            differs(entry, "leaf", "belongs to " + leaf->log + " at " + std::to_string(leaf->index));
        check_epoch(entry, *leaf);
        if (const std::int64_t expected = next_index_[entry.log]++; expected != entry.index)
            differs(entry, "order", "is where entry " + std::to_string(expected) + " belongs");
        if (const auto hash = ledger::hash_of_hex(entry.leaf_hash)) {
            report_.trees[entry.log].append(*hash);
            leaves_[entry.log].push_back(*hash);
        }
        if (leaf->type != entry.type || leaf->at != entry.at)
            differs(entry, "leaf", "says another type or instant than its row");
        const auto opens = [&](const std::string& name, const std::string& salt, const std::string& payload) {
            const auto it = leaf->commit.find(name);
            if (it == leaf->commit.end() || salt.size() != ledger::salt_bytes ||
                ledger::commitment(salt, name, payload) != it->second)
                differs(entry, name, "does not open its commitment");
        };
        opens("command", entry.command_salt, entry.command);
        const std::size_t before_events = report_.differences.size();
        opens("events", entry.events_salt, entry.events);
        events_open_ = report_.differences.size() == before_events;
        for (const Part& part : entry.parts) opens("part." + part.name, part.salt, part.payload);
        check_streams(entry, *leaf);
        return report_.differences.size() == before;
    }
    // An origin's host and place stay; its epoch rises with an entry that says so.
    void check_epoch(const Entry& entry, const ledger::Leaf& leaf) {
        const auto [it, is_first] = origins_.try_emplace(entry.log, leaf.log);
        const std::int64_t before = is_first ? 1 : custody::epoch_of(it->second);
        const std::int64_t now = custody::epoch_of(leaf.log);
        if (custody::place_of(leaf.log) != custody::place_of(it->second))
            differs(entry, "leaf", "is written as of " + leaf.log + ", those before it as of " + it->second);
        if (leaf.type == "OpenEpoch" ? now <= before : now != before)
            differs(entry, "epoch",
                    "is written in epoch " + std::to_string(now) + ", after epoch " + std::to_string(before));
        it->second = leaf.log;
    }
    void check_beside(const Entry& entry, const ledger::Leaf& leaf) {
        for (const auto& [name, hash] : leaf.beside)
            if (!states_.was_brought(hash))
                differs(entry, "beside", "the " + name + " that its leaf names, " + hash + ", is missing");
    }
    // What is gone may pass for erased only where an entry of the instance log says so.
    void check_parts(const Entry& entry, const ledger::Leaf& leaf, const Envelope& envelope) {
        const auto names = parts_of(leaf);
        if (names.empty()) return;
        states_.involve(involvements_of(leaf.actor, names, entry.streams));
        for (const std::string_view name : names) {
            const std::string subject = subject_of(envelope.command, name, envelope.actor);
            const std::string category{category_of(name)};
            const auto part = std::ranges::find(entry.parts, name, &Part::name);
            if (part == entry.parts.end()) {
                missing_.push_back({subject, category, "part." + std::string{name}, leaf.instance_size,
                                    entry.log, entry.index});
                continue;
            }
            if (part->subject != subject)
                differs(entry, "part." + part->name, "is said to be of another person than it is");
            open_.insert_or_assign(std::pair{subject, category}, std::pair{entry.log, entry.index});
        }
    }
    void erase(const Entry& entry, const registry::PersonalDataErased& erased) {
        for (const std::string& category : erased.categories) {
            erasures_.insert({erased.person.text, category, entry.index});
            const auto open = open_.find({erased.person.text, category});
            if (open == open_.end()) continue;
            report_.differences.push_back({open->second.first, open->second.second, "part",
                                           "of " + category + " was erased under entry " +
                                               std::to_string(entry.index) + " of " + entry.log +
                                               ", and is still there"});
        }
    }
    struct Anchor {
        std::int64_t index = 0;  // of the entry in the instance log
        custody::AnchoredHead head;
    };
    void check_anchors(const std::string& log, const std::multimap<std::int64_t, Anchor>& anchors) {
        const auto leaves = leaves_.find(log);
        if (leaves == leaves_.end()) return;  // a pack has not all logs
        ledger::Frontier tree;
        for (const auto& [size, anchor] : anchors) {
            const auto wanted = static_cast<std::size_t>(size);
            while (tree.size() < size && static_cast<std::size_t>(tree.size()) < leaves->second.size())
                tree.append(leaves->second[static_cast<std::size_t>(tree.size())]);
            if (wanted > leaves->second.size() || ledger::hex(tree.root()) != anchor.head.root)
                report_.differences.push_back(
                    {log, std::min<std::int64_t>(size, tree.size()), "head",
                     "of " + std::to_string(size) + " entries that stands in entry " +
                         std::to_string(anchor.index) + " of the instance log is not that of its leaves"});
            else
                ++report_.anchored;
        }
    }
    // The row's streams are those of the leaf, or of the list that lies beside it.
    void check_streams(const Entry& entry, const ledger::Leaf& leaf) {
        std::map<std::string, std::int64_t> listed;
        if (const auto it = leaf.beside.find("streams"); it != leaf.beside.end())
            if (const auto list = states_.beside(it->second); list && list->is_object())
                for (const auto& [stream, version] : list->as_object())
                    if (version.is_int()) listed.emplace(stream, version.as_int());
        const auto& named = listed.empty() ? leaf.streams : listed;
        std::vector<std::pair<std::string_view, std::int64_t>> rows;
        for (const StreamVersion& s : entry.streams) rows.emplace_back(s.stream, s.version);
        std::ranges::sort(rows);
        const bool same = std::ranges::equal(rows, named, [](const auto& row, const auto& name) {
            return row.first == name.first && row.second == name.second;
        });
        if (!same) differs(entry, "streams", "are others than its leaf names");
    }
    std::optional<Executed> derive(const Entry& entry, const Envelope& envelope, bool intact) {
        // The states that the decision saw are those before this entry.
        auto executed = execute(states_, envelope);
        if (!executed) {
            differs(entry, "decision",
                    "is now refused: " + std::string{rule_name(executed.error().rule)} + " (" +
                        executed.error().message + ")");
            return std::nullopt;
        }
        Value events = Value::object();
        for (const Change& change : executed->changes) events.set(change.stream, Value{change.events});
        if (ledger::canonical(events) != entry.events) {
            differs(entry, "decision", "now has other events");
        } else {
            same_events_ = std::move(events);
            if (intact) {
                ++report_.derived;
                ++report_.commands[entry.type];
            }
        }
        return std::move(*executed);
    }
    void fold(const Entry& entry, const std::optional<Executed>& again) {
        // Events that deciding again did not give may be anything, and evolve relies on those that it gives.
        if (events_open_ && (same_events_ || is_erased_)) {
            // What was decided again to the same bytes need not be read from them.
            const auto events = same_events_ ? std::move(same_events_) : events_of(entry);
            if (!events || !events->is_object()) {
                differs(entry, "events", "are not canonical JSON");
                lose(entry);
            } else if (is_lost(entry)) {
                differs(entry, "events", "rest on an entry that could not be folded");
                lose(entry);
            } else if (states_.apply(entry, *events)) {
                keep_reviews(*events);
            } else {
                differs(entry, "events", "cannot be folded");
                lose(entry);
            }
        } else if (again) {
            for (const Change& change : again->changes) states_.put(change.stream, change.after);
        } else {
            lose(entry);
        }
    }
    void lose(const Entry& entry) {
        for (const StreamVersion& s : entry.streams) lost_.insert(s.stream);
    }
    bool is_lost(const Entry& entry) const {
        return std::ranges::any_of(entry.streams, [&](const auto& s) { return lost_.contains(s.stream); });
    }

    void keep_reviews(const Value& events) {
        for (const auto& [stream, list] : events.as_object()) {
            const auto state = states_.streams().find(stream);
            if (state == states_.streams().end() ||
                !std::holds_alternative<application::State>(state->second))
                continue;
            Views views;
            add_views(views, state->second);
            for (ReviewRow& row : views.reviews) {
                std::string name = name_of_row(row);
                reviews_.insert_or_assign(std::move(name), std::move(row));
            }
        }
    }

    Replayed& report_;
    Owners locked_;
    std::int64_t locked_parts_ = 0;
    std::map<std::string, ReviewRow> reviews_;
    Folded states_;
    std::map<std::string, std::int64_t> next_index_;
    std::set<std::string> lost_;
    bool events_open_ = false, is_erased_ = false;
    std::optional<Value> same_events_;

    struct Missing {
        std::string subject, category, name;
        std::int64_t instance_size = 0;  // when it was decided: an erasure before that is of other parts
        std::string log;
        std::int64_t index = 0;
    };
    struct Under {
        std::string subject, category;
        std::int64_t index = 0;  // in the instance log
        auto operator<=>(const Under&) const = default;
    };
    std::vector<Missing> missing_;
    std::set<Under> erasures_;
    std::map<std::pair<std::string, std::string>, std::pair<std::string, std::int64_t>> open_;  // newest part
    std::map<std::string, std::string> origins_;
    std::map<std::string, std::vector<ledger::Hash>> leaves_;
    std::map<std::string, std::multimap<std::int64_t, Anchor>> anchors_;
};

}  // namespace

void Folded::bring(const std::string& hash, Value payload) {
    beside_.insert_or_assign(hash, std::move(payload));
}

void Folded::put(const std::string& stream, StreamState state) {
    streams_.insert_or_assign(stream, std::move(state));
}

namespace {

// Level by level from the leaves as they are kept.
void compare_nodes(EventStore& store, const std::string& log, std::int64_t size, Replayed& report) {
    std::vector<ledger::Hash> below = store.nodes(log, 0, 0, size);
    for (int level = 1; below.size() > 1; ++level) {
        const auto count = static_cast<std::int64_t>(below.size() / 2);
        std::vector<ledger::Hash> kept = store.nodes(log, level, 0, count + 1);
        for (std::int64_t i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const ledger::Hash node = ledger::node_hash(below[2 * at], below[2 * at + 1]);
            if (at < kept.size() && kept[at] == node) continue;
            report.differences.push_back({log, i << level, "tree",
                                          "has another node at level " + std::to_string(level) +
                                              ", position " + std::to_string(i) + " than its leaves give"});
            return;
        }
        if (kept.size() > static_cast<std::size_t>(count))
            report.differences.push_back({log, count << level, "tree", "has nodes beyond its last leaf"});
        kept.resize(static_cast<std::size_t>(count));
        below = std::move(kept);
    }
}

void compare_tree(EventStore& store, const std::string& log, const ledger::Frontier& tree, Replayed& report) {
    const Standing kept = store.standing(log);
    if (kept.tree.size() != tree.size() || kept.tree.root() != tree.root())
        report.differences.push_back({log, tree.size(), "head",
                                      "of " + std::to_string(kept.tree.size()) +
                                          " entries is not that of the " + std::to_string(tree.size()) +
                                          " leaves there are"});
    compare_nodes(store, log, tree.size(), report);
}

// Rows by what they are rows of.
template <class Row>
using RowsOf = std::map<std::string, Row>;

template <class Row, class Name>
RowsOf<Row> by_name(std::vector<Row> rows, Name name) {
    RowsOf<Row> named;
    for (Row& row : rows) named.insert_or_assign(name(row), std::move(row));
    return named;
}

class Derived {
public:
    Derived(EventStore& store, const Folded& told, Replayed& report)
        : store_(store), told_(told), report_(report) {}

    void compare_snapshots() {
        for (const std::string& stream : store_.snapshots()) {
            const auto snapshot = store_.snapshot(stream);
            const auto state = told_.streams().find(stream);
            if (!snapshot || is_written_since(stream)) continue;
            if (state == told_.streams().end()) {
                differs(stream, "snapshot", "has no entry");
            } else if (snapshot->version != version_of(state->second)) {
                differs(stream, "snapshot",
                        "is of version " + std::to_string(snapshot->version) + ", its entries give " +
                            std::to_string(version_of(state->second)));
            } else if (const auto kept = read(stream, *snapshot);
                       kept && ledger::canonical(encode_state(*kept)) !=
                                   ledger::canonical(encode_state(state->second))) {
                differs(stream, "snapshot", "is not what its entries give");
            }
        }
    }
    void compare_views(const RowsOf<ReviewRow>& reviews) {
        Views views;
        for (const auto& [stream, state] : told_.streams()) add_views(views, state);
        const auto of = [](const char* kind, auto member) {
            return [kind, member](const auto& row) { return kind + row.*member; };
        };
        compare(by_name(std::move(views.applications), of("application/", &ApplicationRow::application)),
                by_name(store_.applications({}), of("application/", &ApplicationRow::application)));
        compare(by_name(std::move(views.calls), of("call/", &CallRow::call)),
                by_name(store_.calls(), of("call/", &CallRow::call)));
        compare(by_name(std::move(views.persons), of("person/", &PersonRow::person)),
                by_name(store_.persons(), of("person/", &PersonRow::person)));
        compare(reviews, by_name(store_.reviews({}), name_of_row));
        const auto involved = told_.involved();
        compare(by_name(std::vector(involved.begin(), involved.end()), name_of_involvement),
                by_name(store_.involvements({}), name_of_involvement));
    }

private:
    // A snapshot that this program cannot read is one that it does not use.
    static std::optional<StreamState> read(const std::string& stream, const Snapshot& snapshot) {
        const auto encoded = ledger::canonical_value(snapshot.state);
        return encoded ? decode_state(stream, *encoded) : std::nullopt;
    }
    // Somebody goes on writing while the record is told again.
    bool is_written_since(const std::string& stream) const {
        const auto state = told_.streams().find(stream);
        return !store_.entries_of(stream, state == told_.streams().end() ? 0 : version_of(state->second))
                    .empty();
    }
    template <class Row>
    void compare(const RowsOf<Row>& given, const RowsOf<Row>& kept) {
        for (const auto& [name, row] : given) {
            const auto it = kept.find(name);
            if (it != kept.end() && it->second == row) continue;
            if (!is_written_since(stream_of(name)))
                differs(stream_of(name), "view",
                        it == kept.end() ? "lacks a row" : "has a row that is not what its entries give");
        }
        for (const auto& [name, row] : kept)
            if (!given.contains(name) && !is_written_since(stream_of(name)))
                differs(stream_of(name), "view", "has a row without an entry");
    }
    static std::string stream_of(const std::string& name) { return name.substr(0, name.find(' ')); }
    void differs(const std::string& stream, std::string what, std::string detail) {
        const auto state = told_.streams().find(stream);
        report_.differences.push_back({stream, state == told_.streams().end() ? 0 : version_of(state->second),
                                       std::move(what), std::move(detail)});
    }

    EventStore& store_;
    const Folded& told_;
    Replayed& report_;
};

// The trees that the store keeps are those over the leaves that were read.
void compare_trees(EventStore& store, Replayed& report) {
    for (const std::string& log : store.logs()) report.trees.try_emplace(log);
    for (const auto& [log, tree] : report.trees) {
        try {
            compare_tree(store, log, tree, report);
        } catch (const Failure& failure) {
            if (failure.kind != Failure::Kind::corrupt) throw;
            report.differences.push_back({log, tree.size(), "tree", "holds what is no hash"});
        }
    }
}

}  // namespace

namespace {

void tell(Replayer& replayer, const Replayed& report, const Scan& scan,
          const std::function<void(std::int64_t)>& progress) {
    scan([&](const Entry& entry) {
        replayer(entry);
        if (progress && report.entries % 100 == 0) progress(report.entries);
        return true;
    });
    replayer.finish();
}

Owners locked_in(EventStore& store) {
    Owners locked;
    for (const KeptRow& row : store.kept())
        if (row.is_locked) locked.emplace(row.person, row.category);
    return locked;
}

// A part that cannot be opened is none: taken for an empty one, everything after it would seem to be changed.
void scan_without(EventStore& store, const Owners& locked, const std::function<bool(const Entry&)>& visit) {
    store.scan([&](const Entry& entry) {
        const auto is_locked = [&](const Part& part) { return is_of(locked, part); };
        if (std::ranges::none_of(entry.parts, is_locked)) return visit(entry);
        Entry open = entry;
        std::erase_if(open.parts, is_locked);
        return visit(open);
    });
}

std::string in_words(const Owners& locked, std::int64_t parts) {
    std::set<std::string> people;
    for (const auto& [person, category] : locked) people.insert(person);
    return "the keys of " + std::to_string(people.size()) +
           (people.size() == 1 ? " person who was" : " people who were") +
           " not erased are missing, so that " + std::to_string(parts) +
           (parts == 1 ? " private part was" : " private parts were") +
           " not looked into: put the keys back from their backup";
}

}  // namespace

Replayed replay(const Scan& scan, const std::function<void(std::int64_t)>& progress) {
    Replayed report;
    Replayer replayer{report};
    tell(replayer, report, scan, progress);
    return report;
}

Replayed replay(EventStore& store, const std::function<void(std::int64_t)>& progress) {
    Replayed report;
    const Owners locked = locked_in(store);
    Replayer replayer{report, locked};
    tell(
        replayer, report, [&](const auto& visit) { scan_without(store, locked, visit); }, progress);
    compare_trees(store, report);
    // Where entries are wrong, what is derived cannot be told.
    if (report.sound()) {
        Derived derived{store, replayer.states(), report};
        derived.compare_snapshots();
        derived.compare_views(replayer.reviews());
    }
    if (!locked.empty())
        report.differences.insert(
            report.differences.begin(),
            Difference{"instance", 0, "keys", in_words(locked, replayer.locked_parts())});
    return report;
}

void rebuild(EventStore& store) {
    constexpr std::size_t changes_max = 2000;  // held back until they are written in one transaction
    store.drop_derived();
    Folded folded;
    std::vector<Change> changes;
    std::vector<InvolvementRow> involvements;
    const auto write = [&] {
        std::map<std::string, Snapshot> newest;
        for (const Change& change : changes)
            newest.insert_or_assign(change.stream, Snapshot{change.stream, version_of(change.after),
                                                            ledger::canonical(encode_state(change.after))});
        std::vector<Snapshot> snapshots;
        for (auto& [stream, snapshot] : newest) snapshots.push_back(std::move(snapshot));
        Views views = views_of(changes);
        views.involvements.swap(involvements);
        store.put_derived(snapshots, views);
        changes.clear();
    };
    store.scan([&](const Entry& entry) {
        const auto events = events_of(entry);
        invariant(events && folded.apply(entry, *events), "what was recorded can be folded");
        if (const auto leaf = ledger::read_leaf(entry.leaf))
            for (InvolvementRow& row : involvements_of(leaf->actor, parts_of(*leaf), entry.streams))
                involvements.push_back(std::move(row));
        // Row by row as it happened: what a later entry no longer mentions stays as it was last seen.
        for (const auto& [stream, list] : events->as_object())
            changes.push_back({stream, {}, folded.streams().at(stream)});
        if (changes.size() >= changes_max) write();
        return true;
    });
    write();
}

void fold_until(EventStore& store, Instant at, Folded& into) {
    store.scan([&](const Entry& entry) {
        if (entry.at > at) return true;  // clocks of two logs may differ: look at every entry
        const auto events = events_of(entry);
        if (events) into.apply(entry, *events);
        return true;
    });
}

}  // namespace atranka::service
