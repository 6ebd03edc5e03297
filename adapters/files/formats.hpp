#pragma once
// One format each: whether bytes are whole and harmless of it. Used by inspect.cpp alone.

#include "adapters/files/inspect.hpp"

namespace atranka::files {

struct Judged {
    Found found;
    std::string clean;  // bytes to keep; empty where they stay as they are
};
using Judgement = tl::expected<Judged, Unfit>;

Judgement judge_pdf(const std::string& bytes);
Judgement judge_png(const std::string& bytes);
Judgement judge_jpeg(const std::string& bytes);
Judgement judge_webp(const std::string& bytes);
Judgement judge_office(const std::string& bytes);

// Whether a ZIP ends where these bytes end: such a file is two.
bool ends_as_zip(std::string_view bytes);

inline tl::unexpected<Unfit> unfit(std::string why) { return tl::unexpected{Unfit{std::move(why)}}; }

constexpr std::int64_t pixels_max = 100'000'000;
constexpr std::int64_t side_max = 30'000;

}  // namespace atranka::files
