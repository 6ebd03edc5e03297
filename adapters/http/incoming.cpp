#include "adapters/http/incoming.hpp"

#include "adapters/http/beast.hpp"
#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

namespace atranka::http {

namespace beast = boost::beast;

namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::size_t method_and_version_bytes = 64;  // of the first line, besides its target
constexpr std::size_t chunk_extension_bytes = 256;
constexpr std::size_t last_chunk_bytes = 5;         // "0", and two line breaks
constexpr std::size_t chunk_line_bytes = 4 * 1024;  // also of all trailers together

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::string lower(std::string_view text) {
    std::string low{text};
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return low;
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.size() <= 19 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A name or an address and perhaps a port: what may be compared and printed.
bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '.' || c == ':' || c == '[' || c == ']' || c == '_';
    });
}

std::size_t count(const Pairs& headers, std::string_view name) {
    return static_cast<std::size_t>(
        std::count_if(headers.begin(), headers.end(), [&](const auto& one) { return one.first == name; }));
}

// What says how long the message is has to be said once, and in one way.
std::optional<Refusal> framing_fault(const Request& request, bool is_old) {
    const auto lengths = count(request.headers, "content-length");
    const auto codings = count(request.headers, "transfer-encoding");
    if (lengths > 1) return Refusal{400, "Content-Length is given more than once"};
    if (lengths == 1 && !is_digits(*request.header("content-length")))
        return Refusal{400, "Content-Length is not a number"};
    if (codings == 0) return {};
    if (lengths > 0) return Refusal{400, "Content-Length and Transfer-Encoding exclude each other"};
    if (is_old) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
    if (codings > 1 || lower(*request.header("transfer-encoding")) != "chunked")
        return Refusal{400, "the only Transfer-Encoding here is chunked"};
    return {};
}

std::optional<Refusal> head_fault(const Request& request, bool is_old) {
    const auto hosts = count(request.headers, "host");
    if (hosts > 1) return Refusal{400, "Host is given more than once"};
    if (hosts == 0 && !is_old) return Refusal{400, "Host is missing"};
    if (hosts == 1 && !is_host(*request.header("host")))
        return Refusal{400, "Host is not a name or an address"};
    if (auto fault = framing_fault(request, is_old)) return fault;
    const auto expected = request.header("expect");
    if (expected && lower(*expected) != "100-continue")
        return Refusal{417, "only 100-continue can be expected here"};
    return {};
}

std::optional<Refusal> method_fault(std::string_view method) {
    constexpr std::string_view known[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    if (std::find(std::begin(known), std::end(known), method) != std::end(known)) return {};
    if (method == "CONNECT" || method == "TRACE") return Refusal{405, "the method is not allowed"};
    return Refusal{501, "the method is not known"};
}

}  // namespace

class Incoming::Parser final : public beast::http::basic_parser<true> {
public:
    explicit Parser(const Limits& limits) : limits_{limits} {
        header_limit(static_cast<std::uint32_t>(limits.target_bytes + limits.header_bytes + 256));
        body_limit(boost::none);  // counted here, against what the admission says
    }

    Refusal refusal = {400, "the request is not HTTP/1.1 as it is written"};
    std::string method, target;
    int version = 0;
    Pairs headers;
    std::uint64_t body_bytes_max = 0, body_bytes = 0;
    Sink sink;

private:
    void refuse(int status, std::string_view why, beast::error_code& ec) {
        refusal = {status, why};
        ec = beast::http::error::bad_value;
    }
    void take(std::string_view piece, beast::error_code& ec) {
        body_bytes += piece.size();
        if (body_bytes > body_bytes_max) return refuse(413, "the body is too large", ec);
        if (!sink(piece)) refuse(507, "the body could not be kept", ec);
    }

    void on_request_impl(beast::http::verb, beast::string_view method_text, beast::string_view target_text,
                         int version_number, beast::error_code&) override {
        method = view(method_text);
        target = view(target_text);
        version = version_number;
    }
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       beast::error_code& ec) override {
        if (is_header_done()) return;  // a trailer, which nobody here reads
        if (headers.size() == limits_.headers) return refuse(431, "there are too many headers", ec);
        headers.emplace_back(lower(view(name)), view(value));
    }
    void on_header_impl(beast::error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    std::size_t on_body_impl(beast::string_view piece, beast::error_code& ec) override {
        take(view(piece), ec);
        return piece.size();
    }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view extensions,
                              beast::error_code& ec) override {
        if (extensions.size() > chunk_extension_bytes)
            return refuse(400, "a chunk's extension is too long", ec);
        if (size > body_bytes_max - body_bytes) refuse(413, "the body is too large", ec);
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, beast::error_code& ec) override {
        take(view(piece), ec);
        return piece.size();
    }
    void on_finish_impl(beast::error_code&) override {}

    const Limits& limits_;
};

Incoming::Incoming(const Limits& limits) : limits_{limits} {}
Incoming::~Incoming() = default;

Incoming::State Incoming::refuse(int status, std::string_view why) {
    refusal_ = {status, why};
    return state_ = State::refused;
}

Incoming::State Incoming::feed(std::string_view bytes) {
    buffer_ += bytes;
    return advance();
}

