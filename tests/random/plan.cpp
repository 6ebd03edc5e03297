#include "tests/random/plan.hpp"

#include <vector>

namespace atranka::random {

namespace {

struct Step {
    std::string name, text;  // with NEXT where the good outcome leads
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::string review(const Plan& p) {
    const char* const aggregates[] = {"mean", "median", "trimmed_mean", "closest_two"};
    const std::string aggregate = p.consensus ? "consensus" : aggregates[p.aggregate % 4];
    std::string text =
        "    {kind: review, by: officer, form: note, rubric: short, within: 10 working days,\n"
        "     experts: {role: expert, count: " +
        std::to_string(p.experts);
    if (p.kinds > 0 && p.experts >= 2) text += ", of: {business: 1, academic: 1}";
    if (p.load > 0) text += ", load: " + std::to_string(p.load);
    text += "},\n";
    if (p.divergence == 1)
        text += "     divergence: {when: gap > 2, then: another_expert, aggregate: " +
                std::string{p.consensus ? "consensus" : "closest_two"} + "},\n";
    if (p.divergence == 2 && p.consensus)
        text += "     divergence: {when: gap > 2, then: consensus, aggregate: consensus},\n";
    if (p.consensus) text += "     consensus: true,\n";
    if (p.consensus && p.chair) text += "     chair: true,\n";
    return text + "     aggregate: " + aggregate + ", on: {meets: NEXT, below: failed}}\n";
}

bool funds(const Plan& p) { return p.selection >= 1 && p.selection <= 3; }

std::string selection(const Plan& p) {
    const char* const policies[] = {"stop", "skip", "partial"};
    std::string text =
        "    kind: selection\n    by: officer\n    confirm_by: head\n    decide_within: 10 working days\n"
        "    order: [";
    if (p.experts > 0) text += "review.total desc, ";
    text += p.lot ? "requested desc, lot]\n" : "requested asc, subject_number asc]\n";
    if (!funds(p))
        return text +
               "    take: {sum: requested, nearest: 1.5 * budget}\n    on: {selected: NEXT, not_selected: "
               "failed}\n";
    text += "    fund: requested\n    policy: " + std::string{policies[p.selection - 1]} + "\n";
    if (p.envelopes > 0)
        text +=
            "    envelopes:\n"
            "      coast: {when: 'region = \"coast\"', amount: 0.4 * budget}\n"
            "      inland: {when: 'region = \"inland\"', amount: 0.6 * budget}\n";
    else
        text += "    within: budget\n";
    if (p.reserve) text += "    reserve_until: reserve_until\n";
    return text + "    on: {selected: NEXT, not_selected: failed" +
           (p.reserve ? ", reserve_expired: failed" : "") + "}\n";
}

std::string check(const Plan& p, const std::string& failed) {
    std::string text = "    {kind: check, by: officer, within: 5 working days,";
    if (p.check == 2) text += " confirm_by: head,";
    if (p.assessed) text += " assesses: [costs], rules: [sound],";
    if (p.clarified) text += " clarification: {within: 5 days, times: 1},";
    return text + " on: {passed: NEXT, failed: " + failed + "}}\n";
}

}  // namespace

std::string definition_of(const Plan& p) {
    std::vector<Step> steps;
    steps.push_back({"note_in", "    {kind: submission, by: applicant, form: note, closes: closing," +
                                    std::string{p.rules ? " rules: [least]," : ""} +
                                    " on: {submitted: NEXT, lapsed: gone, withdrawn: gone}}\n"});
    const bool selects = p.selection > 0, nothing = p.check == 0 && p.experts == 0 && !selects;
    if (p.check > 0 || nothing) steps.push_back({"look", check(p, "failed")});
    if (p.experts > 0) steps.push_back({"review", review(p)});
    if (selects) steps.push_back({"ranking", selection(p)});
    if (selects && p.check_after) steps.push_back({"proof", check({.check = p.check}, "failed")});
    if (p.decision > 0 && funds(p))
        steps.push_back({"award", "    {kind: decision, by: minister, within: 20 working days," +
                                      std::string{p.decision == 2 ? " confirm_by: head," : ""} +
                                      " on: {granted: NEXT, refused: failed" +
                                      (p.sent_back ? ", sent_back: ranking" : "") + "}}\n"});
    if (p.offer && funds(p))
        steps.push_back({"offer",
                         "    {kind: offer, by: applicant, within: 14 days, notice: true,"
                         " on: {accepted: NEXT, declined: failed, lapsed: failed}}\n"});
    std::string text = R"(workflow: random
version: 1
title: {en: Random}
timezone: UTC
currency: EUR
parameters:
  budget: {type: money, default: BUDGET.00, minimum: 0}
  closing: {type: datetime, per: round}
  reserve_until: {type: date, per: round}
roles:
  applicant: {title: {en: Applicant}}
  officer: {title: {en: Officer}}
  head: {title: {en: Head}}
  judge: {title: {en: Judge}}
  minister: {title: {en: Minister}}
  expert: {title: {en: Expert}, kinds: [business, academic]}
forms:
  note:
    fields:
      requested: {type: money, label: {en: Amount}, required: true, minimum: 0, maximum: 500}
      subject_number: {type: integer, label: {en: Number}, required: true}
      region:
        {type: choice, label: {en: Region}, required: true, choices: {coast: {en: Coast}, inland: {en: Inland}}}
      partner: {type: organisation, label: {en: Partner}}
      costs:
        type: table
        label: {en: Costs}
        columns:
          claimed: {type: money, label: {en: Claimed}, required: true, minimum: 0}
    assessed:
      costs.accepted: {type: money, by: officer, at_most: claimed}
rubrics:
  short:
    scale: {from: 0, to: 5, step: 1}
    anchors: {0: {en: None}, 5: {en: Best}}
    comment: optional
    criteria:
      novelty: {title: {en: Novelty}, threshold: THRESHOLD}
      plan: {title: {en: Plan}}
rules:
  least:
    rules:
      - {id: least, require: requested >= 10, message: {en: Less than 10.}}
  sound:
    rules:
      - {id: paid, require: requested <= sum(costs.accepted), message: {en: More than it costs.}}
steps:
)";
    for (std::size_t i = 0; i < steps.size(); ++i)
        text += "  " + steps[i].name + ":\n" +
                replaced(steps[i].text, "NEXT", i + 1 < steps.size() ? steps[i + 1].name : "done");
    if (p.appeals)
        text +=
            "appeals: {within: 14 days, by: judge, decide_within: 20 working days, grounds: [procedure], "
            "back_to: " +
            steps[1].name + "}\n";
    text += "outcomes:\n  done: {title: {en: Done}, awarded: true" +
            std::string{p.awarded_is_appealable ? ", appealable: true" : ""} +
            "}\n  failed: {title: {en: Failed}, appealable: true}\n  gone: {title: {en: Gone}}\n";
    text = replaced(text, "BUDGET", std::to_string(p.budget));
    return replaced(text, "THRESHOLD", std::to_string(p.threshold));
}

}  // namespace atranka::random
