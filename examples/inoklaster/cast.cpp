#include "examples/inoklaster/cast.hpp"

#include <cstdint>
#include <cstdio>

namespace atranka::example {

namespace {

constexpr int ideas_in_first_round = 80, ideas_in_second_round = 8;

std::string numbered(const char* form, int number) {
    char text[64];
    std::snprintf(text, sizeof text, form, number);
    return text;
}

const char* const things[] = {
    "Recycled bumpers",     "Smart seat frames",  "Laser-marked housings", "Bio-based granulate",
    "Printed antennas",     "Acoustic panels",    "Sensor skins",          "Compostable films",
    "Lightweight brackets", "Wood-fibre pellets", "Photonic test cells",   "Self-healing coatings",
    "Modular chargers",     "Enzyme filters",     "Graphene gaskets",      "Digital twins of moulds"};
const char* const aims[] = {"for e-buses",     "for small makers", "in the open",
                            "for circularity", "across sectors",   "with Latvia"};

const char* const technologies[] = {"microelectronics", "nanotechnology", "biotechnology",
                                    "materials",        "photonics",      "manufacturing"};

// Those that the founding documents name, with what they say of them.
void add_clusters(Cast& made) {
    const auto cluster = [&](const char* id, const char* name, std::int64_t members) {
        registry::Organisation o;
        o.id = {id};
        o.name = name;
        o.code = id;
        o.country = "LT";
        o.cluster = true;
        o.members = members;
        made.organisations.push_back(std::move(o));
    };
    cluster("o-bacc", "Baltic Automotive Components Cluster", 20);
    cluster("o-laugea", "LAuGEA", 21);
    cluster("o-plastics", "Lithuanian Plastics Cluster", 13);
}

void add_organisations(Cast& made) {
    add_clusters(made);
    const auto add = [&](const std::string& id, const std::string& name, bool sme, bool institute) {
        registry::Organisation o;
        o.id = {id};
        o.name = name;
        o.code = id;
        o.country = "LT";
        o.sme = sme;
        o.knowledge_institute = institute;
        if (sme) {
            const char* const of[] = {"o-bacc", "o-laugea", "o-plastics"};
            o.clusters.insert(OrganisationId{of[made.organisations.size() % 3]});
        }
        made.organisations.push_back(std::move(o));
    };
    for (int i = 1; i <= 40; ++i)
        add(numbered("o-sme-%02d", i), numbered("Pavyzdys %d, UAB (invented)", i), true, false);
    for (int i = 1; i <= 8; ++i)
        add(numbered("o-institute-%d", i), numbered("Example institute %d (invented)", i), false, true);
    for (int i = 1; i <= 6; ++i)
        add(numbered("o-large-%d", i), numbered("Didelis pavyzdys %d, AB (invented)", i), false, false);
    for (int i = 1; i <= 4; ++i)
        add(numbered("o-adviser-%d", i), numbered("Patarimai %d, UAB (invented)", i), true, false);
}

void add_person(Cast& made, const std::string& id, const std::string& name, const std::string& role,
                const std::string& kind = {}, const std::string& employer = {}) {
    registry::RegisterPerson person;
    person.person = {id};
    person.identity = Value::object({{"name", name}, {"mail", id + "@example.org"}});
    person.expert_kind = kind;
    if (!employer.empty()) person.employments.push_back({{employer}, std::nullopt});
    made.people.push_back(std::move(person));
    if (!role.empty()) made.roles.push_back({{id}, {call_id, role}});
}

void add_people(Cast& made) {
    add_person(made, "officer-1", "Officer One", "officer");
    add_person(made, "officer-2", "Officer Two", "officer");
    add_person(made, "head-1", "Head of Unit", "head");
    add_person(made, "head-2", "Head of another Unit", "head");
    add_person(made, "minister", "For the Ministry", "ministry");
    add_person(made, "auditor", "Auditor", "");
    made.roles.push_back({{"auditor"}, {"*", "auditor"}});
    add_person(made, "administrator-2", "Another Administrator (invented)", "");
    made.roles.push_back({{"administrator-2"}, {"*", "administrator"}});
    for (int i = 1; i <= 10; ++i) {
        const std::string id = numbered("expert-b%02d", i);
        add_person(made, id, numbered("Business Expert %d", i), "expert", "business",
                   numbered("o-adviser-%d", 1 + i % 4));
        made.business_experts.push_back(id);
    }
    for (int i = 1; i <= 10; ++i) {
        const std::string id = numbered("expert-k%02d", i);
        // Two of them work for an institute that applies: they are asked only where it does not.
        add_person(made, id, numbered("Academic Expert %d", i), "expert", "knowledge_institute",
                   i <= 2 ? numbered("o-institute-%d", i) : std::string{});
        made.institute_experts.push_back(id);
    }
}

Fate fate_of(int number) {
    switch (number) {
        case 7: return Fate::no_sme;
        case 11: return Fate::withdrawn_idea;
        case 19: return Fate::no_institute;
        case 23: return Fate::without_consent;
        case 38:
        case 77:
        case 78: return Fate::late;
        case 53: return Fate::late_and_lapsed;
        case 64: return Fate::no_sme;
        default: return Fate::ordinary;
    }
}

void add_projects(Cast& made) {
    for (int i = 1; i <= ideas_in_first_round + ideas_in_second_round; ++i) {
        Project p;
        p.id = numbered("a-%03d", i);
        p.lead = numbered("lead-%03d", i);
        p.title = std::string{things[i % 16]} + " " + aims[(i / 16 + i) % 6];
        p.round = i <= ideas_in_first_round ? "r1" : "r2";
        p.fate = fate_of(i);
        p.quality = noise("quality " + p.id);
        p.requested = 13000 + 500 * static_cast<int>(noise("asks " + p.id) * 25);
        p.divides = i % 13 == 5;
        const std::string lead =
            p.fate == Fate::no_sme ? numbered("o-large-%d", 1 + i % 6) : numbered("o-sme-%02d", 1 + i % 40);
        p.consortium.push_back({lead, "lead"});
        if (p.fate != Fate::no_institute)
            p.consortium.push_back({numbered("o-institute-%d", 1 + i % 8), "partner"});
        if (i % 3 != 0 && p.fate != Fate::no_sme)
            p.consortium.push_back({numbered("o-sme-%02d", 1 + (i * 7 + 3) % 40), "partner"});
        const char* const clusters[] = {"o-bacc", "o-laugea", "o-plastics"};
        if (i % 2 == 0 || p.consortium.size() < 2) p.consortium.push_back({clusters[i / 2 % 3], "cluster"});
        add_person(made, p.lead, numbered("Lead %d", i), "");
        made.projects.push_back(std::move(p));
    }
}

Value money(int euros) { return numbered("%d.00", euros); }

}  // namespace

// FNV-1a, then the last steps of SplitMix64 so that near words lie far apart.
double noise(const std::string& words) {
    std::uint64_t h = 14695981039346656037U;
    for (const char c : words) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211U;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9U;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebU;
    return static_cast<double>((h ^ (h >> 31)) >> 11) / 9007199254740992.0;
}

Cast cast() {
    Cast made;
    add_organisations(made);
    add_people(made);
    add_projects(made);
    return made;
}

int costs_of(const Project& project) {
    const int at_forty_percent = project.requested * 5 / 2;
    return project.fate == Fate::over_the_rate ? at_forty_percent - 2500 : at_forty_percent;
}

Value idea_form(const Project& p, bool consented) {
    Value consortium = Value::list();
    for (std::size_t i = 0; i < p.consortium.size(); ++i)
        consortium.push(Value::object({{"organisation", p.consortium[i].organisation},
                                       {"role", p.consortium[i].role},
                                       {"consented", consented || i == 0}}));
    Value kets = Value::list();
    kets.push(technologies[static_cast<std::size_t>(noise("ket " + p.id) * 6)]);
    return Value::object({{"project_title", p.title},
                          {"objective", "Invented for the example: " + p.title + "."},
                          {"novelty", "Invented: partners share designs and results in the open."},
                          {"key_enabling_technologies", kets},
                          {"consortium", consortium},
                          {"end_users", "Invented: makers of parts and those who mend them."},
                          {"cross_sector", noise("sector " + p.id) > 0.5},
                          {"cross_border", noise("border " + p.id) > 0.7},
                          {"estimated_costs", money(p.requested * 5 / 2)},
                          {"requested_grant", money(p.requested)},
                          {"contact_name", "Contact of " + p.lead},
                          {"contact_email", p.lead + "@example.org"}});
}

Value application_form(const Project& p, int requested) {
    const int total = costs_of(p), staff = total / 2, equipment = total / 5;
    Value costs = Value::list();
    const auto line = [&](const char* category, const char* purpose, int claimed) {
        costs.push(Value::object({{"category", category},
                                  {"purpose", std::string{purpose} + " (invented)"},
                                  {"claimed", money(claimed)}}));
    };
    line("staff", "Engineers of the partners", staff);
    line("equipment", "A test rig, depreciation", equipment);
    line("services", "Measurements by the institute", total - staff - equipment);
    Value aid = Value::list();
    aid.push(Value::object({{"organisation", p.consortium.front().organisation},
                            {"received", money(static_cast<int>(noise("aid " + p.id) * 100) * 1000)},
                            {"share", money(requested)}}));
    return Value::object({{"objective", "Invented for the example: " + p.title + "."},
                          {"business_case", "Invented: first customers are partners of the clusters."},
                          {"collaboration", "Invented: a shared test rig, open to others."},
                          {"starts", "2026-11-02"},
                          {"ends", "2027-10-29"},
                          {"costs", costs},
                          {"requested_grant", money(requested)},
                          {"other_public", "0.00"},
                          {"in_kind", "0.00"},
                          {"de_minimis", aid},
                          {"no_double_funding", true},
                          {"contact_name", "Contact of " + p.lead},
                          {"contact_email", p.lead + "@example.org"}});
}

}  // namespace atranka::example
