#include "adapters/cli/timeline.hpp"

#include "adapters/cli/wording.hpp"
#include "adapters/cli/words.hpp"
#include "engine/service/record.hpp"

namespace atranka::cli {

namespace {

struct Told {
    std::string actor, command;
    Value members;
    bool imported = false, erased = false;
};

Told told(const service::Entry& entry) {
    const auto read = service::envelope_of(entry);
    if (!read) return {"?", std::string{spaced(entry.type)}, {}};
    const Value encoded = kernel::encode(read->envelope.command);
    return {read->envelope.actor.text, spaced(entry.type), encoded.as_object().begin()->second,
            read->envelope.imported, read->erased};
}

}  // namespace

std::string timeline_text(const service::Entry& entry, const std::string& stream) {
    const Told who = told(entry);
    std::string text = shown(entry.at) + "  " + who.actor + ": " + who.command +
                       (who.imported ? " (imported)" : "") + (who.erased ? " (private parts erased)" : "");
    if (stream.empty()) text = entry.log + " " + std::to_string(entry.index) + "  " + text;
    for (const char* name : {"reason", "question", "answer"})
        if (const Value* words = who.members.find(name); words != nullptr && words->is_text())
            text += ": \"" + words->as_text() + "\"";
    const auto events = service::events_of(entry);
    if (!events || !events->is_object()) return text + "\n      its events cannot be read";
    for (const auto& [name, list] : events->as_object()) {
        if (!stream.empty() && name != stream) continue;
        for (const Value& event : list.as_list())
            text +=
                "\n" + wrapped("      ", (stream.empty() ? name + ": " : std::string{}) + in_words(event), 8);
    }
    return text;
}

Value timeline_tree(const service::Entry& entry) {
    const Told who = told(entry);
    Value tree = Value::object({{"log", entry.log},
                                {"index", entry.index},
                                {"at", entry.at.text()},
                                {"actor", who.actor},
                                {"type", entry.type},
                                {"id", entry.command_id},
                                {"leaf_hash", entry.leaf_hash},
                                {"command", who.members}});
    if (who.erased) tree.set("erased", true);
    if (who.imported) tree.set("imported", true);
    if (auto events = service::events_of(entry)) tree.set("events", std::move(*events));
    return tree;
}

int tell_timeline(Program& program, const Reading& reading, const std::string& stream,
                  const std::vector<service::Entry>& entries) {
    Value::List answers;
    for (const service::Entry& entry : entries) {
        if (!reading.holds(entry)) continue;
        if (program.json())
            answers.push_back(timeline_tree(entry));
        else
            program.say(timeline_text(entry, stream));
    }
    if (program.json()) program.answer(answers);
    return ok;
}

}  // namespace atranka::cli
