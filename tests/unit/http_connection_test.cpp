#include "http_client.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <future>
#include <mutex>
#include <thread>

namespace atranka::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Settings hasty() {
    Settings settings = test_settings();
    settings.timeouts.head = Millis{300};
    settings.timeouts.body = Millis{5'000};
    settings.timeouts.body_grace = Millis{300};
    settings.timeouts.idle = Millis{300};
    return settings;
}

TEST(HttpRefusal, IsAProblemThatEchoesNothingAndCloses) {
    const Server server{test_settings(), echo};
    Client client{server.port()};
    client.send("GET /<script> HTTP/1.1\r\nHost: a\r\n\r\n" + get("/never"));
    EXPECT_TRUE(client.read_all());
    EXPECT_THAT(client.text,
                StartsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n"));
    EXPECT_THAT(client.text, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(client.text, EndsWith("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                                      "\"detail\":\"the path has a character that must be encoded\"}\n"));
}

TEST(HttpRefusal, ReachesAClientThatIsStillSending) {
    const Server server{test_settings(), echo};
    for (const std::string head : {"Content-Length: 9000000\r\n", "Transfer-Encoding: chunked\r\n"}) {
        Client client{server.port()};
        client.send("POST /a HTTP/1.1\r\nHost: a\r\n" + head + "\r\n895440\r\n");
        client.send(std::string(2'000'000, 'x'));
        client.half_close();
        EXPECT_TRUE(client.read_all());
        EXPECT_EQ(status_of(client.text), "413");
    }
}

TEST(HttpRefusal, NamesTheMethodsThatAreAllowed) {
    const Server server{test_settings(), echo};
    EXPECT_THAT(all_answers(server, "TRACE /a HTTP/1.1\r\nHost: a\r\n\r\n"),
                HasSubstr("\r\nAllow: GET, HEAD"));
}

TEST(HttpTimeout, ASlowHeadIsToldSoAndClosed) {
    const Server server{hasty(), echo};
    Client client{server.port()};
    client.send("GET /a HTTP/1.1\r\n");
    std::thread dribble{[&] {
        for (int i = 0; i < 100 && client.send("X: y\r\n"); ++i) std::this_thread::sleep_for(Millis{20});
        client.half_close();
    }};
    client.read_until("}");
    EXPECT_EQ(status_of(client.text), "408");
    dribble.join();
}

TEST(HttpTimeout, ASlowBodyIsToldSoAndClosed) {
    const Server server{hasty(), echo};
    Client client{server.port()};
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx");
    EXPECT_TRUE(client.read_until("}"));
    EXPECT_EQ(status_of(client.text), "408");
}

TEST(HttpTimeout, AConnectionThatSaysNothingIsClosedWithoutAWord) {
    const Server server{hasty(), echo};
    Client silent{server.port()}, kept{server.port()};
    kept.send(get("/a"));
    EXPECT_EQ(status_of(kept.answer()), "200");
    kept.read_all();
    silent.read_all();
    EXPECT_EQ(kept.text + silent.text, "");
}

TEST(HttpTimeout, WhoDoesNotReadTheAnswerIsCutOff) {
    Settings settings = hasty();
    settings.timeouts.write = Millis{300};
    Server server{settings, [](const Request&, const Reply& reply) {
                      reply({200, {}, std::string(64U << 20U, 'x')});
                  }};
    Client client{server.port()};
    client.send(get("/a"));
    ASSERT_TRUE(client.read_until("\r\n\r\n"));
    // The drain ends before its time only because the connection does.
    EXPECT_TRUE(server.drain(Millis{15'000}));
}

TEST(HttpFlood, HalfOpenConnectionsLeaveOthersServed) {
    Settings settings = test_settings();
    settings.limits.connections = 100;
    settings.limits.connections_of_peer = 1'000;
    const Server server{settings, echo};
    std::vector<Client> flood;
    for (int i = 0; i < 200; ++i) {
        flood.emplace_back(server.port());
        if (i % 2 == 0) flood.back().send("GET /a HTTP/1.1\r\nHo");
    }
    for (int i = 0; i < 20; ++i) {
        Client client{server.port()};
        client.send(get("/served"));
        EXPECT_THAT(client.answer(), EndsWith("GET /served []"));
    }
}

// Answers when it is told to.
struct Slow {
    std::mutex mutex;
    std::vector<Reply> waiting;
    void take(const Reply& reply) {
        const std::lock_guard lock{mutex};
        waiting.push_back(reply);
    }
    std::size_t taken() {
        const std::lock_guard lock{mutex};
        return waiting.size();
    }
};

TEST(HttpFlood, OnePeerHasSoManyRequestsUnderWayAndATrustedProxyMore) {
    Settings settings = test_settings();
    settings.limits.connections_of_peer = 3;
    for (const bool is_trusted : {false, true}) {
        if (is_trusted) settings.trusted_proxies = {"::ffff:127.0.0.1"};
        Slow slow;
        const Server server{settings, [&](const Request& request, const Reply& reply) {
                                request.path == "/slow" ? slow.take(reply) : echo(request, reply);
                            }};
        std::vector<Client> open;
        for (std::size_t i = 0; i < 3; ++i) {
            open.emplace_back(server.port());
            open.back().send(get("/slow"));
            while (slow.taken() <= i) std::this_thread::sleep_for(Millis{1});
        }
        Client fourth{server.port()};
        fourth.send(get("/a"));
        EXPECT_EQ(status_of(fourth.answer()), is_trusted ? "200" : "");
        slow.waiting.clear();
    }
}

TEST(HttpFlood, OfOnePeersConnectionsTheOneThatWaitsLongestMakesRoom) {
    Settings settings = test_settings();
    settings.limits.connections_of_peer = 3;
    const Server server{settings, echo};
    std::vector<Client> half_open;
    for (int i = 0; i < 50; ++i) half_open.emplace_back(server.port()).send("GET /a HTTP/1.1\r\nHo");
    for (int i = 0; i < 20; ++i) {
        Client client{server.port()};
        client.send(get("/served"));
        EXPECT_THAT(client.answer(), EndsWith("GET /served []"));
    }
    EXPECT_EQ(half_open.front().answer(), "") << "it is cut off";
}

TEST(HttpForwarding, TheHandlerSeesWhoAsksThroughAProxy) {
    Settings settings = test_settings();
    settings.trusted_proxies = {"127.0.0.1"};
    const Server server{settings, [](const Request& request, const Reply& reply) {
                            reply({200, {}, request.peer + " " + request.scheme});
                        }};
    EXPECT_THAT(all_answers(server, get("/", "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n")),
                EndsWith("203.0.113.5 https"));
}

TEST(HttpStream, SendsWhatItIsGivenUntilItIsClosed) {
    const Server server{test_settings(), [](const Request&, const Reply& reply) {
                            Stream stream = reply.stream({200, {{"Content-Type", "text/event-stream"}}});
                            EXPECT_TRUE(stream.send(event("changed", "1", "a")));
                            EXPECT_TRUE(stream.send(event("changed", "2", "b")));
                            stream.close();
                            EXPECT_FALSE(stream.send("x"));
                        }};
    Client client{server.port()};
    client.send(get("/events"));
    EXPECT_TRUE(client.read_all());
    EXPECT_THAT(client.text, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(client.text, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(client.text, HasSubstr("event: changed\nid: 1\ndata: a\n\n"));
    EXPECT_THAT(client.text, HasSubstr("event: changed\nid: 2\ndata: b\n\n"));
    EXPECT_THAT(client.text, EndsWith("0\r\n\r\n"));
    Client old{server.port()};
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.read_all());
    EXPECT_THAT(old.text,
                EndsWith("\r\n\r\nevent: changed\nid: 1\ndata: a\n\nevent: changed\nid: 2\ndata: b\n\n"));
}

TEST(HttpStream, TellsThatItsReaderIsGone) {
    std::promise<Stream> opened;
    std::promise<void> gone;
    const Server server{test_settings(), [&](const Request&, const Reply& reply) {
                            Stream stream = reply.stream({});
                            stream.on_gone([&] { gone.set_value(); });
                            opened.set_value(stream);
                        }};
    auto client = std::make_unique<Client>(server.port());
    client->send(get("/events"));
    Stream stream = opened.get_future().get();
    EXPECT_TRUE(client->read_until("\r\n\r\n"));
    EXPECT_FALSE(stream.is_gone());
    client.reset();
    gone.get_future().wait();
    EXPECT_FALSE(stream.send("x"));
}

TEST(HttpStream, DropsAReaderThatIsTooSlowForItsBound) {
    std::promise<Stream> opened;
    const Server server{test_settings(),
                        [&](const Request&, const Reply& reply) { opened.set_value(reply.stream({})); }};
    const Client client{server.port()};
    client.send(get("/events"));
    Stream stream = opened.get_future().get();
    const std::string much(100'000, 'x');
    int sent = 0;
    while (sent < 10'000 && stream.send(much)) ++sent;
    EXPECT_LT(sent, 10'000);
    EXPECT_TRUE(stream.is_gone());
}

TEST(HttpDrain, EveryRequestThatWasReadIsAnsweredAndNoConnectionTaken) {
    constexpr int clients = 8, each = 5;
    Settings settings = test_settings();
    settings.limits.queue = 100;
    std::atomic<int> handled = 0;
    std::promise<void> begun;
    Server server{settings, [&](const Request& request, const Reply& reply) {
                      if (++handled == 3) begun.set_value();
                      std::this_thread::sleep_for(Millis{20});
                      echo(request, reply);
                  }};
    std::vector<std::unique_ptr<Client>> open;
    std::string pipeline;
    for (int i = 0; i < each; ++i) pipeline += get("/" + std::to_string(i));
    for (int i = 0; i < clients; ++i) {
        open.push_back(std::make_unique<Client>(server.port()));
        open.back()->send(pipeline);
    }
    Client idle{server.port()};
    begun.get_future().wait();
    std::vector<std::thread> readers;
    for (auto& client : open) readers.emplace_back([&client] { EXPECT_TRUE(client->read_all()); });
    readers.emplace_back([&idle] { idle.read_all(); });
    EXPECT_TRUE(server.drain(Millis{15'000}));
    for (std::thread& reader : readers) reader.join();
    int answers = 0;
    for (const auto& client : open) {
        std::size_t at = 0;
        while ((at = client->text.find("HTTP/1.1 200", at)) != std::string::npos) ++at, ++answers;
    }
    EXPECT_EQ(answers, handled);
    EXPECT_GE(answers, 3);
    EXPECT_EQ(idle.text, "");
    EXPECT_FALSE(Client{server.port()}.is_connected());
}

TEST(HttpDrain, EndsStreamsAndTellsWhoWasHalfway) {
    std::promise<Stream> opened;
    Server server{test_settings(),
                  [&](const Request&, const Reply& reply) { opened.set_value(reply.stream({})); }};
    Client reader{server.port()}, halfway{server.port()};
    reader.send(get("/events"));
    Stream stream = opened.get_future().get();
    stream.send("last words");
    ASSERT_TRUE(reader.read_until("last words"));
    halfway.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    ASSERT_TRUE(halfway.read_until("100 Continue\r\n\r\n"));
    halfway.text.clear();
    std::thread reading{[&] {
        EXPECT_TRUE(reader.read_all());
        EXPECT_TRUE(halfway.read_all());
        reader.half_close();
    }};
    EXPECT_TRUE(server.drain(Millis{15'000}));
    reading.join();
    EXPECT_THAT(reader.text, EndsWith("last words\r\n0\r\n\r\n"));
    EXPECT_EQ(status_of(halfway.text), "503");
}

TEST(HttpDrain, SaysWhenItsTimeWasTooShort) {
    std::promise<Reply> kept;
    Server server{test_settings(), [&](const Request&, const Reply& reply) { kept.set_value(reply); }};
    Client client{server.port()};
    client.send(get("/a"));
    const Reply reply = kept.get_future().get();
    EXPECT_FALSE(server.drain(Millis{50}));
    reply({});
}

TEST(HttpStart, APortThatIsTakenIsSaidInOneSentence) {
    const Server server{test_settings(), echo};
    Settings settings = test_settings();
    settings.port = server.port();
    try {
        const Server second{settings, echo};
        FAIL() << "it was taken twice";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), EndsWith("is taken by another program: stop it, or choose another port"));
    }
}

TEST(HttpStart, AnAddressThatIsNoneIsRefused) {
    Settings settings = test_settings();
    settings.address = "localhost";
    EXPECT_THROW((Server{settings, echo}), std::runtime_error);
    settings = test_settings();
    settings.trusted_proxies = {"10.0.0.0/8"};
    EXPECT_THROW((Server{settings, echo}), std::runtime_error);
    settings = test_settings();
    settings.certificate = "only.pem";
    EXPECT_THROW((Server{settings, echo}), std::runtime_error);
}

}  // namespace
}  // namespace atranka::http
