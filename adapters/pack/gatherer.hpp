#pragma once
// How the dossiers of a pack are gathered: its entries are folded one by one, as replay folds them, and each
// event puts its line under a topic. Internal to the room; dossier.hpp is what others see.
// Shape:  one class, of which each file has one idea: dossier.cpp the walk over the entries and what is put
//         together at its end, gatherer.cpp what every line is made of, dossier_call.cpp what events of the
//         call say, dossier_tell.cpp those of an application, dossier_review.cpp those of its experts and
//         scores, dossier_ranking.cpp its place and the money that was left.

#include "adapters/pack/dossier.hpp"
#include "engine/explanation/arithmetic.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/replay.hpp"

#include <set>
#include <tuple>

namespace atranka::pack {

template <class Enum>
Both enum_term(Enum value) {
    return term(boost::describe::enum_to_string(value, "?"));
}

inline Both number(const Decimal& value) { return explanation::number_text(value); }

// An erasure of a person's data of one category.
struct Erasure {
    std::string person, category, basis, by;
    std::int64_t index = 0;
    Instant at;
};

// One expert's way to an application in one step.
struct Access {
    std::string step, expert;
    std::optional<Line> declared, opened;
    Both interest;
    Both statement;
};

// The money that a list shared out, or the sum that it was taken to: when it was ranked, and worked out how.
struct Cut {
    Both amount, sum;
};

class Gatherer {
public:
    Gatherer(const Pack& pack, std::string call) : pack_(pack), call_{std::move(call)} {}

    Dossiers gather();

private:
    using State = application::State;
    using Entry = service::Entry;
    using Rows = std::vector<procedure::Row>;

    // dossier.cpp
    void find_erasures(const Entry& entry);
    void tell_entry(const Entry& entry);
    void finish_call();
    void finish(const std::string& id, Dossier& dossier);
    // Whether each expert declared before they first opened the application.
    void finish_interests(Dossier& dossier);
    static Both order_text(const Access& one);
    void finish_participants(Dossier& dossier);

    // gatherer.cpp
    // What somebody wrote: the words, or why they are not here.
    Both words(const std::string& part) const;
    const Erasure* erasure_of(const std::string& subject, const std::string& part) const;
    Both absent(const std::string& subject, const std::string& part) const;
    void remember_missing(const std::optional<service::Command>& command);
    std::optional<Value> part_value(const std::string& part) const;
    Line line(Both what, Both sum = {}, Both quote = {}) const;
    Line& add(Topic topic, Both what, Both sum = {}, Both quote = {});
    void exception(Both what, Both quote);
    Both step_title(const std::string& name) const;
    Both role_title(const std::string& name) const;
    Both when(Instant at) const;
    Both amount(const Decimal& value) const;
    std::string organisation_name(const std::string& id);
    const definition::Rubric* rubric_of(const std::string& step) const;
    Both parameter_title(const std::string& name) const;
    Both value_text(const Value& value) const;
    Deed deed(const std::string& stage) const;
    bool is_last(const std::string& step, lifecycle::Kind kind) const;
    Both outcome_title(const std::string& name) const;

    // dossier_call.cpp
    // The call: the same for all its applications.
    void tell_call(const Value::List& list);
    Line& add_to_call(Both what, Both quote = {});
    void tell_of_call(const call::CallDrafted& e);
    void tell_of_call(const call::CallMoved& e);
    void tell_of_call(const call::CallSuspended&);
    void tell_of_call(const call::RoundMoved& e);
    void tell_of_call(const call::ChangeProposed& e);
    void tell_of_call(const call::ChangeDecided&);
    void tell_of_call(const call::SelectionMoved& e);
    void tell_of_call(const call::MoneyCommitted& e) { move_money(e.amount, e.envelope); }
    void tell_of_call(const call::MoneyReturned& e) { move_money(-e.amount, e.envelope); }
    void tell_of_call(const auto&) {}
    void move_money(const Decimal& amount, const std::string& envelope);
    void remember_cut(const std::string& name, const RoundId& round);
    // Reasons in a call's commands are not private.
    Both reason_of_command() const;

