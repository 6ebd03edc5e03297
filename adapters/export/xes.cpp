#include "adapters/export/xes.hpp"

#include <cctype>

namespace atranka::exporting {

namespace {

// XML 1.0 has no spelling for most control characters.
constexpr const char* replacement = "\xEF\xBF\xBD";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\t': out += "&#9;"; break;
            case '\n': out += "&#10;"; break;
            case '\r': out += "&#13;"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20)
                    out += replacement;
                else
                    out += c;
        }
    }
    return out;
}

const char* tag_of(Type type) {
    switch (type) {
        case Type::text: return "string";
        case Type::time: return "date";
        case Type::integer: return "int";
        case Type::number: return "float";
        case Type::boolean: return "boolean";
    }
    return "string";
}

std::string element(int indent, const Fact& fact) {
    const std::string blanks(static_cast<std::size_t>(indent), ' ');
    return blanks + "<" + tag_of(fact.type) + " key=\"" + escaped(fact.name) + "\" value=\"" +
           escaped(fact.value) + "\"/>\n";
}

// "SubmitReview" → "Submit review"
std::string activity(const std::string& type) {
    std::string words;
    for (const char c : type) {
        const auto letter = static_cast<unsigned char>(c);
        const bool upper = std::isupper(letter) != 0;
        if (upper && !words.empty()) words += ' ';
        words += upper && !words.empty() ? static_cast<char>(std::tolower(letter)) : c;
    }
    return words;
}

std::string event_of(const Told& told, const Value::List& events) {
    std::string out = "    <event>\n";
    const auto put = [&](const Fact& fact) { out += element(6, fact); };
    put({"concept:name", Type::text, activity(told.entry.type)});
    put({"concept:instance", Type::text, told.entry.command_id});
    put({"lifecycle:transition", Type::text, "complete"});
    put({"time:timestamp", Type::time, told.entry.at.text()});
    put({"org:resource", Type::text, told.leaf.actor});
    if (!told.role.empty()) put({"org:role", Type::text, told.role});
    for (const Fact& fact : facts_of_entry(told))
        if (fact.name != "actor" && fact.name != "role" && fact.name != "command_id") put(fact);
    for (const Fact& fact : facts_of_events(told, events)) put(fact);
    put({"recorded_events", Type::text, names_of(events)});
    return out + "    </event>\n";
}

constexpr const char* head =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/" xes.version="1849.2016" xes.features="">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="application"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="activity"/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
    <string key="org:resource" value="person"/>
    <int key="entry" value="0"/>
    <string key="leaf_hash" value=""/>
  </global>
  <classifier name="Activity" scope="event" keys="concept:name"/>
  <classifier name="Resource" scope="event" keys="org:resource"/>
)";

}  // namespace

tl::expected<Xes, Fault> xes_of(service::EventStore& store, const CallId& call) {
    struct Trace {
        std::string events;
        application::State state;
    };
    std::map<std::string, Trace> traces;
    Xes log;
    std::string origin, definition;
    const auto told = tell(store, call, [&](const Told& one, service::Folded& after) {
        origin = one.leaf.log;
        definition = one.leaf.definition;
        for (const auto& [stream, events] : one.events.as_object()) {
            if (!stream.starts_with("application/")) continue;
            const std::string id = stream.substr(stream.find('/') + 1);
            Trace& trace = traces[id];
            trace.events += event_of(one, events.as_list());
            trace.state = after.application({id});
            ++log.events;
        }
    });
    if (!told) return tl::unexpected{told.error()};
    log.traces = static_cast<std::int64_t>(traces.size());
    log.text = head;
    log.text += element(2, {"concept:name", Type::text, call.text});
    log.text += element(2, {"lifecycle:model", Type::text, "standard"});
    log.text += element(2, {"log", Type::text, origin});
    log.text += element(2, {"definition", Type::text, definition});
    for (const auto& [id, trace] : traces) {
        log.text += "  <trace>\n" + element(4, {"concept:name", Type::text, id});
        log.text += element(4, {"call", Type::text, trace.state.call.text});
        log.text += element(4, {"round", Type::text, trace.state.round.text});
        log.text += element(4, {"lead", Type::text, trace.state.lead.text});
        log.text += element(4, {"outcome", Type::text, trace.state.outcome});
        log.text += trace.events + "  </trace>\n";
    }
    log.text += "</log>\n";
    return log;
}

}  // namespace atranka::exporting
