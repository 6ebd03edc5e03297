#pragma once
// The trial's call behind the API, without a network: whoever asks is named in the request.

#include "adapters/api/api.hpp"
#include "tests/scenario/trial.hpp"

namespace atranka::api_test {

struct House {
    House();
    ~House();

    scenario::Trial trial;

    struct Asked {
        std::string who, method, path;
        std::string body = {};
        api::Pairs query = {}, headers = {};
    };
    api::Response ask(Asked asked);
    api::Response get(const std::string& who, const std::string& path, api::Pairs query = {}) {
        return ask({who, "GET", path, {}, std::move(query)});
    }
    api::Response give(const std::string& who, const std::string& command, const Value& members,
                       api::Pairs headers = {});
    access::Policy policy = access::policy();
    // Answers go to the file that ATRANKA_RESPONSES names, where tests/node holds them against the description.
    bool is_recorded = true;
    bool is_fresh = true;
    std::set<std::string> scopes = {};
    std::string turned_away = {};  // by which rule everybody is; empty: nobody

private:
    class Files;
    std::unique_ptr<Files> files_;
    std::unique_ptr<api::Api> api_;
};

// The trial's definition, whose form has a field `plan` for a file.
std::string text_with_plan();

Value parsed(const api::Response& response);
std::string header(const api::Response& response, std::string_view name);  // empty: it is not there

}  // namespace atranka::api_test
