#include "tests/api/house.hpp"

#include "adapters/api/problem.hpp"
#include "adapters/json/json.hpp"
#include "adapters/sql/texts.hpp"
#include "engine/definition/attachment.hpp"
#include "engine/kernel/invariant.hpp"
#include "tests/scenario/memory_readings.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace atranka::api_test {

namespace {

void record_answer(const std::string& method, const std::string& path, const api::Response& answer) {
    static std::ofstream file{std::getenv("ATRANKA_RESPONSES") == nullptr ? ""
                                                                          : std::getenv("ATRANKA_RESPONSES")};
    if (!file.is_open()) return;
    Value line = Value::object({{"method", method}, {"path", path}, {"status", answer.status}});
    for (const auto& [name, value] : answer.headers)
        if (name == "content-type") line.set("type", value);
    line.set("body", answer.body);
    file << json::write(line) << "\n";
}

}  // namespace

// Keeps files without judging them: that is another room's.
class House::Files final : public api::Attachments {
public:
    explicit Files(scenario::MemoryBlobs& blobs) : blobs_(blobs) {}
    Result<Value> take(const Upload& upload, const std::function<void(const Value&)>& keep) override {
        std::ifstream stream{upload.content, std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{stream}, {}};
        if (std::ssize(content) > definition::bytes_max_of(upload.field))
            return refuse(Rule::attachment_must_fit, "The file is too large.", upload.field.name);
        Value told = scenario::attachment_of(content, upload.name);
        blobs_.put(upload.person.text, upload.application.text, told, content);
        keep(told);
        return told;
    }
    std::optional<std::string> content(const std::string& application, const std::string& sha256) override {
        return blobs_.get(application, sha256);
    }

private:
    scenario::MemoryBlobs& blobs_;
};

House::~House() = default;

House::House() : files_(std::make_unique<Files>(trial.world.blobs)) {
    api::World world{
        trial.world.clock,
        trial.world.random,
        [this](service::Request request, const api::Given& given) {
            try {
                std::vector<service::Request> one;
                one.push_back(std::move(request));
                given(std::move(trial.world.service.handle_each(std::move(one)).front().value()), nullptr);
            } catch (...) {
                given(std::nullopt, std::current_exception());
            }
        },
        [this] {
            auto desk = std::make_unique<api::Desk>();
            desk->store = std::make_unique<scenario::MemoryStore>(trial.world.store);
            desk->service =
                std::make_unique<service::Service>(*desk->store, trial.world.clock, trial.world.random);
            desk->readings = std::make_unique<scenario::MemoryReadings>(trial.world.store.shared());
            desk->texts = std::make_unique<sql::Texts>(":memory:");
            return desk;
        },
        [this](const api::Request& request) -> tl::expected<api::Caller, api::TurnedAway> {
            const std::string* who = request.header("x-test-caller");
            if (who == nullptr) return api::Caller{};
            const api::Caller caller{{*who}, "password", scopes, is_fresh};
            if (turned_away.empty()) return caller;
            return tl::unexpected{api::TurnedAway{api::problem(403, turned_away, "Turned away", "not so far"),
                                                  caller, turned_away}};
        },
        [](api::AccountAction, const Value&, const api::Request&, const api::Caller&) {
            return api::problem(404, "not-found", "Not found", "Nobody keeps accounts here.");
        },
        [](const std::string& yaml, Instant) {
            return api::Resolved{scenario::definition_of(yaml), {}};
        },
        [this](const std::string& log) { return trial.world.service.checkpoint(log); },
        [this](const service::Entry& entry) { return trial.world.service.receipt(entry); },
        policy,
        files_.get(),
        [this] { return trial.world.notary.key(trial.world.notary.host()).text(); },
        [](service::EventStore&, service::Readings&, const std::string& call,
           const std::string& application) {
            return "the pack of " + call + (application.empty() ? "" : " about " + application);
        },
        &trial.world.prover};
    api_ = std::make_unique<api::Api>(std::move(world));
}

api::Response House::ask(Asked asked) {
    api::Request request{asked.method,          asked.path,  asked.query, std::move(asked.headers),
                         std::move(asked.body), "127.0.0.1", trial.now};
    // Bodies of files come as files, as they do from the network.
    const std::filesystem::path spooled =
        std::filesystem::temp_directory_path() / ("atranka-house-" + std::to_string(::getpid()));
    if (asked.method == "PUT" && asked.path.find("/attachments/") != std::string::npos) {
        std::ofstream{spooled, std::ios::binary} << request.body;
        request.body.clear();
        request.spooled = spooled;
    }
    if (!asked.who.empty()) request.headers.emplace_back("x-test-caller", asked.who);
    std::optional<api::Response> answer;
    api_->answer(request, [&](api::Response response) {
        invariant(!answer, "a request is answered once");
        answer = std::move(response);
    });
    std::error_code unknown;
    std::filesystem::remove(spooled, unknown);
    invariant(answer.has_value(), "a request is answered");
    // What people typed goes out as data, never as a page.
    for (const auto& [name, value] : answer->headers)
        invariant(name != "content-type" || value.find("html") == std::string::npos, "no answer is a page");
    if (is_recorded) record_answer(asked.method, asked.path, *answer);
    return std::move(*answer);
}

api::Response House::give(const std::string& who, const std::string& command, const Value& members,
                          api::Pairs headers) {
    trial.now = trial.now.plus_ms(60'000);
    headers.emplace_back("content-type", "application/json");
    return ask({who, "POST", "/commands/" + command, json::write(members), {}, std::move(headers)});
}

std::string text_with_plan() {
    std::string text = scenario::text_of("tests/scenario/trial.yaml");
    const std::string before = "      share: {type: number";
    return text.insert(text.find(before),
                       "      plan: {type: attachment, label: {en: Plan}, max_size: 1 KB}\n");
}

std::string header(const api::Response& response, std::string_view name) {
    const auto it = std::ranges::find(response.headers, name, &api::Pairs::value_type::first);
    return it == response.headers.end() ? std::string{} : it->second;
}

Value parsed(const api::Response& response) {
    auto value = json::parse(response.body);
    invariant(value.has_value(), "an answer is JSON");
    return std::move(*value);
}

}  // namespace atranka::api_test
