#include "adapters/http/server.hpp"
#include "http_client.hpp"

#include <gmock/gmock.h>
#include <fstream>
#include <future>
#include <thread>

namespace atranka::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(HttpServer, AnswersWithHeadersThatAreTheSameEveryTime) {
    const Server server{test_settings(), echo};
    Client client{server.port()};
    client.send(get("/calls/a%20b?x=1&x=2"));
    EXPECT_EQ(client.answer(),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\n"
              "Cache-Control: no-store\r\nContent-Length: 25\r\n\r\nGET /calls/a b x=1 x=2 []");
}

TEST(HttpServer, KeepsAConnectionAndAnswersPipelinedRequestsInTheirOrder) {
    const Server server{test_settings(), [](const Request& request, const Reply& reply) {
                            if (request.path == "/0") std::this_thread::sleep_for(Millis{50});
                            echo(request, reply);
                        }};
    Client client{server.port()};
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy";
    client.send(all);
    for (int i = 0; i < 20; ++i)
        EXPECT_THAT(client.answer(), EndsWith("POST /" + std::to_string(i) + " [xy]")) << i;
}

TEST(HttpServer, AnswersHeadAsGetWithoutABody) {
    const Server server{test_settings(), echo};
    Client client{server.port()};
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + get("/b"));
    ASSERT_TRUE(client.read_until("GET /b []"));
    EXPECT_THAT(client.text, HasSubstr("Content-Length: 9\r\n\r\nHTTP/1.1 200"));
}

