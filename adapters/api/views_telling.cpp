#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "engine/explanation/explain.hpp"

namespace atranka::api {

namespace {

Value items_of(Value item) { return object_of({{"items", list_of(std::move(item))}}, {"items"}); }

template <class T>
Response list(const std::optional<std::vector<T>>& found) {
    if (!found) return not_found();
    Value::List items;
    for (const T& one : *found) items.push_back(kernel::encode(one));
    return json(Value::object({{"items", std::move(items)}}));
}

Response timeline(Asked& asked) { return list(asked.inquiry.timeline(asked.name("call"))); }
Response timeline_of(Asked& asked) { return list(asked.inquiry.timeline_of(asked.name("application"))); }
Response experts(Asked& asked) {
    return list(
        asked.inquiry.experts(asked.name("call"), asked.parameter("application"), asked.parameter("step")));
}

Response statistics(Asked& asked) {
    const auto found = asked.inquiry.statistics(asked.name("call"), asked.parameter("round"));
    return found ? json(kernel::encode(*found)) : not_found();
}

Response preview(Asked& asked) {
    const auto call = asked.inquiry.call(asked.name("call"));
    asked.is_empty = call && asked.inquiry.works_on(*call);
    const auto found = asked.inquiry.preview(asked.name("call"), asked.name("round"), asked.name("step"));
    return found ? json(kernel::encode(*found)) : not_found();
}

Response own(Asked& asked) {
    const auto paging = paging_of(asked);
    if (!paging) return paging.error();
    const auto limit = static_cast<std::size_t>(paging->limit);
    auto entries = asked.inquiry.own_entries(limit + 1, paging->after);
    Value answer = Value::object();
    if (entries.size() > limit) {
        entries.resize(limit);
        answer.set("next", cursor_of(asked, entries.back().at.text(), entries.back().command));
    }
    Value::List items;
    for (const inquiry::OwnEntry& entry : entries) items.push_back(kernel::encode(entry));
    answer.set("items", std::move(items));
    return json(answer);
}

struct Explanation {
    std::string application, call, round, definition, outcome, language;
    std::vector<explanation::Chapter> steps;
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (application, call, round, definition, outcome, language, steps))

Response explained(Asked& asked) {
    const std::string language = asked.parameter("lang");
    if (!language.empty() && language != "en" && language != "lt")
        return problem(422, "unknown-parameter", "Wrong parameter", "lang is en or lt");
    const auto found = asked.inquiry.application(asked.name("application"));
    if (!found || !access::reads_all(found->relation)) return not_found();
    const auto extent = asked.inquiry.extent().value_or(
        service::Extent::until(Instant{std::numeric_limits<std::int64_t>::max()}));
    const bool lt = language == "lt";
    return json(kernel::encode(Explanation{
        found->state.id.text, found->state.call.text, found->state.round.text,
        asked.inquiry.states().call(found->state.call).definition, found->state.outcome, lt ? "lt" : "en",
        explanation::explain(*asked.desk.store, extent, found->state,
                             lt ? explanation::Language::lt : explanation::Language::en)}));
}

struct NodeStage {
    std::string stage;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(NodeStage, (), (stage, count))

struct Node {
    std::string id, kind;
    std::map<std::string, std::string> title;
    std::string by, confirm_by;
    std::int64_t count = 0;
    std::vector<NodeStage> stages;
};
BOOST_DESCRIBE_STRUCT(Node, (), (id, kind, title, by, confirm_by, count, stages))

struct Edge {
    std::string from, to, on;
};
BOOST_DESCRIBE_STRUCT(Edge, (), (from, to, on))

struct Diagram {
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    bool counted = false;
};
BOOST_DESCRIBE_STRUCT(Diagram, (), (nodes, edges, counted))

// Whoever sees the call sees its graph; who waits where, those who work on it.
Response diagram(Asked& asked) {
    const auto call = asked.inquiry.call(asked.name("call"));
    const auto definition = call ? asked.inquiry.definition_of(*call) : nullptr;
    if (!definition) return not_found();
    const auto board = asked.inquiry.board(call->id.text, asked.parameter("round"));
    Diagram diagram;
    diagram.counted = board.has_value();
    for (std::size_t i = 0; i < definition->steps.size(); ++i) {
        const definition::Step& step = definition->steps[i];
        Node node{step.name,
                  std::string{lifecycle::kind_name(step.kind)},
                  step.title.by_language,
                  step.by,
                  step.confirm_by,
                  board ? board->steps[i].waiting : 0,
                  {}};
        for (const lifecycle::Stage& stage : lifecycle::stages_of(step.kind)) {
            NodeStage one{lifecycle::stage_name(stage), 0};
            if (board)
                if (const auto count = board->steps[i].stages.find(one.stage);
                    count != board->steps[i].stages.end())
                    one.count = count->second;
            node.stages.push_back(std::move(one));
        }
        diagram.nodes.push_back(std::move(node));
        for (const auto& [on, to] : step.on) diagram.edges.push_back({step.name, to, on});
    }
    for (std::size_t i = 0; i < definition->outcomes.size(); ++i) {
        const definition::Outcome& outcome = definition->outcomes[i];
        diagram.nodes.push_back({outcome.name,
                                 "outcome",
                                 outcome.title.by_language,
                                 {},
                                 {},
                                 board ? board->outcomes[i].count : 0,
                                 {}});
    }
    return json(kernel::encode(diagram));
}

}  // namespace

std::vector<Route> telling_routes() {
    const Parameter round{"round", "of this round", type_of("string")};
    return {
        {"GET",
         "/applications/{application}/explanation",
         "Every step, sum and comparison of an application, with the entry behind each, for those who read "
         "all of it.",
         false,
         {{"lang", "of the sentences: en or lt", type_of("string")}},
         {},
         schema_of<Explanation>(),
         explained,
         true,
         true},
        {"GET",
         "/applications/{application}/timeline",
         "Its entries, and where it stood after each, for those who read all of it.",
         false,
         {},
         {},
         items_of(schema_of<inquiry::Moment>()),
         timeline_of,
         true,
         true},
        {"GET",
         "/calls/{call}/timeline",
         "The entries of a call's log, for those who read everything of it.",
         false,
         {},
         {},
         items_of(schema_of<inquiry::Happening>()),
         timeline},
        {"GET",
         "/calls/{call}/diagram",
         "The call's steps and outcomes as a graph; who waits where, for those who work on it.",
         true,
         {round},
         {},
         schema_of<Diagram>(),
         diagram},
        {"GET",
         "/calls/{call}/statistics",
         "Funnel, scores by criterion and by expert, spread, time a step, money over time, for those who "
         "read "
         "everything of the call.",
         false,
         {round},
         {},
         schema_of<inquiry::Statistics>(),
         statistics},
        {"GET",
         "/calls/{call}/experts",
         "Who may review in the call and how much each has to do; with an application and a step, by which "
         "rule "
         "each may not.",
         false,
         {{"application", "that is to be reviewed", type_of("string")},
          {"step", "in which", type_of("string")}},
         {},
         items_of(schema_of<inquiry::Expert>()),
         experts},
        {"GET",
         "/calls/{call}/rounds/{round}/rankings/{step}/preview",
         "A selection as it stands: its list as it was ranked, or as it would be ranked now.",
         false,
         {},
         {},
         schema_of<inquiry::Preview>(),
         preview,
         true,
         true},
        {"GET",
         "/me/history",
         "The commands that you gave, newest first; each has its receipt at /receipts/{command}.",
         false,
         paging_parameters({}),
         {},
         page_schema(schema_of<inquiry::OwnEntry>()),
         own},
    };
}

}  // namespace atranka::api
