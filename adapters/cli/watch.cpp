#include "adapters/cli/watch.hpp"

#include "adapters/cli/program.hpp"
#include "adapters/json/json.hpp"

#include <arpa/inet.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <algorithm>
#include <array>
#include <chrono>

namespace atranka::cli {

namespace {

constexpr std::int64_t well_for_s = 30;

std::string method_of(const http::Request& request) {
    for (const char* known : {"GET", "POST", "PUT", "DELETE"})
        if (request.method == known) return request.is_head ? "HEAD" : known;
    return "other";
}

// What the type of a problem ends with; empty where the answer is none.
std::string problem_in(const api::Response& response) {
    constexpr int first_error = 400;
    if (response.status < first_error) return {};
    const auto body = json::parse(response.body);
    const Value* type = body && body->is_object() ? body->find("type") : nullptr;
    if (type == nullptr || !type->is_text()) return {};
    return type->as_text().substr(type->as_text().rfind('/') + 1);
}

}  // namespace

std::int64_t Health::now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}
bool Health::holds() const { return now() - well_at_ <= well_for_s; }

std::string network_of(const std::string& peer) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    constexpr std::size_t kept_of_4 = 3, kept_of_6 = 6;
    if (::inet_pton(AF_INET, peer.c_str(), bytes.data()) == 1) {
        std::fill(bytes.begin() + kept_of_4, bytes.end(), 0);
        return std::string{::inet_ntop(AF_INET, bytes.data(), text.data(), text.size())} + "/24";
    }
    if (::inet_pton(AF_INET6, peer.c_str(), bytes.data()) == 1) {
        std::fill(bytes.begin() + kept_of_6, bytes.end(), 0);
        return std::string{::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size())} + "/48";
    }
    return {};
}

Watch::Watch(std::filesystem::path log) : file_(std::move(log)) {
    if (const auto fault = open())
        throw Stop{cannot_create, "--log " + file_.string() + " cannot be written: " + *fault};
}
Watch::~Watch() = default;

std::optional<std::string> Watch::open() {
    if (file_.empty()) return std::nullopt;
    try {
        spdlog::sink_ptr sink;
        if (file_ == "-")
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file_.string());
        sink->set_pattern("%v");
        log_ = std::make_shared<spdlog::logger>("requests", std::move(sink));
        log_->flush_on(spdlog::level::info);
        log_->set_error_handler([](const std::string& what) { Program::warn("the log: " + what); });
        return std::nullopt;
    } catch (const spdlog::spdlog_ex& error) {
        log_.reset();
        return error.what();
    }
}

void Watch::reopen() {
    const std::scoped_lock lock{mutex_};
    if (const auto fault = open()) Program::warn("the log cannot be written: " + *fault);
}

void Watch::answered(const http::Request& request, const api::Response& response) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::int64_t at = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    const std::int64_t took = std::max<std::int64_t>(0, at - request.arrived.ms);
    constexpr double ms = 1000;
    const std::string method = method_of(request);
    const std::string route = response.route.empty() ? "other" : response.route;
    const std::string problem = problem_in(response);
    metrics.answered(method, route, response.status, static_cast<double>(took) / ms, response.body.size());
    constexpr std::string_view commands = "/api/v1/commands/";
    if (route.starts_with(commands) && method == "POST")
        metrics.command(route.substr(commands.size()), problem.empty() ? "accepted" : problem);

    Value line = Value::object({{"at", Instant{at}.text()},
                                {"id", request.id},
                                {"method", method},
                                {"route", route},
                                {"status", response.status},
                                {"ms", took},
                                {"bytes", static_cast<std::int64_t>(response.body.size())},
                                {"network", network_of(request.peer)}});
    if (!response.who.empty()) line.set("who", response.who);
    if (!problem.empty()) line.set("problem", problem);
    write(line);
}

void Watch::refused(const std::string& peer, int status, std::string_view why) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const Instant at{std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
    write(Value::object({{"at", at.text()},
                         {"route", "unread"},
                         {"status", status},
                         {"network", network_of(peer)},
                         {"problem", std::string{why}}}));
}

void Watch::write(const Value& line) {
    const std::scoped_lock lock{mutex_};
    if (log_) log_->info("{}", json::write(line));
}

}  // namespace atranka::cli
