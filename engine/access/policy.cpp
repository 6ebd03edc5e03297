#include "engine/access/policy.hpp"

#include <algorithm>
#include <boost/mp11.hpp>

namespace atranka::access {

namespace {

using F = Field;
using R = Relation;
using G = Giver;

std::vector<Grant> written_grants() {
    std::vector<Grant> all{
        // What was granted is public, once it was announced; nothing else of an application is.
        {R::none, F::existence, When::published},
        {R::none, F::partners, When::published},
        {R::none, F::title, When::published},
        {R::none, F::award, When::published},
        {R::none, F::outcome, When::published},

        {R::lead, F::existence},
        {R::lead, F::lead},
        {R::lead, F::partners},
        {R::lead, F::title},
        {R::lead, F::progress},
        {R::lead, F::stage, When::own_turn},
        {R::lead, F::stage, When::announced},
        {R::lead, F::forms},
        {R::lead, F::texts},
        {R::lead, F::questions},
        {R::lead, F::appeals},
        {R::lead, F::checks, When::announced},
        {R::lead, F::other_reviews, When::announced},
        {R::lead, F::review_result, When::announced},
        {R::lead, F::placements, When::announced},
        {R::lead, F::award, When::offered},
        {R::lead, F::award, When::announced},
        {R::lead, F::outcome, When::announced},
        {R::lead, F::reasons, When::announced},

        {R::expert, F::existence},
        {R::expert, F::own_review},
        {R::expert, F::lead, When::unblinded},
        {R::expert, F::partners, When::unblinded},
        {R::expert, F::title, When::unblinded},
        {R::expert, F::title, When::declared},
        {R::expert, F::progress},
        {R::expert, F::stage, When::submitted},
        {R::expert, F::forms, When::declared},
        {R::expert, F::texts, When::opened},
        {R::expert, F::other_reviews, When::submitted},
        {R::expert, F::open_reviews, When::acquainted},
        {R::expert, F::expert_names, When::acquainted},
        {R::expert, F::review_result, When::submitted},
        {R::expert, F::discussion, When::submitted},
    };
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Field>>([&](auto field) {
        all.push_back({R::staff, field.value});
        all.push_back({R::auditor, field.value});
    });
    return all;
}

constexpr Licence licences[] = {
    {"FoundInstance", G::anybody},
    {"RegisterPerson", G::administrator},
    {"GrantRole", G::administrator},
    {"RevokeRole", G::anybody},
    {"DelegateRole", G::anybody},
    {"RegisterOrganisation", G::administrator},
    {"SucceedOrganisation", G::administrator},
    {"ProposeErasure", G::data_protection},
    {"ConfirmErasure", G::custodian},
    {"RefuseErasure", G::custodian},
    {"RotateKey", G::administrator},
    {"AnchorHeads", G::clock},
    {"OpenEpoch", G::administrator},

    {"DraftCall", G::officer},
    {"PublishCall", G::head},
    {"OpenCall", G::officer},
    {"CloseCall", G::officer},
    {"EvaluateCall", G::officer},
    {"DecideCall", G::officer},
    {"CancelCall", G::head},
    {"ArchiveCall", G::officer},
    {"SuspendCall", G::head},
    {"ResumeCall", G::head},
    {"OpenRound", G::officer},
    {"CloseRound", G::officer},
    {"ProposeChange", G::officer},
    {"ConfirmChange", G::head},
    {"RefuseChange", G::head},
    {"CommitLot", G::officer_or_head},

    {"AskQuestion", G::anybody},
    {"PublishAnswer", G::officer},
    {"SetAsideQuestion", G::officer},

    {"StartApplication", G::anybody},
    {"SubmitForm", G::lead},
    {"WithdrawApplication", G::lead},
    {"HandOverLead", G::lead},
    {"HandOverLead", G::officer},  // of what was imported, which nobody leads
    {"AskClarification", G::worker},
    {"AnswerClarification", G::lead},
    {"AssessLines", G::worker},
    {"CorrectError", G::officer},
    {"ProposeCheck", G::worker},
    {"ConfirmCheck", G::second},
    {"RefuseCheck", G::second},
    {"AssignExpert", G::officer},
    {"DeclareInterest", G::expert},
    {"ClearInterest", G::officer},
    {"DeclineReview", G::expert},
    {"OpenApplication", G::expert},
    {"SubmitReview", G::expert},
    {"ReopenReview", G::officer},
    {"RemoveExpert", G::officer},
    {"NameChair", G::officer},
    {"DiscussReview", G::expert},
    {"WriteConsensus", G::expert},
    {"SignConsensus", G::expert},
    {"ServeNotice", G::officer},
    {"DecideAward", G::worker},
    {"ConfirmAward", G::second},
    {"RefuseAward", G::second},
    {"SendBackAward", G::worker},
    {"AcceptOffer", G::lead},
    {"DeclineOffer", G::lead},
    {"ResubmitBudget", G::lead},
    {"LodgeAppeal", G::lead},
    {"ExamineAppeal", G::appeals},
    {"DecideAppeal", G::appeals},
    {"WithdrawAppeal", G::lead},
    {"RecordRuling", G::officer},
    {"ProposeExtension", G::officer},
    {"ConfirmExtension", G::head},
    {"RefuseExtension", G::head},
    {"SuspendApplication", G::officer},
    {"ResumeApplication", G::officer},
    {"FireTimer", G::clock},
    {"ImportApplication", G::officer},
    {"ImportReview", G::officer},
    {"CloseImportedReview", G::officer},

    {"RankRound", G::worker},
    {"ProposeSelection", G::worker},
    {"ConfirmSelection", G::second},
    {"RefuseSelection", G::second},
    {"PromoteReserve", G::worker},
    {"PlaceUpheld", G::second},
};

}  // namespace

const Policy& policy() {
    static const Policy in_force{written_grants(), {std::begin(licences), std::end(licences)}};
    return in_force;
}

bool grants(const Policy& policy, Relation relation, Field field, When circumstance) {
    return std::ranges::find(policy.grants, Grant{relation, field, circumstance}) != policy.grants.end();
}

std::vector<Giver> givers_of(const Policy& policy, std::string_view command) {
    std::vector<Giver> givers;
    for (const Licence& licence : policy.licences)
        if (licence.command == command) givers.push_back(licence.giver);
    return givers;
}

}  // namespace atranka::access
