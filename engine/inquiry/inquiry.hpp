#pragma once
// What readers may ask: lists, one thing, and what they may do with it. Every adapter that shows anything
// asks here, and here asks `access`.
// Shape:  the record as it stands, or as of an extent; who looks back sees no more than they may see today.
//         What a viewer may not see is answered exactly like what is not there.
// Units:  lists are in the order asked for, from after a key on.

#include "engine/inquiry/board.hpp"
#include "engine/inquiry/fees.hpp"
#include "engine/inquiry/notices.hpp"
#include "engine/inquiry/orders.hpp"
#include "engine/inquiry/places.hpp"
#include "engine/inquiry/preview.hpp"
#include "engine/inquiry/questions.hpp"
#include "engine/inquiry/staffing.hpp"
#include "engine/inquiry/telling.hpp"
#include "engine/inquiry/words.hpp"
#include "engine/inquiry/work.hpp"
#include "engine/service/history.hpp"

#include <functional>
#include <memory>

namespace atranka::inquiry {

// Nobody in particular is the public.
struct Viewer {
    PersonId person;
    Instant now;
};

struct Application {
    application::State state;  // what may be read of it
    access::Relation relation{};
    Wording wording;
    std::vector<std::string> commands;  // that the viewer may try, by name
};

BOOST_DESCRIBE_STRUCT(Application, (), (state, relation, wording, commands))

// Why a search has no answer: too many have those words, or the index still has to take in a large record.
enum class NotFound { too_many, not_ready };
// As many applications as a search may find.
constexpr std::int64_t found_max = 10'000;

struct Person {
    registry::Person person;  // what may be read of them
    Value identity;           // name and addresses; null where they may not be read, or were erased
};

class Inquiry {
public:
    Inquiry(service::EventStore& store, service::States& present, Viewer viewer,
            const access::Policy& policy = access::policy());
    // Where what was unsealed is kept for a while.
    void keep_in(Unsealed& unsealed) { unsealed_ = &unsealed; }
    // Everything below is of that time.
    void look_back(const service::Extent& extent);
    // The time by which something is late.
    Instant moment() const { return extent_ ? extent_->moment() : viewer_.now; }

    // Of one call where the query names one, else those the viewer leads or was asked to review. A version
    // that may not be read is 0.
    std::vector<service::ApplicationRow> applications(const service::ApplicationQuery& query);
    // Those of them whose words, as far as the viewer may read them, fit the search; quicker with the places
    // that were looked at before.
    tl::expected<std::vector<service::ApplicationRow>, NotFound> found(const service::ApplicationQuery& query,
                                                                       const service::Terms& terms,
                                                                       service::Texts& texts,
                                                                       Places* places = nullptr);
    // What the applications of a call are called, of those after that one and at most so many: for those who
    // read all of them, today; nothing for others.
    tl::expected<std::vector<service::Titled>, NotFound> titles(const std::string& call,
                                                                const std::string& after, std::int64_t count,
                                                                service::Texts& texts);
    std::optional<Application> application(const std::string& id);
    std::vector<service::ReviewRow> reviews(const service::ReviewQuery& query);
    std::vector<service::CallRow> calls();
    std::optional<call::State> call(const std::string& id);
    // Their own; anybody's for administrators; for those who work on a call, those who have a part in it.
    std::optional<Person> person(const std::string& id);
    std::vector<service::PersonRow> persons(const std::string& call);
    // Awards that were announced, as everybody may know them.
    std::vector<Application> published(const std::string& call);
    // Names and ids of all organisations that applied in a round: for those who work on the call, and for
    // its experts from whom the applicants are hidden.
    std::optional<std::set<std::pair<std::string, std::string>>> organisations(const std::string& call,
                                                                               const std::string& round);
    // The call of an application as it stands today, whoever may know of it; empty where there is none.
    std::string call_of(const std::string& application);
    // The entries of an application, for those who read all of it.
    std::optional<std::vector<service::Entry>> history(const std::string& application);
    // Which commands the viewer may try on it.
    std::vector<std::string> commands_of(const call::State& call);
    std::vector<std::string> commands_of_instance();
    // The ranked list that lies beside a selection's entry, for those who work on the call.
    std::optional<Value> ranking(const std::string& call, const std::string& round, const std::string& step);

