#include "adapters/witness/witness.hpp"

#include <curl/curl.h>
#include <memory>

namespace atranka::witness {

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr long connect_seconds = 5, all_seconds = 20;

// Takes less than it is given where that is too much, which ends the transfer.
std::size_t take(char* data, std::size_t, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + count > answer_bytes_max) return 0;
    body.append(data, count);
    return count;
}

std::string why(CURLcode code, const char* said) {
    if (code == CURLE_WRITE_ERROR) return "it answers with more than 64 KiB";
    return *said != '\0' ? said : curl_easy_strerror(code);
}

}  // namespace

Posted post(const std::string& url, const std::string& body) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
    if (started != CURLE_OK || !curl) return tl::unexpected{std::string{"HTTP cannot be started"}};
    // Without it a body of more than 1 MiB waits for leave to be sent, which few witnesses give.
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{
        curl_slist_append(curl_slist_append(nullptr, "Content-Type: text/plain; charset=utf-8"), "Expect:"),
        curl_slist_free_all};
    Answer answer;
    std::string said(CURL_ERROR_SIZE, '\0');
    CURL* handle = curl.get();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, said.data());
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, all_seconds);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    if (const CURLcode code = curl_easy_perform(handle); code != CURLE_OK)
        return tl::unexpected{why(code, said.c_str())};
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

}  // namespace atranka::witness
