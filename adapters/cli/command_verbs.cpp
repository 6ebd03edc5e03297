#include "adapters/cli/verbs.hpp"

#include "adapters/cli/commands.hpp"
#include "adapters/cli/shape.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

struct Line {
    std::string_view noun, verb, command;
    std::string_view positionals;  // paths of members, separated by blanks
    std::string_view help;
    std::string_view example;  // what follows the noun and verb
};

constexpr Line lines[] = {
    {"instance", "found", "FoundInstance", "person", "Make the database and become its first administrator.",
     "admin --as admin --identity name='Ona Petraitė'"},
    {"person", "register", "RegisterPerson", "person",
     "Enter a person, with what an expert is asked: kind, fields, employers.",
     "e-1 --as admin --expert-kind business --field materials --employment o-7=2024-06-30T00:00:00Z"},
    {"person", "grant", "GrantRole", "person role.role",
     "Give a person a role in one call, or with --call '*' in all. Two administrators give those of head "
     "and\n"
     "auditor: each of them with this verb.",
     "e-1 expert --call c-2026 --as admin"},
    {"person", "revoke", "RevokeRole", "person role.role", "Take a role away, with a reason.",
     "e-1 expert --call c-2026 --reason 'left the panel' --as admin"},
    {"person", "delegate", "DelegateRole", "person role.role",
     "Let a deputy act in a role of your own for a time.",
     "h-2 head --call c-2026 --since 2026-07-01T00:00:00Z --until 2026-07-31T00:00:00Z --as h-1"},
    {"organisation", "register", "RegisterOrganisation", "organisation.id",
     "Enter an organisation, or enter it anew with other facts.",
     "o-7 --name 'UAB Pavyzdys' --code 300000007 --country LT --sme --as admin"},
    {"organisation", "succeed", "SucceedOrganisation", "organisation successor",
     "Record that one organisation took over another's functions.",
     "o-lvpa o-agency --basis 'Government resolution 2022-01' --as admin"},

    {"privacy", "erase", "ProposeErasure", "person",
     "Ask that what a person wrote be destroyed, or what identifies them; another person confirms. With\n"
     "--category identity, application, evaluation or decision only that. `privacy holds` says what is kept.",
     "ann --basis 'GDPR Art. 17(1)(a), retention ended' --as dpo"},
    {"privacy", "confirm", "ConfirmErasure", "person",
     "Confirm an erasure that another person asked for. It cannot be undone.", "ann --as admin"},
    {"privacy", "refuse", "RefuseErasure", "person", "Refuse an erasure that another person asked for.",
     "ann --reason 'a court asked for the file' --as admin"},

    {"call", "draft", "DraftCall", "call", "Draft a call from a definition, with its parameters and rounds.",
     "c-2026 --definition workflow.yaml --set budget=500000.00 --round r1 idea_deadline=2026-03-31T20:59:59Z "
     "--as officer"},
    {"call", "publish", "PublishCall", "call",
     "Publish what another person drafted. What is proven of the definition is shown; who publishes "
     "confirms it\nby the hash of that report, which may be left out where nothing was found.",
     "c-2026 --as head"},
    {"call", "open", "OpenCall", "call", "Open a published call.", "c-2026 --as officer"},
    {"call", "close", "CloseCall", "call", "Close a call whose rounds have closed.", "c-2026 --as officer"},
    {"call", "evaluate", "EvaluateCall", "call", "Begin the evaluation of a closed call.",
     "c-2026 --as officer"},
    {"call", "decide", "DecideCall", "call", "Say that every round is decided.", "c-2026 --as officer"},
    {"call", "cancel", "CancelCall", "call", "Cancel a call, with a reason.",
     "c-2026 --reason 'no money' --as head"},
    {"call", "archive", "ArchiveCall", "call", "Put a decided call away.", "c-2026 --as officer"},
    {"call", "suspend", "SuspendCall", "call", "Let all work in a call stand still.",
     "c-2026 --reason 'court order 12' --as head"},
    {"call", "resume", "ResumeCall", "call", "Go on with a suspended call.",
     "c-2026 --reason 'order lifted' --as head"},
    {"call", "open-round", "OpenRound", "call round", "Open a round for applications.",
     "c-2026 r1 --as officer"},
    {"call", "close-round", "CloseRound", "call round", "Close a round whose cut-off has passed.",
     "c-2026 r1 --as officer"},
    {"call", "propose-change", "ProposeChange", "call parameter value",
     "Propose another value of a parameter, of the call or with --round of a round.",
     "c-2026 budget 620000.00 --reason 'more money' --as officer"},
    {"call", "confirm-change", "ConfirmChange", "call", "Confirm the change that another person proposed.",
     "c-2026 --as head"},
    {"call", "refuse-change", "RefuseChange", "call", "Refuse the change that another person proposed.",
     "c-2026 --reason 'not this year' --as head"},
    {"call", "commit-lot", "CommitLot", "call commitment",
     "Commit to a secret share in the seed of the lot: the SHA-256 of a secret that you keep.",
     "c-2026 \"$(printf %s \"$SECRET\" | sha256sum | cut -c1-64)\" --as officer"},

    {"question", "ask", "AskQuestion", "call",
     "Ask the agency about a call. What is answered is published, without who asked.",
     "c-2026 --text 'May a university lead the consortium?' --as ann"},
    {"question", "answer", "PublishAnswer", "call question",
     "Publish the answer to a question, with the question as everybody may read it; again, to correct it by "
     "a\n"
     "further version.",
     "c-2026 1 --asked en='May a university lead?' --answer en='Yes.' --as officer"},
    {"question", "set-aside", "SetAsideQuestion", "call question",
     "Leave a question without an answer; whoever asked reads why.",
     "c-2026 2 --reason 'It is answered under 1.' --as officer"},

    {"application", "start", "StartApplication", "application",
     "Begin an application; without an id it is given one.", "a-1 --call c-2026 --round r1 --as ann"},
    {"application", "submit", "SubmitForm", "application",
     "Submit the form of the step the application waits in, from a file or from what was saved.",
     "a-1 --form idea.yaml --as ann"},
    {"application", "withdraw", "WithdrawApplication", "application", "Withdraw an application.",
     "a-1 --reason 'partner left' --as ann"},
    {"application", "hand-over", "HandOverLead", "application to", "Hand the lead over to another person.",
     "a-1 bob --as ann"},
    {"application", "correct", "CorrectError", "application field value",
     "Correct an obvious clerical error in a submitted form, visibly.",
     "a-1 requested_grant 24000.00 --reason 'digits swapped' --as officer"},
    {"application", "suspend", "SuspendApplication", "application", "Let work on an application stand still.",
     "a-1 --reason 'police inquiry' --as officer"},
    {"application", "resume", "ResumeApplication", "application", "Go on with a suspended application.",
     "a-1 --reason 'inquiry closed' --as officer"},
    {"application", "import", "ImportApplication", "application",
     "Enter one application from an older system; for many see `call import`.",
     "a-1 --call c-2026 --round r1 --step review --facts facts.json --claimed received=2019-03-01 --as "
     "officer"},

    {"check", "ask", "AskClarification", "application", "Ask the applicant a question.",
     "a-1 --question 'Who owns the patent?' --as officer"},
    {"check", "answer", "AnswerClarification", "application",
     "Answer a question, with the form corrected where need be.",
     "a-1 --answer 'The institute does.' --form idea.yaml --as ann"},
    {"check", "assess", "AssessLines", "application",
     "Accept or cut the lines of a table; a cut needs its reason. Lines count from 0.",
     "a-1 --table costs --line 0=12000.00 --line 1=500.00 --reason 1='not indispensable' --as officer"},
    {"check", "propose", "ProposeCheck", "application",
     "Propose that a check is passed or, with a reason, failed.",
     "--many --call c-2026 --step admissibility --passed --as officer"},
    {"check", "confirm", "ConfirmCheck", "application", "Confirm what another person proposed.",
     "a-1 --as head"},
    {"check", "refuse", "RefuseCheck", "application", "Refuse what another person proposed.",
     "a-1 --reason 'annex 2 is missing' --as head"},

    {"review", "assign", "AssignExpert", "application expert", "Assign an expert to a review.",
     "a-1 e-1 --as officer"},
    {"review", "declare", "DeclareInterest", "application", "Declare an interest, or that there is none.",
     "a-1 --interest none --as e-1"},
    {"review", "clear", "ClearInterest", "application expert",
     "Decide whether a potential interest keeps an expert from the review.",
     "a-1 e-1 --cleared --reason 'left three years ago' --as officer"},
    {"review", "decline", "DeclineReview", "application", "Decline an invitation.",
     "a-1 --reason 'no time' --as e-1"},
    {"review", "open", "OpenApplication", "application", "Read an application for the first time.",
     "a-1 --as e-1"},
    {"review", "submit", "SubmitReview", "application", "Submit scores and comments.",
     "a-1 --score novelty=4.5 --comment novelty='New in its field.' --as e-1"},
    {"review", "reopen", "ReopenReview", "application expert", "Let an expert revise a submitted review.",
     "a-1 e-1 --reason 'scale misread' --as officer"},
    {"review", "remove", "RemoveExpert", "application expert", "Remove an expert from a review.",
     "a-1 e-1 --reason 'does not answer' --as officer"},
    {"review", "name-chair", "NameChair", "application expert", "Name the expert who chairs the panel.",
     "a-1 e-1 --as officer"},
    {"review", "discuss", "DiscussReview", "application", "Say something to the other experts of the panel.",
     "a-1 --remark 'Is the pump not too small?' --as e-1"},
    {"review", "write-consensus", "WriteConsensus", "application", "Write the consensus of the panel.",
     "a-1 --score novelty=4 --report 'The panel agrees.' --as e-1"},
    {"review", "sign-consensus", "SignConsensus", "application", "Sign the consensus.", "a-1 --as e-2"},
    {"review", "import", "ImportReview", "application expert", "Enter one review of an imported application.",
     "a-1 r-17 --step review --score overall=2.5 --as officer"},
    {"review", "close-imported", "CloseImportedReview", "application",
     "Aggregate the imported reviews of an application and go on.",
     "--many --call c-2026 --step review --as officer"},

    {"selection", "rank", "RankRound", "call round step",
     "Order every application of a round that waits in a selection, and cut.",
     "c-2026 r1 ranking --secret officer=\"$SECRET\" --public-value 2026-05-01:5512 --as officer"},
    {"selection", "propose", "ProposeSelection", "call round step", "Propose the ranked list.",
     "c-2026 r1 ranking --as officer"},
    {"selection", "confirm", "ConfirmSelection", "call round step",
     "Confirm the list; every application moves on.", "c-2026 r1 ranking --as head"},
    {"selection", "refuse", "RefuseSelection", "call round step", "Refuse the proposed list, with a reason.",
     "c-2026 r1 ranking --reason 'a-7 has to be heard' --as head"},
    {"selection", "promote", "PromoteReserve", "call round step",
     "Move the reserve list up where money came back.", "c-2026 r1 ranking --as officer"},
    {"selection", "place", "PlaceUpheld", "call application step",
     "Place an application that an upheld appeal sent back, at the original cut.",
     "c-2026 a-9 ranking --as officer"},

    {"award", "decide", "DecideAward", "application",
     "Propose to grant or to refuse, under a numbered order.",
     "a-1 --granted --order V-112 --annex 1 --as ministry"},
    {"award", "confirm", "ConfirmAward", "application", "Confirm what another person proposed.",
     "a-1 --as minister"},
    {"award", "refuse", "RefuseAward", "application", "Refuse what another person proposed.",
     "a-1 --reason 'wrong annex' --as minister"},
    {"award", "send-back", "SendBackAward", "application", "Send an application back to the agency.",
     "a-1 --reason 'list changed' --as ministry"},
    {"offer", "accept", "AcceptOffer", "application", "Accept the grant that is offered.", "a-1 --as ann"},
    {"offer", "resubmit", "ResubmitBudget", "application",
     "Less is offered than was asked for: the form again, for the sum offered.",
     "a-1 --form smaller.yaml --as ann"},
    {"offer", "decline", "DeclineOffer", "application", "Decline it; the reserve list may move up.",
     "a-1 --reason 'no private money' --as ann"},

    {"appeal", "lodge", "LodgeAppeal", "application ground",
     "Appeal against an outcome: procedure, factual_error or manifest_error.",
     "a-1 factual_error --text 'The budget was misread.' --as ann"},
    {"appeal", "examine", "ExamineAppeal", "application", "Say whether an appeal is admissible.",
     "a-1 --admissible --as appeals"},
    {"appeal", "decide", "DecideAppeal", "application", "Uphold or dismiss an admissible appeal.",
     "a-1 --upheld --back-to review --reason 'budget misread' --as appeals"},
    {"appeal", "withdraw", "WithdrawAppeal", "application", "Withdraw an appeal that is not decided.",
     "a-1 --as ann"},
    {"appeal", "record-ruling", "RecordRuling", "application", "Record the ruling of a commission or court.",
     "a-1 --body 'Administrative Disputes Commission' --reference 21R-7 --text 'Upheld.' --as officer"},

    {"notice", "serve", "ServeNotice", "application",
     "Record how and when notice reached the applicant, whose time runs from then.",
     "a-1 --how e-delivery --served 2026-05-04T08:00:00Z --as officer"},
    {"extension", "propose", "ProposeExtension", "application until", "Propose a later deadline.",
     "a-1 2026-05-20T20:59:59Z --reason 'illness' --as officer"},
    {"extension", "confirm", "ConfirmExtension", "application", "Confirm the deadline that another proposed.",
     "a-1 --as head"},
    {"extension", "refuse", "RefuseExtension", "application",
     "Leave the deadline as it is, though another proposed a later one.",
     "a-1 --reason 'the call closes on time' --as head"},
    {"timer", "fire", "FireTimer", "application",
     "Fire one timer by hand; only the clock may, so use `tick`.",
     "a-1 --step idea --due 2026-03-31T20:59:59Z --as system"},
};

