#include "adapters/http/reply.hpp"

#include "engine/kernel/invariant.hpp"

#include <atomic>

namespace atranka::http {

Stream::Stream(std::shared_ptr<Channel> channel) : end_{std::make_shared<End>()} {
    end_->channel = std::move(channel);
}

Stream::End::~End() {
    if (channel) channel->close();
}

struct Reply::Once {
    Deliver deliver;
    Open open;
    std::atomic<bool> is_answered = false;

    Once(Deliver given_deliver, Open given_open)
        : deliver{std::move(given_deliver)}, open{std::move(given_open)} {}
    Once(const Once&) = delete;
    Once& operator=(const Once&) = delete;
    ~Once() {
        if (!is_answered) deliver(problem(500, "the request was not answered"), false);
    }
};

Reply::Reply(Deliver deliver, Open open)
    : once_{std::make_shared<Once>(std::move(deliver), std::move(open))} {}

bool Reply::is_answered() const { return once_->is_answered; }

void Reply::operator()(Response response) const {
    invariant(!once_->is_answered.exchange(true), "a request is answered once");
    once_->deliver(std::move(response), false);
}

Stream Reply::stream(Response head) const {
    invariant(!once_->is_answered.exchange(true), "a request is answered once");
    Stream opened{once_->open()};
    once_->deliver(std::move(head), true);
    return opened;
}

std::string event(std::string_view name, std::string_view id, std::string_view data) {
    const auto is_line = [](std::string_view text) { return text.find_first_of("\r\n") == text.npos; };
    invariant(is_line(name) && is_line(id), "the name and the id of an event are one line");
    std::string text;
    if (!name.empty()) text.append("event: ").append(name).append("\n");
    if (!id.empty()) text.append("id: ").append(id).append("\n");
    text += "data: ";
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] == '\r' && i + 1 < data.size() && data[i + 1] == '\n') continue;
        if (data[i] == '\n' || data[i] == '\r')
            text += "\ndata: ";
        else
            text += data[i];
    }
    return text + "\n\n";
}

}  // namespace atranka::http
