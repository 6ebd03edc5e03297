#pragma once
// A prover that finds what it is told to in any definition, and nothing else: for tests of what comes after a
// publication.

#include "engine/service/proving.hpp"

namespace atranka::scenario {

class Believing final : public service::Prover {
public:
    static constexpr const char* report = "0000000000000000000000000000000000000000000000000000000000000000";
    service::Proven prove(const definition::Definition& definition) override {
        const Value none = Value::list(), nothing = Value::object();
        return {{report, errors, {}},
                Value::object({{"definition", definition.hash},
                               {"findings", none},
                               {"on_purpose", none},
                               {"if_roles_change", none},
                               {"undecided", none},
                               {"searched", nothing},
                               {"people", nothing}})};
    }

    std::vector<std::string> errors = {};
};

}  // namespace atranka::scenario