// A flag that decides something has to be given one way or the other.
std::string opposite_of(const std::string& name) {
    static const std::map<std::string, std::string> opposites{{"passed", "--failed"},
                                                              {"granted", "--refused"},
                                                              {"cleared", "--not-cleared"},
                                                              {"admissible", "--inadmissible"},
                                                              {"upheld", "--dismissed"}};
    const auto it = opposites.find(name);
    return it == opposites.end() ? std::string{} : it->second;
}

std::string value_of(const Member& member) {
    switch (member.kind) {
        case Kind::text:
        case Kind::texts: return member.is_nested() || member.name().size() > 6 ? "TEXT" : "ID";
        case Kind::boolean: return {};
        case Kind::whole: return "NUMBER";
        case Kind::instant: return "INSTANT";
        case Kind::amount: return "AMOUNT";
        case Kind::choice: return "NAME";
        case Kind::tree: return "FILE";
        case Kind::amounts: return "NAME=AMOUNT";
        case Kind::entries: return "NAME=TEXT";
        case Kind::settings: return "NAME=VALUE";
        case Kind::pairs: {
            std::string pair = member.first + "=" + member.second;
            std::ranges::transform(pair, pair.begin(), [](unsigned char c) { return std::toupper(c); });
            return pair;
        }
        case Kind::plans: return "ROUND NAME=VALUE";
    }
    return {};
}

