#include "engine/explanation/terms.hpp"

#include <algorithm>
#include <map>

namespace atranka::explanation {

namespace {

using Names = std::map<std::string, std::string, std::less<>>;

const Names& lithuanian() {
    static const Names all{{"above_the_bar", "virš ribos"},
                           {"admissible", "priimtas nagrinėti"},
                           {"application", "paraiška"},
                           {"archived", "archyve"},
                           {"business", "verslo"},
                           {"cancelled", "atšauktas"},
                           {"closed", "uždarytas"},
                           {"closest_two", "dviejų artimiausių vidurkis"},
                           {"confirmed", "patvirtintas"},
                           {"consensus", "sutarimas"},
                           {"decided", "nuspręsta"},
                           {"decision", "sprendimas"},
                           {"declined", "atsisakė"},
                           {"dismissed", "atmestas"},
                           {"disqualifying", "draudžiantis vertinti"},
                           {"draft", "rengiamas"},
                           {"e-mail", "el. paštas"},
                           {"email", "el. paštas"},
                           {"evaluating", "vertinamas"},
                           {"evaluation", "vertinimas"},
                           {"factual_error", "faktinė klaida"},
                           {"failed", "netenkinama"},
                           {"identity", "tapatybė"},
                           {"in_person", "asmeniškai"},
                           {"inadmissible", "nepriimtas"},
                           {"knowledge_institute", "mokslo"},
                           {"letter", "raštas"},
                           {"lodged", "pateiktas"},
                           {"lot", "burtai"},
                           {"mail", "el. paštas"},
                           {"manifest_error", "akivaizdi klaida"},
                           {"mean", "vidurkis"},
                           {"median", "mediana"},
                           {"no", "ne"},
                           {"none", "nėra"},
                           {"not_selected", "neatrinkta"},
                           {"open", "atviras"},
                           {"over_what_is_left", "netelpa į likutį"},
                           {"passed", "tenkinama"},
                           {"planned", "numatytas"},
                           {"portal", "portalas"},
                           {"post", "paštas"},
                           {"potential", "galimas"},
                           {"procedure", "procedūra"},
                           {"proposed", "pasiūlytas"},
                           {"published", "paskelbtas"},
                           {"ranked", "sudarytas"},
                           {"ranking", "sudaroma eilė"},
                           {"recused", "nusišalino"},
                           {"refused", "neskirta"},
                           {"registered_letter", "registruotas laiškas"},
                           {"removed", "atšauktas"},
                           {"reopened", "grąžintas taisyti"},
                           {"reserved", "rezerviniame sąraše"},
                           {"scored", "įvertinta"},
                           {"selected", "atrinkta"},
                           {"sent_back", "grąžintas"},
                           {"submitted", "pateiktas"},
                           {"trimmed_mean", "nupjautinis vidurkis"},
                           {"undeclared", "nedeklaruotas"},
                           {"upheld_above_the_original_cut", "skundas patenkintas, virš pradinės ribos"},
                           {"e-delivery", "e. pristatymas"},
                           {"below_the_bar", "žemiau ribos"},
                           {"upheld", "patenkintas"},
                           {"behind_the_cut", "po paraiškos, kuriai neužteko lėšų"},
                           {"below_threshold", "nesurinkta privaloma balų suma"},
                           {"conditions_not_met", "netenkinamos sąrašo sąlygos"},
                           {"moved_up", "pakilo iš rezervinio sąrašo"},
                           {"outside_envelopes", "nepriskirta jokiai biudžeto daliai"},
                           {"paid_in_part", "finansuojama iš dalies: skirta tai, kas liko"},
                           {"request_is_negative", "prašoma suma neigiama"},
                           {"upheld_below_the_original_cut", "skundas patenkintas, žemiau pradinės ribos"},
                           {"withdrawn", "atsiimtas"},
                           {"within_budget", "telpa į biudžetą"}};
    return all;
}

// Of an application in a step of each kind; of an expert at work, a list, a round and the call itself.
const Names& stages() {
    static const Names all{{"submission.drafting", "rengiama"},
                           {"submission.returned", "grąžinta tikslinti"},
                           {"submission.submitted", "pateikta"},
                           {"submission.lapsed", "nepateikta iki termino"},
                           {"submission.withdrawn", "atsiimta"},
                           {"check.pending", "laukia patikros"},
                           {"check.awaiting_answer", "laukiama patikslinimo"},
                           {"check.proposed", "pasiūlytas patikros rezultatas"},
                           {"check.passed", "reikalavimai tenkinami"},
                           {"check.failed", "reikalavimai netenkinami"},
                           {"review.staffing", "skiriami ekspertai"},
                           {"review.scoring", "vertina ekspertai"},
                           {"review.diverging", "vertinimai išsiskyrė"},
                           {"review.consensus", "siekiama sutarimo"},
                           {"review.meets", "surinkta privaloma balų suma"},
                           {"review.below", "nesurinkta privaloma balų suma"},
                           {"selection.collecting", "laukia eilės sudarymo"},
                           {"selection.ranked", "sudaryta eilė"},
                           {"selection.proposed", "sąrašas pasiūlytas"},
                           {"selection.confirmed", "sąrašas patvirtintas"},
                           {"selection.selected", "atrinkta"},
                           {"selection.reserved", "rezerviniame sąraše"},
                           {"selection.not_selected", "neatrinkta"},
                           {"decision.pending", "laukia sprendimo"},
                           {"decision.proposed", "sprendimas pasiūlytas"},
                           {"decision.granted", "finansavimas skirtas"},
                           {"decision.refused", "finansavimas neskirtas"},
                           {"decision.sent_back", "grąžinta agentūrai"},
                           {"offer.offered", "laukiama pareiškėjo atsakymo"},
                           {"offer.budget_resubmitted", "biudžetas pateiktas iš naujo"},
                           {"offer.accepted", "pasiūlymas priimtas"},
                           {"offer.declined", "pasiūlymo atsisakyta"},
                           {"offer.lapsed", "neatsakyta iki termino"},
                           {"appeal.lodged", "pateiktas"},
                           {"appeal.admissible", "priimtas nagrinėti"},
                           {"appeal.inadmissible", "nepriimtas"},
                           {"appeal.proposed", "sprendimas pasiūlytas"},
                           {"appeal.upheld", "patenkintas"},
                           {"appeal.dismissed", "atmestas"},
                           {"appeal.withdrawn", "atsiimtas"},
                           {"expert.declined", "atsisakė"},
                           {"expert.recused", "nusišalino"},
                           {"expert.removed", "atšauktas"},
                           {"list.collecting", "renkamas"},
                           {"list.ranked", "sudarytas"},
                           {"list.proposed", "pasiūlytas"},
                           {"list.confirmed", "patvirtintas"},
                           {"round.planned", "numatytas"},
                           {"round.open", "atviras"},
                           {"round.closed", "uždarytas"},
                           {"round.evaluating", "vertinamas"},
                           {"round.ranked", "sudaryta eilė"},
                           {"round.decided", "nuspręsta"},
                           {"call.drafted", "parengtas"},
                           {"call.published", "paskelbtas"},
                           {"call.open", "atviras"},
                           {"call.closed", "uždarytas"},
                           {"call.evaluating", "vertinamas"},
                           {"call.decided", "nuspręsta"},
                           {"call.archived", "archyve"},
                           {"call.cancelled", "atšauktas"}};
    return all;
}

const std::map<std::string, Both, std::less<>>& titles() {
    static const std::map<std::string, Both, std::less<>> all{
        {"FoundInstance", {"founds the instance", "įsteigia sistemą"}},
        {"RegisterPerson", {"registers a person", "įregistruoja asmenį"}},
        {"GrantRole", {"grants a role", "suteikia vaidmenį"}},
        {"RevokeRole", {"revokes a role", "atima vaidmenį"}},
        {"DelegateRole", {"lets a deputy act", "įgalioja pavaduotoją"}},
        {"RegisterOrganisation", {"registers an organisation", "įregistruoja organizaciją"}},
        {"SucceedOrganisation", {"records a successor organisation", "įrašo organizacijos teisių perėmėją"}},
        {"ProposeErasure", {"asks that personal data be erased", "prašo ištrinti asmens duomenis"}},
        {"ConfirmErasure", {"confirms the erasure of personal data", "patvirtina asmens duomenų ištrynimą"}},
        {"RefuseErasure", {"refuses the erasure of personal data", "atsisako ištrinti asmens duomenis"}},
        {"RotateKey", {"changes the signing key", "pakeičia pasirašymo raktą"}},
        {"AnchorHeads", {"records the heads of the calls' logs", "įrašo kvietimų žurnalų viršūnes"}},
        {"OpenEpoch", {"goes on with a log after a restored backup", "tęsia žurnalą po atkurtos kopijos"}},
        {"DraftCall", {"drafts the call", "parengia kvietimą"}},
        {"PublishCall", {"publishes the call", "paskelbia kvietimą"}},
        {"OpenCall", {"opens the call", "atveria kvietimą"}},
        {"CloseCall", {"closes the call", "uždaro kvietimą"}},
        {"EvaluateCall", {"begins the evaluation", "pradeda vertinimą"}},
        {"DecideCall", {"declares the call decided", "įrašo, kad dėl kvietimo nuspręsta"}},
        {"CancelCall", {"cancels the call", "atšaukia kvietimą"}},
        {"ArchiveCall", {"archives the call", "perduoda kvietimą į archyvą"}},
        {"SuspendCall", {"suspends the call", "sustabdo kvietimą"}},
        {"ResumeCall", {"resumes the call", "atnaujina kvietimą"}},
        {"OpenRound", {"opens the round", "atveria etapą"}},
        {"CloseRound", {"closes the round", "uždaro etapą"}},
        {"ProposeChange", {"proposes to change the call", "siūlo keisti kvietimo sąlygą"}},
        {"ConfirmChange", {"confirms the change of the call", "patvirtina kvietimo sąlygos keitimą"}},
        {"RefuseChange", {"refuses the change of the call", "atmeta kvietimo sąlygos keitimą"}},
        {"CommitLot", {"commits to a secret for the lot", "pateikia burtų įsipareigojimą"}},
        {"AskQuestion", {"asks a question about the call", "pateikia klausimą dėl kvietimo"}},
        {"SetAsideQuestion", {"sets a question aside", "palieka klausimą be atsakymo"}},
        {"PublishAnswer", {"publishes an answer", "paskelbia atsakymą"}},
        {"AssignExpert", {"assigns an expert", "skiria ekspertą"}},
        {"DeclareInterest", {"declares interest", "deklaruoja interesą"}},
        {"ClearInterest", {"decides on a declared interest", "sprendžia dėl deklaruoto intereso"}},
        {"DeclineReview", {"declines to review", "atsisako vertinti"}},
        {"OpenApplication", {"opens the application", "atveria paraišką"}},
        {"SubmitReview", {"submits a review", "pateikia vertinimą"}},
        {"ReopenReview", {"reopens a review", "grąžina vertinimą taisyti"}},
        {"RemoveExpert", {"removes an expert", "atšaukia ekspertą"}},
        {"StartApplication", {"starts the application", "pradeda paraišką"}},
        {"SubmitForm", {"submits the form", "pateikia formą"}},
        {"WithdrawApplication", {"withdraws the application", "atsiima paraišką"}},
        {"HandOverLead", {"hands over the lead", "perduoda pareiškėjo teises"}},
        {"AskClarification", {"asks for a clarification", "prašo patikslinti"}},
        {"AnswerClarification", {"answers the clarification", "pateikia patikslinimą"}},
        {"AssessLines", {"assesses lines of a table", "vertina lentelės eilutes"}},
        {"CorrectError", {"corrects an obvious error", "ištaiso techninę klaidą"}},
        {"ProposeCheck", {"proposes the result of the check", "siūlo patikros rezultatą"}},
        {"ConfirmCheck", {"confirms the result of the check", "patvirtina patikros rezultatą"}},
        {"RefuseCheck", {"sends the check back", "grąžina patikrą"}},
        {"NameChair", {"names the chair of the panel", "skiria ekspertų pirmininką"}},
        {"DiscussReview", {"says something to the other experts", "kreipiasi į kitus ekspertus"}},
        {"WriteConsensus", {"writes the consensus report", "rašo sutarimo ataskaitą"}},
        {"SignConsensus", {"signs the consensus report", "pasirašo sutarimo ataskaitą"}},
        {"ServeNotice", {"records that notice was served", "įrašo, kad pranešimas įteiktas"}},
        {"DecideAward", {"proposes the award decision", "siūlo sprendimą dėl finansavimo"}},
        {"ConfirmAward", {"confirms the award decision", "patvirtina sprendimą dėl finansavimo"}},
        {"RefuseAward", {"refuses the proposed decision", "atmeta siūlomą sprendimą"}},
        {"SendBackAward", {"sends the list back", "grąžina sąrašą"}},
        {"AcceptOffer", {"accepts the offer", "priima pasiūlymą"}},
        {"DeclineOffer", {"declines the offer", "atsisako pasiūlymo"}},
        {"ResubmitBudget", {"submits the budget again", "pateikia biudžetą iš naujo"}},
        {"LodgeAppeal", {"lodges an appeal", "pateikia skundą"}},
        {"ExamineAppeal", {"examines whether the appeal is admissible", "tikrina, ar skundas priimtinas"}},
        {"DecideAppeal", {"decides the appeal", "išsprendžia skundą"}},
        {"WithdrawAppeal", {"withdraws the appeal", "atsiima skundą"}},
        {"RecordRuling", {"records a ruling", "įrašo kitos institucijos sprendimą"}},
        {"ProposeExtension", {"proposes a later deadline", "siūlo vėlesnį terminą"}},
        {"ConfirmExtension", {"confirms the later deadline", "patvirtina vėlesnį terminą"}},
        {"RefuseExtension", {"refuses the later deadline", "nepatvirtina vėlesnio termino"}},
        {"SuspendApplication", {"suspends the work", "sustabdo darbą"}},
        {"ResumeApplication", {"resumes the work", "atnaujina darbą"}},
        {"FireTimer", {"a deadline passes", "sueina terminas"}},
        {"ImportApplication",
         {"brings an application from an older system", "perkelia paraišką iš senesnės sistemos"}},
        {"ImportReview", {"brings a review from an older system", "perkelia vertinimą iš senesnės sistemos"}},
        {"CloseImportedReview", {"closes the review that was brought", "užbaigia perkeltą vertinimą"}},
        {"RankRound", {"ranks the round", "sudaro paraiškų eilę"}},
        {"ProposeSelection", {"proposes the list", "siūlo sąrašą"}},
        {"ConfirmSelection", {"confirms the list", "patvirtina sąrašą"}},
        {"RefuseSelection", {"sends the list back", "grąžina sąrašą"}},
        {"PromoteReserve",
         {"takes the next from the reserve list", "skiria lėšas kitai rezervinio sąrašo paraiškai"}},
        {"PlaceUpheld",
         {"places an application whose appeal was upheld", "įrašo paraišką, kurios skundas patenkintas"}}};
    return all;
}

std::string filled(std::string_view sentence, std::initializer_list<Both> values, bool is_lithuanian) {
    std::string text;
    const auto* next = values.begin();
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        if (sentence.substr(i, 2) != "{}" || next == values.end()) {
            text += sentence[i];
        } else {
            text += (next++)->in(is_lithuanian);
            ++i;
        }
    }
    return text;
}

}  // namespace

