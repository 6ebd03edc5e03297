#include "adapters/cli/words.hpp"

#include "adapters/cli/reading.hpp"
#include "adapters/json/json.hpp"

#include <cctype>
#include <map>

namespace atranka::cli {

namespace {

// {member} is its value; [… {member} …] is left out where the member is; {member?yes|no} is one of two words.
const std::map<std::string, std::string, std::less<>>& sentences() {
    static const std::map<std::string, std::string, std::less<>> all{
        {"PersonRegistered", "{person} registered[, expert: {expert_kind}]"},
        {"RoleGranted", "becomes {role.role} in {role.call}"},
        {"RoleProposed", "{by} grants {role.role} in {role.call}; another administrator has to, as well"},
        {"RoleRevoked", "is no longer {role.role} in {role.call}"},
        {"RoleDelegated",
         "may act for {delegation.from} as {delegation.role.role} in {delegation.role.call}, from "
         "{delegation.since} to {delegation.until}"},
        {"DelegationEnded",
         "no longer acts for {delegation.from} as {delegation.role.role} in {delegation.role.call}"},
        {"OrganisationRegistered", "organisation registered"},
        {"OrganisationSucceeded", "succeeded by {successor}"},
        {"CallDrafted", "call drafted by {by} on definition {definition}"},
        {"CallMoved", "call is {stage}"},
        {"CallSuspended", "call {suspended?suspended|resumed}"},
        {"RoundMoved", "round {round} is {stage}"},
        {"ChangeProposed",
         "{change.by} proposes {change.parameter} = {change.value}[ in round {change.round}]"},
        {"ChangeDecided", "change {confirmed?confirmed|refused}"},
        {"LotCommitted", "{by} committed to the lot: {commitment}"},
        {"QuestionAsked", "question {number} asked by {by}"},
        {"AnswerPublished", "{by} published an answer to question {number}"},
        {"SelectionMoved",
         "list {step} of round {round} is {selection.stage}[, {selection.places} places][, list "
         "{selection.ranking}]"},
        {"MoneyCommitted", "{amount} committed"},
        {"MoneyReturned", "{amount} came back"},
        {"QuestionSetAside", "question {number} set aside by {by}"},
        {"LoadTaken", "{step}: one more application for {expert}"},
        {"LoadReturned", "{step}: one application less for {expert}"},
        {"AppealOpened", "appeal of {application} opened"},
        {"AppealClosed", "appeal of {application} closed"},
        {"ApplicationStarted",
         "application {imported?imported|started} by {lead} in round {round} of {call}"},
        {"StepEntered",
         "waits in {step} ({stage})[, until {deadline}]{awaits_notice?, once notice is served|}"},
        {"StageReached", "now {stage}[, until {deadline}]"},
        {"FormSubmitted", "form submitted in {step}[, with partners {partners}]"},
        {"MovedToRound", "moved to round {round}"},
        {"LeadHandedOver", "lead handed over to {to}"},
        {"ClarificationAsked", "clarification asked in {step}"},
        {"LinesAssessed", "lines of {table} assessed: {accepted}"},
        {"ErrorCorrected", "{field} corrected to {value}"},
        {"CheckProposed", "{step}: {by} proposes {passed?passed|failed}[; {verdicts}]"},
        {"CheckDecided", "{step}: {by} {confirmed?confirms|refuses} the proposal"},
        {"ReviewDiverged", "{step}: reviews differ by {gap} ({lowest} to {highest})"},
        {"ChairNamed", "{step}: {expert} chairs the panel"},
        {"ReviewDiscussed", "{step}: {by} spoke to the panel"},
        {"ConsensusWritten", "{step}: consensus written by {by}: {scores}"},
        {"ConsensusSigned", "{step}: consensus signed by {by}"},
        {"ReviewScored", "{step}: total {total} by {method}[; below threshold: {missed}]"},
        {"Placed", "{step}: place {rank}, {outcome}[, {amount}][; {deciding_key}][; {reason}]"},
        {"NoticeServed", "notice served by {how} at {at}[, deadline {deadline}]"},
        {"AwardDecided",
         "{by} {confirmed?confirms|proposes}: {granted?granted|refused}[ {amount}][ by order {order}][, "
         "annex {annex}]"},
        {"OutcomeReached", "ends: {outcome}"},
        {"AppealMoved", "appeal ({ground}) {stage}[ by {by}][, back to {back_to}]"},
        {"RulingRecorded", "ruling {reference} of {body} recorded"},
        {"ExtensionProposed", "{by} proposes a deadline of {until}"},
        {"ExtensionRefused", "{by} leaves the deadline as it is"},
        {"DeadlineMoved", "deadline moved to {deadline}"},
        {"WorkSuspended", "work suspended"},
        {"WorkResumed", "work resumed[, until {deadline}]"},
        {"DeadlinePassed", "deadline of {step} passed ({due})"},
        {"ExpertAssigned", "{step}: expert {expert} assigned[ ({kind})]"},
        {"InterestDeclared", "{step}: {expert} declares interest: {interest}"},
        {"InterestCleared", "{step}: interest of {expert} {cleared?cleared|not cleared}"},
        {"ApplicationOpened", "{step}: {expert} opens the application"},
        {"ReviewSubmitted", "{step}: {expert} submits a review, total {total}"},
        {"AssignmentMoved", "{step}: assignment of {expert} is {stage}"},
    };
    return all;
}

bool is_hash(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// As people read it: an instant to the minute, a mean to four decimals, the beginning of a hash.
std::string readable(const std::string& text) {
    constexpr std::size_t hash_shown = 16;
    constexpr int decimals_max = 4;
    if (is_hash(text)) return text.substr(0, hash_shown);
    if (text.size() > 19 && text[4] == '-')
        if (const auto instant = Instant::parse(text)) return shown(instant) + " UTC";
    if (const auto point = text.find('.');
        point != std::string::npos && text.size() - point > decimals_max + 1)
        if (const auto number = Decimal::parse(text))
            return number->rounded(decimals_max, Rounding::half_even).text();
    return text;
}

// "role.call" is a member of a member.
const Value* member_at(const Value& tree, std::string_view path) {
    const std::size_t point = path.find('.');
    const Value* found = tree.find(path.substr(0, point));
    return found == nullptr || point == std::string_view::npos ? found
                                                               : member_at(*found, path.substr(point + 1));
}

std::string filled(std::string_view sentence, const Value& event, bool& missing) {
    std::string words;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        if (sentence[i] == '[') {
            const std::size_t end = sentence.find(']', i);
            bool left_out = false;
            const std::string part = filled(sentence.substr(i + 1, end - i - 1), event, left_out);
            if (!left_out) words += part;
            i = end;
        } else if (sentence[i] == '{') {
            const std::size_t end = sentence.find('}', i);
            const std::string_view inside = sentence.substr(i + 1, end - i - 1);
            i = end;
            const std::size_t question = inside.find('?');
            const Value* member = member_at(event, inside.substr(0, question));
            if (question != std::string_view::npos) {
                const std::size_t bar = inside.find('|');
                const bool yes = member != nullptr && member->is_bool() && member->as_bool();
                words += yes ? inside.substr(question + 1, bar - question - 1) : inside.substr(bar + 1);
            } else if (member == nullptr) {
                missing = true;
            } else {
                words += *member == Value{"*"} ? "every call" : short_text(*member);
            }
        } else {
            words += sentence[i];
        }
    }
    return words;
}

}  // namespace

std::string short_text(const Value& value) {
    if (value.is_text()) return readable(value.as_text());
    if (value.is_list()) {
        std::string items;
        for (const Value& item : value.as_list()) items += (items.empty() ? "" : ", ") + short_text(item);
        return items;
    }
    if (const Value* rule = value.find("rule"), *passed = value.find("passed"); rule && passed) {
        const Value* shown_numbers = value.find("shown");
        return short_text(*rule) + (*passed == Value{true} ? " passed" : " failed") +
               (shown_numbers ? " (" + short_text(*shown_numbers) + ")" : "");
    }
    if (value.is_bool()) return value.as_bool() ? "yes" : "no";
    // An organisation: its id, and what it is.
    if (const Value* id = value.find("id"), *country = value.find("country"); id && country) {
        std::string facts = short_text(*country);
        for (const auto& [name, fact] : value.as_object())
            if (fact == Value{true}) facts += ", " + name;
        return short_text(*id) + " (" + facts + ")";
    }
    if (value.is_object()) {
        std::string members;
        for (const auto& [key, member] : value.as_object()) {
            const std::string text = short_text(member);
            members += (members.empty() ? "" : ", ") + key + " ";
            members += member.is_object() || member.is_list() ? "(" + text + ")" : text;
        }
        return members;
    }
    return json::write(value);
}

std::string spaced(std::string_view name) {
    std::string words;
    for (const char c : name) {
        const auto letter = static_cast<unsigned char>(c);
        if (std::isupper(letter) != 0 && !words.empty()) words += ' ';
        words += static_cast<char>(std::tolower(letter));
    }
    return words;
}

std::string in_words(const Value& event) {
    if (!event.is_object() || event.as_object().empty()) return short_text(event);
    const auto& [name, members] = *event.as_object().begin();
    const auto it = sentences().find(name);
    if (it == sentences().end()) return spaced(name) + ": " + short_text(members);
    bool missing = false;
    return filled(it->second, members, missing);
}

}  // namespace atranka::cli
