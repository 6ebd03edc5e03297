#pragma once
// The streams as the record has them, over which lie those that were decided and are not written yet.
// Shape:  a batch begins, keeps what it decides, and is sent; sent, it arrives or is lost. One may be on its
//         way while the next is decided over it. Whoever only reads begins a batch and keeps nothing.
// Source: DESIGN.md §6 (speculative state).

#include "engine/service/execute.hpp"
#include "engine/service/ports.hpp"

namespace atranka::service {

// What a batch decided.
struct Ahead {
    std::map<std::string, StreamState> streams = {};
    std::vector<ReviewRow> overtaken = {};      // of states that the batch itself left behind
    std::map<std::string, Value> brought = {};  // documents and large facts, by hash
    std::size_t entries = 0;
    bool instance = false;  // whether the instance log has one of them
};
class Stored final : public States {
public:
    explicit Stored(EventStore& store) : store_(store) {}

    registry::Person person(const PersonId& id) override;
    registry::Organisation organisation(const OrganisationId& id) override;
    custody::Log log(const std::string& log) override;
    std::vector<InvolvementRow> involvements(const PersonId& person) override;
    call::State call(const CallId& id) override;
    question::State questions(const CallId& call) override;
    application::State application(const ApplicationId& id) override;
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call_id,
                                                                 const RoundId& round) override;
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override;
    std::optional<Value> beside(const std::string& hash) override;
    bool instance_is_new() override;

    void begin();
    void bring(const Value& document);
    // Takes the states out of it.
    void keep(Executed& executed);
    // What follows from what was kept: once a stream, however many commands changed it.
    void derive(Batch& into) const;
    void send();
    void arrived();
    void lost();
    // Streams loaded since `begin`, with the versions they had. What is written is compared by its version.
    std::vector<StreamVersion> reads_besides(const std::vector<Batch>& batches) const;
    const std::map<std::string, Value>& brought() const { return now_.brought; }
    // With what the batch has before; loading it lets a change by another program be a conflict.
    std::int64_t version_of_stream(const std::string& stream);

private:
    // A stream as it was when it was loaded or written, which is looked at again by its version once others
    // wrote.
    struct Known {
        StreamState state;
        std::int64_t turn = 0;
    };
    template <class State>
    State load(const std::string& stream);
    const StreamState* find_ahead(const std::string& stream) const;

    EventStore& store_;
    std::int64_t position_ = -1;  // of the newest entry when a batch began, or that arrived since
    std::int64_t turn_ = 0;       // how often others had written by then
    std::map<std::string, std::shared_ptr<const definition::Definition>> definitions_;
    std::map<std::string, std::int64_t> reads_;
    std::map<std::string, Known> recent_;
    Ahead now_;
    std::optional<Ahead> on_its_way_;
};

}  // namespace atranka::service