TEST(HttpServer, ClosesAfterARequestOfHttp10) {
    const Server server{test_settings(), echo};
    Client client{server.port()};
    client.send("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(client.read_all());
    EXPECT_THAT(client.text, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(client.text, EndsWith("GET /a []"));
}

TEST(HttpServer, JoinsTheChunksOfABody) {
    const Server server{test_settings(), echo};
    EXPECT_THAT(all_answers(server,
                            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: z\r\n\r\n"),
                EndsWith("POST /a [abc0123456789]"));
}

TEST(HttpServer, IgnoresAMethodThatAHeaderNames) {
    const Server server{test_settings(), echo};
    EXPECT_THAT(all_answers(server,
                            "POST /a HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: DELETE\r\n"
                            "Content-Length: 0\r\n\r\n"),
                EndsWith("POST /a []"));
}

TEST(HttpServer, SaysWhenTheLastByteOfARequestCame) {
    Settings settings = test_settings();
    std::atomic<std::int64_t> now = 5'000;
    settings.now = [&] { return Instant{now}; };
    const Server server{settings, [](const Request& request, const Reply& reply) {
                            reply({200, {}, std::to_string(request.arrived.ms)});
                        }};
    Client client{server.port()};
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(client.read_until("100 Continue\r\n\r\n"));
    client.text.clear();
    now = 6'001;
    client.send("xy");
    EXPECT_THAT(client.answer(), EndsWith("6001"));
}

TEST(HttpServer, AsksForABodyOnlyWhenItIsAdmitted) {
    Settings settings = test_settings();
    settings.admission = [](const Request& request) {
        return Admission{request.path == "/small" ? 4U : 40U};
    };
    const Server server{settings, echo};
    const std::string rest = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 20\r\n\r\n";
    Client refused{server.port()};
    refused.send("POST /small" + rest);
    EXPECT_TRUE(refused.read_all());
    EXPECT_EQ(status_of(refused.text), "413");
    Client admitted{server.port()};
    admitted.send("POST /large" + rest);
    EXPECT_TRUE(admitted.read_until("HTTP/1.1 100 Continue\r\n\r\n"));
}

TEST(HttpServer, AnswersInThePlaceOfABodyThatIsNotAdmitted) {
    Settings settings = test_settings();
    settings.admission = [](const Request&) {
        return Admission{0, {}, problem(404, "there is no such page")};
    };
    const Server server{settings, echo};
    EXPECT_THAT(all_answers(server, get("/x")), HasSubstr("there is no such page"));
    const std::string head = all_answers(server, "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_of(head), "404");
    EXPECT_THAT(head, EndsWith("\r\n\r\n"));
    Client client{server.port()};
    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123");
    EXPECT_TRUE(client.read_all());
    EXPECT_EQ(status_of(client.text), "404");
}

class HttpFolder : public testing::Test {
protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "http_XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder_}, {}));
    }
    std::filesystem::path folder_;
};

TEST_F(HttpFolder, AnUploadGoesToAFileThatIsRemovedUnlessItWasMoved) {
    Settings settings = test_settings();
    settings.admission = [this](const Request&) { return Admission{1U << 20U, folder_}; };
    {
        const Server server{settings, [this](const Request& request, const Reply& reply) {
                                const auto size = std::filesystem::file_size(request.spooled);
                                if (request.path == "/keep") {
                                    std::filesystem::rename(request.spooled, folder_ / "kept");
                                }
                                reply({200, {}, std::to_string(size) + request.body});
                            }};
        const std::string body(300'000, 'x');
        const std::string rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + body;
        EXPECT_THAT(all_answers(server, "PUT /keep" + rest), EndsWith("\r\n\r\n300000"));
        EXPECT_THAT(all_answers(server, "PUT /drop" + rest), EndsWith("\r\n\r\n300000"));
        all_answers(server, "PUT /half" + rest.substr(0, 1'000));
    }
    EXPECT_EQ(files(), 1U);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "kept"));
}

TEST_F(HttpFolder, AFileIsSentWholeOrInPart) {
    std::string content;
    for (int i = 0; content.size() < 300'000; ++i) content += std::to_string(i) + ",";
    std::ofstream{folder_ / "file"} << content;
    const Server server{test_settings(), [this](const Request& request, const Reply& reply) {
                            Response response;
                            response.file = File{folder_ / (request.path == "/none" ? "none" : "file")};
                            if (request.path == "/part") {
                                response.file->offset = 1'000;
                                response.file->length = 150'000;
                            }
                            reply(std::move(response));
                        }};
    Client client{server.port()};
    client.send(get("/whole") + get("/part") + get("/none"));
    EXPECT_THAT(client.answer(), EndsWith("\r\n\r\n" + content));
    EXPECT_THAT(client.answer(), EndsWith("\r\n\r\n" + content.substr(1'000, 150'000)));
    EXPECT_EQ(status_of(client.answer()), "500");
}

TEST(HttpServer, AnswersForAHandlerThatThrowsOrForgets) {
    const Server server{test_settings(), [](const Request& request, const Reply&) {
                            if (request.path == "/throw") throw std::runtime_error{"secret"};
                        }};
    Client client{server.port()};
    client.send(get("/throw") + get("/forget"));
    const std::string thrown = client.answer();
    EXPECT_EQ(status_of(thrown), "500");
    EXPECT_THAT(thrown, Not(HasSubstr("secret")));
    EXPECT_EQ(status_of(client.answer()), "500");
}

TEST(HttpServer, AnAnswerMayComeFromAnotherThreadLater) {
    std::promise<Reply> promise;
    const Server server{test_settings(),
                        [&](const Request&, const Reply& reply) { promise.set_value(reply); }};
    Client client{server.port()};
    client.send(get("/a"));
    promise.get_future().get()({200, {}, "later"});
    EXPECT_THAT(client.answer(), EndsWith("later"));
}

TEST(HttpServer, AnAnswerMayComeWhenTheServerIsGone) {
    std::promise<Reply> promise;
    auto server = std::make_unique<Server>(
        test_settings(), [&](const Request&, const Reply& reply) { promise.set_value(reply); });
    Client client{server->port()};
    client.send(get("/a"));
    const Reply reply = promise.get_future().get();
    server.reset();
    Stream stream = reply.stream({});
    EXPECT_FALSE(stream.send("x") && stream.send("y") && !stream.is_gone());
    client.read_all();
    EXPECT_EQ(client.text, "");
}

TEST(HttpServer, AHeaderThatWouldSplitTheAnswerIsNotSent) {
    const Server server{test_settings(), [](const Request&, const Reply& reply) {
                            reply({302, {{"Location", "/a\r\nSet-Cookie: b=c"}}});
                        }};
    const std::string text = all_answers(server, get("/a"));
    EXPECT_EQ(status_of(text), "500");
    EXPECT_THAT(text, Not(HasSubstr("Set-Cookie")));
}

TEST(HttpServer, SaysThatItIsBusyWhenItsQueueIsFull) {
    Settings settings = test_settings();
    settings.workers = 1;
    settings.limits.queue = 1;
    std::promise<void> release, begun;
    auto released = release.get_future().share();
    std::atomic<int> calls = 0;
    Server server{settings, [&](const Request&, const Reply& reply) {
                      if (++calls == 1) begun.set_value();
                      released.wait();
                      reply({});
                  }};
    Client first{server.port()}, second{server.port()}, third{server.port()};
    first.send(get("/1"));
    begun.get_future().wait();
    second.send(get("/2"));
    third.send(get("/3"));
    // Which of the two finds the queue full is decided by the kernel; the other is answered after it.
    const auto answer = [&](Client& client) {
        std::string text = client.answer();
        if (status_of(text) == "503") release.set_value();
        return text;
    };
    auto of_second = std::async(std::launch::async, [&] { return answer(second); });
    const std::string of_third = answer(third);
    const std::string busy = status_of(of_third) == "503" ? of_third : of_second.get();
    EXPECT_EQ(status_of(busy), "503");
    EXPECT_THAT(busy, HasSubstr("Retry-After: 1\r\n"));
    EXPECT_EQ(status_of(first.answer()), "200");
}

}  // namespace
}  // namespace atranka::http