std::string help_of(const Member& member) {
    std::string name = member.name();
    std::ranges::replace(name, '_', ' ');
    switch (member.kind) {
        case Kind::boolean: return "it is: " + name;
        case Kind::choice: {
            std::string help = name + ":";
            for (const std::string& choice : member.choices) help += " " + choice;
            return help;
        }
        case Kind::tree: return name + ", as JSON or YAML in a file (- is standard input), or as KEY=VALUE";
        case Kind::instant: return name + ", such as 2026-03-31T20:59:59Z";
        case Kind::plans: return "a round, followed by its parameters; once for each round";
        case Kind::texts:
        case Kind::amounts:
        case Kind::entries:
        case Kind::settings:
        case Kind::pairs: return name + ", once for each";
        default: return name;
    }
}

// What is left out is filled in by commands.cpp.
std::string default_of(const std::string& command, const std::string& path) {
    if (path == "step" && command != "ImportApplication" && !command.ends_with("Selection")) {
        if (command != "RankRound" && command != "PromoteReserve" && command != "PlaceUpheld")
            return " (where it waits, if left out)";
    }
    if (path == "expert") return " (you, if left out)";
    return {};
}

Option option_of(const Shape& shape, const Member& member) {
    Option option{member.path, member.option(), help_of(member), value_of(member)};
    option.help += default_of(shape.command, member.path);
    if (member.kind == Kind::boolean) {
        option.takes = Takes::nothing;
        option.opposite = opposite_of(member.name());
        option.required = !option.opposite.empty();
    } else if (member.kind == Kind::plans) {
        option.takes = Takes::all;
    } else if (member.kind >= Kind::texts || member.kind == Kind::tree) {
        option.takes = Takes::each;
    }
    if (member.kind == Kind::settings) option.name = "--set";
    if (shape.command == "DraftCall" && member.path == "definition")
        option = {"definition", "--definition", "the workflow file (YAML)", "FILE", Takes::one, true};
    return option;
}

