#include "adapters/http/server.hpp"

#include "adapters/http/forwarded.hpp"
#include "adapters/http/session.hpp"
#include "adapters/http/sockets.hpp"
#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <optional>
#include <random>
#include <stdexcept>
#include <unordered_map>

namespace atranka::http {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

constexpr Millis tick{50};  // how exactly deadlines are kept

std::string hex(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (auto c = text.rbegin(); c != text.rend(); ++c, number /= 16) *c = digits[number % 16];
    return text;
}

void check(Settings& settings) {
    invariant(static_cast<bool>(settings.now), "a server has a clock");
    invariant(settings.workers > 0, "a server has workers");
    if (settings.certificate.empty() != settings.key.empty())
        throw std::runtime_error{"TLS needs a certificate and its key: name both, or neither"};
    for (std::string& proxy : settings.trusted_proxies) {
        auto address = address_text(proxy);
        if (!address)
            throw std::runtime_error{"the trusted proxy \"" + proxy +
                                     "\" is not an address: write it as one"};
        proxy = std::move(*address);
    }
}

tcp::acceptor listening(asio::io_context& io, const Settings& settings) {
    error_code ec;
    const std::string where = settings.address + ":" + std::to_string(settings.port);
    const auto address = asio::ip::make_address(settings.address, ec);
    if (ec)
        throw std::runtime_error{"\"" + settings.address +
                                 "\" is not an address to listen on: write it in numbers"};
    tcp::acceptor acceptor{io};
    const tcp::endpoint endpoint{address, settings.port};
    acceptor.open(endpoint.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address{true}, ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec == asio::error::address_in_use)
        throw std::runtime_error{where + " is taken by another program: stop it, or choose another port"};
    if (ec == asio::error::access_denied)
        throw std::runtime_error{where + " may not be listened on by this user: choose a port above 1023"};
    if (ec)
        throw std::runtime_error{where + " cannot be listened on: " + ec.message() +
                                 "; choose another address"};
    return acceptor;
}

}  // namespace

struct Server::Inner {
    Inner(Settings given, Handler handler_given)
        : settings{std::move(given)},
          handler{std::move(handler_given)},
          workers{settings.workers, settings.limits.queue} {
        check(settings);
        if (!settings.certificate.empty()) tls.emplace(tls_context(settings.certificate, settings.key));
        acceptor.emplace(listening(*io, settings));
        port = acceptor->local_endpoint().port();
        accept();
        watch();
        thread = std::thread{[this] { io->run(); }};
    }
    ~Inner() { stop(); }
    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

    void accept() {
        acceptor->async_accept([this](const error_code& ec, tcp::socket socket) {
            if (ec == asio::error::operation_aborted || !acceptor->is_open()) return;
            if (!ec) welcome(std::move(socket));
            if (!ec) return accept();
            // Too many files are open.
            make_room();
            pause.expires_after(tick);
            pause.async_wait([this](const error_code& stopped) {
                if (!stopped && acceptor->is_open()) accept();
            });
        });
    }

    void welcome(tcp::socket socket) {
        error_code ec;
        const auto remote = socket.remote_endpoint(ec);
        if (ec) return;
        socket.set_option(tcp::no_delay{true}, ec);
        const std::string peer = address_text(remote.address().to_string()).value_or("");
        const auto& proxies = settings.trusted_proxies;
        const bool is_proxy = std::find(proxies.begin(), proxies.end(), peer) != proxies.end();
        const auto known = of_peer.find(peer);
        const std::size_t open = known == of_peer.end() ? 0 : known->second;
        const bool has_enough = !is_proxy && open >= settings.limits.connections_of_peer;
        if (has_enough && !make_room(peer)) return;
        if (sessions.size() >= settings.limits.connections && !make_room()) return;
        ++of_peer[peer];
        auto wire = tls ? secured_wire(std::move(socket), *tls) : plain_wire(std::move(socket));
        const auto session = std::make_shared<Session>(host, std::move(wire), peer);
        sessions.emplace(session.get(), session);
        {
            const std::lock_guard lock{mutex};
            count = sessions.size();
        }
        session->start();
    }

    // Whoever waits longest is cut off: of all, or of those of one peer.
    bool make_room(const std::optional<std::string>& peer = {}) {
        std::shared_ptr<Session> oldest;
        Time since = Time::max();
        for (const auto& [_, session] : sessions) {
            if (peer && session->peer() != *peer) continue;
            const auto waiting = session->waiting_since();
            if (!waiting || *waiting >= since) continue;
            since = *waiting;
            oldest = session;
        }
        if (oldest) oldest->cut();
        return oldest != nullptr;
    }

    void left(Session& session) {
        const auto peer = of_peer.find(session.peer());
        if (peer != of_peer.end() && --peer->second == 0) of_peer.erase(peer);
        sessions.erase(&session);
        {
            const std::lock_guard lock{mutex};
            count = sessions.size();
        }
        emptied.notify_all();
    }

    std::vector<std::shared_ptr<Session>> everyone() const {
        std::vector<std::shared_ptr<Session>> all;
        for (const auto& [_, session] : sessions) all.push_back(session);
        return all;
    }

    void watch() {
        timer.expires_after(tick);
        timer.async_wait([this](const error_code& ec) {
            if (ec || is_stopping) return;
            const Time now = std::chrono::steady_clock::now();
            for (const auto& session : everyone()) session->expire(now);
            watch();
        });
    }

    bool drain(Millis timeout) {
        if (!thread.joinable()) return true;
        std::promise<void> told;
        asio::post(*io, [&] {
            error_code ignored;
            acceptor->close(ignored);
            host.is_draining = true;
            for (const auto& session : everyone()) session->drain();
            told.set_value();
        });
        told.get_future().wait();
        std::unique_lock lock{mutex};
        return emptied.wait_for(lock, timeout, [this] { return count == 0; });
    }

    void stop() {
        if (!thread.joinable()) return;
        asio::post(*io, [this] {
            error_code ignored;
            acceptor->close(ignored);
            is_stopping = true;
            timer.cancel();
            pause.cancel();
            for (const auto& session : everyone()) session->cut();
        });
        workers.stop();
        thread.join();
    }

    Settings settings;
    Handler handler;
    // Replies know it weakly: they may come when the server is gone.
    std::shared_ptr<asio::io_context> io = std::make_shared<asio::io_context>(1);
    std::optional<asio::ssl::context> tls;
    std::optional<tcp::acceptor> acceptor;
    asio::steady_timer timer{*io}, pause{*io};
    std::unordered_map<Session*, std::shared_ptr<Session>> sessions;
    std::unordered_map<std::string, std::size_t> of_peer;
    bool is_stopping = false;  // of the thread of input and output
    std::mutex mutex;
    std::condition_variable emptied;
    std::size_t count = 0;
    std::uint64_t begun = (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
    std::uint64_t requests = 0;
    Workers workers;
    Host host{settings,
              handler,
              workers,
              [weak = std::weak_ptr{io}](std::function<void()> task) {
                  if (const auto alive = weak.lock()) asio::post(*alive, std::move(task));
              },
              [this] { return hex(begun) + hex(++requests); },
              [this](Session& session) { left(session); }};
    std::uint16_t port = 0;
    std::thread thread;
};

Server::Server(Settings settings, Handler handler)
    : inner_{std::make_unique<Inner>(std::move(settings), std::move(handler))} {}
Server::~Server() = default;

std::uint16_t Server::port() const { return inner_->port; }
bool Server::drain(Millis timeout) {
    const bool answered = inner_->drain(timeout);
    inner_->stop();
    return answered;
}

}  // namespace atranka::http