Both operator+(Both left, const Both& right) {
    left += right;
    return left;
}

Both say(std::string_view english, std::string_view lithuanian_sentence, std::initializer_list<Both> values) {
    return {filled(english, values, false), filled(lithuanian_sentence, values, true)};
}

Both term(const std::string& name) {
    std::string words = name;
    std::ranges::replace(words, '_', ' ');
    const auto it = lithuanian().find(name);
    return {words, it == lithuanian().end() ? words : it->second};
}

Both stage_title(const std::string& name) {
    const auto it = stages().find(name);
    return it == stages().end() ? Both{name} : Both{name, it->second};
}

Both figure_title(const std::string& name) {
    static const std::map<std::string, Both, std::less<>> figures{
        {"highest", {"Highest sum", "Didžiausia suma"}},
        {"leads", {"Partners that lead", "Vadovaujančių partnerių"}},
        {"limit", {"At most", "Daugiausia"}},
        {"max_grant", {"Largest grant possible", "Didžiausia galima dotacija"}},
        {"over_by", {"Too much by", "Viršyta"}},
        {"percent", {"Share of the eligible costs, %", "Tinkamų finansuoti išlaidų dalis, %"}},
        {"shares", {"Sum of the shares", "Dalių suma"}},
    };
    const auto it = figures.find(name);
    return it == figures.end() ? Both{} : it->second;
}

Both command_title(const std::string& type) {
    const auto it = titles().find(type);
    return it == titles().end() ? Both{type} : it->second;
}

}  // namespace atranka::explanation