    // dossier_tell.cpp
    void tell(const application::ApplicationStarted& e);
    void tell(const application::MovedToRound& e);
    void tell(const application::LeadHandedOver& e);
    void tell(const application::FormSubmitted& e);
    void tell(const application::ClarificationAsked& e);
    void tell(const application::LinesAssessed& e);
    Both table_label(const std::string& name) const;
    void tell(const application::ErrorCorrected& e);
    Both field_label(const std::string& step, const std::string& name) const;
    const definition::Rule* rule_of(const std::string& path) const;
    void tell(const application::CheckProposed& e);
    void tell(const application::CheckDecided& e);
    void tell(const application::AwardDecided& e);
    void tell(const application::NoticeServed& e);
    void tell(const application::OutcomeReached& e);
    void tell(const application::AppealMoved& e);
    void tell(const application::RulingRecorded& e);
    void tell(const application::ExtensionProposed& e);
    void tell(const application::ExtensionRefused& e);
    void tell(const application::DeadlineMoved& e);
    void tell(const application::WorkSuspended&);
    void tell(const application::WorkResumed& e);
    void tell(const application::DeadlinePassed& e);
    void tell(const application::StepEntered&) {}
    void tell(const application::StageReached& e);

    // dossier_review.cpp
    Access& access(const std::string& step, const std::string& expert);
    void tell(const assignment::ExpertAssigned& e);
    void tell(const assignment::InterestDeclared& e);
    void tell(const assignment::InterestCleared& e);
    void tell(const assignment::ApplicationOpened& e);
    void tell(const assignment::AssignmentMoved& e);
    void tell(const assignment::ReviewSubmitted& e);
    std::vector<std::vector<Both>> score_table(const definition::Rubric* rubric,
                                               const std::map<std::string, Decimal>& scores,
                                               const std::optional<Value>& comments, bool has_comments) const;
    void tell(const application::ReviewDiverged& e);
    void tell(const application::ChairNamed& e);
    void tell(const application::ReviewDiscussed& e);
    void tell(const application::ConsensusWritten& e);
    void tell(const application::ConsensusSigned& e);
    void tell(const application::ReviewScored& e);
    // Criterion by criterion: each sheet that counts, what they give, and the threshold.
    std::vector<std::vector<Both>> inputs_table(const application::ReviewScored& e,
                                                const definition::Rubric& rubric,
                                                const application::Review& review) const;

    // dossier_ranking.cpp
    void tell(const application::Placed& e);
    void tell_later_money();
    void tell_movers(const std::string& step);
    Rows rows_of(const std::string& step);
    Rows rows_of(const call::Selection& selection);
    // The application between those that stand next to it, key by key.
    static std::vector<std::vector<Both>> neighbours(const definition::Step& step, const Rows& rows,
                                                     Rows::const_iterator own);
    void tell_cut(const definition::Step& step, const Rows& rows, const procedure::Row& own);

    const Pack& pack_;
    CallId call_;
    service::Folded states_;
    std::map<std::string, std::int64_t> versions_;
    std::shared_ptr<const definition::Definition> definition_;
    std::vector<Erasure> erasures_;
    std::map<std::string, Dossier> dossiers_;
    std::vector<Line> call_lines_, call_exceptions_;
    std::set<std::string> call_actors_;
    std::map<std::int64_t, std::string> round_of_line_;  // lines about one round alone, by entry
    std::map<std::pair<std::string, std::string>, std::vector<Deed>> movers_;
    std::map<std::pair<std::string, std::string>, Cut> cuts_;
    std::map<std::pair<std::string, std::string>, std::vector<Line>> later_;
    CallStory story_;
    std::map<std::string, std::vector<Access>> accesses_;
    std::map<std::tuple<std::string, std::string, std::string>, std::int64_t> review_versions_;
    std::map<std::string, std::map<const Erasure*, std::vector<std::pair<std::int64_t, std::string>>>>
        missing_;

    // The entry that is told.
    const Entry* entry_ = nullptr;
    std::optional<ledger::Leaf> leaf_;
    std::string actor_;
    Dossier* dossier_ = nullptr;
    State before_, after_;
    call::State call_before_;
};

}  // namespace atranka::pack
