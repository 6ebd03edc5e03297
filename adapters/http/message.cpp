#include "adapters/http/message.hpp"

namespace atranka::http {

namespace {

std::optional<std::string_view> first(const Pairs& pairs, std::string_view name) {
    for (const auto& [known, value] : pairs)
        if (known == name) return value;
    return {};
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const { return first(headers, name); }
std::optional<std::string_view> Request::parameter(std::string_view name) const { return first(query, name); }

std::string_view reason(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 423: return "Locked";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "Status";
    }
}

Response problem(int status, std::string_view detail) {
    Response response{status, {{"Content-Type", "application/problem+json"}}};
    response.body = R"({"type":"about:blank","title":")" + std::string{reason(status)} + R"(","status":)" +
                    std::to_string(status) + R"(,"detail":")" + std::string{detail} + "\"}\n";
    return response;
}

}  // namespace atranka::http