    // What waits for the viewer.
    std::vector<Task> work();
    // Of one round where one is named; nothing for those who do not work on the call.
    std::optional<Board> board(const std::string& call, const std::string& round);

    // What waits to be told to applicants; what is before the deciding authority. For those who work on it.
    std::optional<std::vector<Notice>> notices(const std::string& call);
    std::optional<Awards> awards(const std::string& call);
    // As anybody may read them who sees the call.
    std::optional<Questions> questions(const std::string& call);
    // Of the viewer; of an expert who is named, for those who work on the call.
    std::optional<Fees> fees(const std::string& call, const std::string& expert);

    // Entries of a call's log, and figures over them, for those who read everything of it.
    std::optional<std::vector<Happening>> timeline(const std::string& call);
    std::optional<Statistics> statistics(const std::string& call, const std::string& round);
    std::optional<std::vector<Moment>> timeline_of(const std::string& application);
    // Newest first, those before a key (instant and command) where one is given.
    std::vector<OwnEntry> own_entries(std::size_t limit,
                                      const std::optional<std::pair<std::string, std::string>>& after);
    // Everybody who may review in the call; and whether they may in that step of that application.
    std::optional<std::vector<Expert>> experts(const std::string& call, const std::string& application,
                                               const std::string& step);
    std::optional<Preview> preview(const std::string& call, const std::string& round,
                                   const std::string& step);
    // Every entry that is looked at, whoever may read it.
    void scan(const std::function<void(const service::Entry&)>& visit);
    const std::optional<service::Extent>& extent() const { return extent_; }

    // Works on it, and neither leads nor reviews one of its applications: nobody learns by taking everything
    // what they may not look up singly.
    bool reads_whole(const call::State& call);
    bool works_on(const call::State& call);
    bool is_auditor(const std::string& call);
    std::shared_ptr<const definition::Definition> definition_of(const call::State& call);
    service::States& states();

private:
    const registry::Person* viewer();
    bool has_role(const std::string& call, std::string_view role);
    const call::State& call_state(const CallId& id);
    const application::State& looked_at(const std::string& application);
    Unsealed::All told_of(const application::State& whole);
    std::optional<access::Sight> sight_of(const application::State& state);
    std::optional<service::ApplicationRow> row_of(const std::string& application);
    std::set<std::string> special_ids(const std::string& call);
    std::vector<service::ApplicationRow> special(const service::ApplicationQuery& query);
    std::vector<service::ApplicationRow> then(const service::ApplicationQuery& query);
    bool reads_words_of_all(const call::State& call);
    bool has_words(const service::ApplicationRow& row, const service::Terms& terms, service::Texts& texts);
    void take(std::vector<Task>& tasks, const std::vector<Turn>& turns, const std::string& call,
              const std::string& application, const std::function<bool(std::string_view command)>& may_try);
    void work_of_application(std::vector<Task>& tasks, const std::string& id);
    void work_of_call(std::vector<Task>& tasks, const call::State& call);
    void work_of_instance(std::vector<Task>& tasks);
    bool awaits_notice(const service::ApplicationRow& row);
    static Barriers barriers_of(const definition::Definition& definition,
                                const std::vector<service::ApplicationRow>& rows);

    service::EventStore& store_;
    service::States& present_;
    Viewer viewer_;
    const access::Policy& policy_;
    Unsealed* unsealed_ = nullptr;
    std::optional<service::Extent> extent_;
    std::unique_ptr<service::Past> past_;
    std::optional<registry::Person> person_;
    // Of applications that were looked at: sights refer to them.
    std::map<std::string, application::State> then_, today_;
    std::map<CallId, call::State> calls_;
    std::map<std::string, std::shared_ptr<const definition::Definition>> definitions_;
};

}  // namespace atranka::inquiry