Incoming::State Incoming::next() {
    invariant(state_ == State::complete, "the next request comes after a whole one");
    state_ = State::waiting;
    return advance();
}

Incoming::State Incoming::end() {
    if (state_ == State::head || state_ == State::body) return refuse(400, "the request ends too early");
    return state_;
}

Incoming::State Incoming::advance() {
    switch (state_) {
        case State::waiting:
            if (buffer_.empty()) return state_;
            parser_.reset();
            request_ = {};
            screened_ = 0;
            body_bytes_ = 0;
            state_ = State::head;
            return read_head();
        case State::head: return read_head();
        case State::body: return read_body();
        case State::admission:
        case State::complete:
        case State::refused: break;
    }
    return state_;
}

// Bytes of the head that Beast would read with more patience. What a line break needs may come later.
bool Incoming::screen() {
    for (; screened_ < buffer_.size(); ++screened_) {
        const char c = buffer_[screened_];
        const auto byte = static_cast<unsigned char>(c);
        const char before = screened_ > 0 ? buffer_[screened_ - 1] : '\0';
        const bool begins_line = screened_ > 1 && before == '\n';
        if ((before == '\r') != (c == '\n')) return false;
        if (begins_line && (c == ' ' || c == '\t')) return false;
        if (byte < 0x20 && c != '\r' && c != '\n' && c != '\t') return false;
        if (byte == 0x7f) return false;
        if (c == '\n' && screened_ >= 3 && buffer_[screened_ - 2] == '\n') return true;
    }
    return true;
}

Incoming::State Incoming::too_long() {
    const std::size_t first_line = buffer_.find("\r\n");
    if (first_line == buffer_.npos || first_line > limits_.target_bytes + method_and_version_bytes)
        return refuse(414, "the target is too long");
    return refuse(431, "the headers are too long");
}

Incoming::State Incoming::read_head() {
    if (!screen()) return refuse(400, "the head has a control character, a bare line break or a folded line");
    const std::size_t end = buffer_.find(end_of_head);
    const std::size_t line = buffer_.find("\r\n");
    const std::size_t line_max = limits_.target_bytes + method_and_version_bytes;
    if (std::min(line, buffer_.size()) > line_max) return too_long();
    const std::size_t headers = std::min(end, buffer_.size()) - std::min(line, buffer_.size());
    if (headers > limits_.header_bytes) return too_long();
    if (end == buffer_.npos) return state_;

    parser_ = std::make_unique<Parser>(limits_);
    beast::error_code ec;
    const std::size_t taken = parser_->put({buffer_.data(), end + end_of_head.size()}, ec);
    if (ec || !parser_->is_header_done()) {
        if (ec == beast::http::error::bad_version) return refuse(505, "the version is not HTTP/1.1");
        return refuse(parser_->refusal.status, parser_->refusal.why);
    }
    buffer_.erase(0, taken);
    is_old_ = parser_->version == 10;
    if (parser_->version != 10 && parser_->version != 11) return refuse(505, "the version is not HTTP/1.1");
    if (const auto fault = method_fault(parser_->method)) return refuse(fault->status, fault->why);
    if (parser_->target.size() > limits_.target_bytes) return refuse(414, "the target is too long");
    auto target = read_target(parser_->target);
    if (!target) return refuse(400, target.error());
    request_.is_head = parser_->method == "HEAD";
    request_.method = request_.is_head ? "GET" : parser_->method;
    request_.path = std::move(target->path);
    request_.query = std::move(target->query);
    request_.headers = std::move(parser_->headers);
    if (const auto fault = head_fault(request_, is_old_)) return refuse(fault->status, fault->why);
    is_persistent_ = !is_old_ && parser_->keep_alive();
    expects_continue_ = !is_old_ && request_.header("expect").has_value();
    return state_ = State::admission;
}

Incoming::State Incoming::admit(std::uint64_t body_bytes, Sink sink) {
    invariant(state_ == State::admission, "a body is admitted after its head");
    parser_->body_bytes_max = body_bytes;
    parser_->sink = std::move(sink);
    const auto length = parser_->content_length();
    if (length && *length > body_bytes) return refuse(413, "the body is too large");
    state_ = State::body;
    return read_body();
}

Incoming::State Incoming::read_body() {
    while (!parser_->is_done()) {
        if (buffer_.empty()) return state_;
        // Beast asserts as much of the last chunk, which no end of a chunked body is shorter than.
        if (parser_->chunked() && buffer_.size() < last_chunk_bytes) return state_;
        beast::error_code ec;
        const std::size_t taken = parser_->put({buffer_.data(), buffer_.size()}, ec);
        buffer_.erase(0, taken);
        body_bytes_ = parser_->body_bytes;
        if (ec == beast::http::error::need_more) {
            if (buffer_.size() > chunk_line_bytes)
                return refuse(400, "a chunk's line or its trailers are too long");
            return state_;
        }
        if (ec) {
            if (parser_->refusal.status != 400) return refuse(parser_->refusal.status, parser_->refusal.why);
            return refuse(400, "the body's chunks are not well-formed");
        }
    }
    return state_ = State::complete;
}

}  // namespace atranka::http