Verb verb_of(const Line& line) {
    const Shape& shape = shape_of(line.command);
    Verb verb{std::string{line.noun},   std::string{line.verb}, std::string{line.help}, {}, {}, run_command,
              std::string{line.command}};
    verb.example = "atranka " + verb.noun + " " + verb.verb + " " + std::string{line.example};
    std::string paths{line.positionals};
    const bool bulk = can_be_many(shape);
    for (std::size_t from = 0; from < paths.size();) {
        const std::size_t to = std::min(paths.find(' ', from), paths.size());
        const std::string path = paths.substr(from, to - from);
        from = to + 1;
        const Member& member = *shape.member(path);
        Option option = option_of(shape, member);
        option.name = path == "organisation.id" ? "organisation" : member.name();
        std::ranges::transform(option.name, option.name.begin(),
                               [](unsigned char c) { return std::toupper(c); });
        // Several applications where nothing else is told apart by its place.
        if (path == "application" && bulk && paths == path) option.takes = Takes::all;
        option.required = !(path == "application" && (bulk || shape.command == "StartApplication"));
        if (member.kind == Kind::tree) {
            option.takes = Takes::one;
            option.help = "the new value";
        }
        verb.options.push_back(std::move(option));
    }
    for (const Member& member : shape.members) {
        if (std::ranges::find(verb.options, member.path, &Option::key) != verb.options.end()) continue;
        if (member.path == "organisation.version" || member.path == "organisation.succeeded_by") continue;
        verb.options.push_back(option_of(shape, member));
    }
    for (Option& option : command_options(shape)) verb.options.push_back(std::move(option));
    return verb;
}

}  // namespace

std::vector<Verb> command_verbs() {
    std::vector<Verb> verbs;
    for (const Line& line : lines) verbs.push_back(verb_of(line));
    return verbs;
}

}  // namespace atranka::cli
