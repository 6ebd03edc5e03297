#include "bench/harness.hpp"

#include "adapters/json/json.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace atranka::bench {

namespace {

double quantile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    const double at = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (at - std::floor(at));
}

std::string spelled(double s) {
    if (s < 1e-3) return fmt::format("{:.1f} us", s * 1e6);
    if (s < 1) return fmt::format("{:.2f} ms", s * 1e3);
    return fmt::format("{:.2f} s", s);
}

std::string verdict(const Figure& figure) {
    if (figure.informs_only) return "-";
    return figure.is_met() ? "met" : "NOT MET";
}

std::string bound(const Figure& figure) {
    if (figure.informs_only) return "";
    return fmt::format("{} {:.3g}", figure.at_least ? ">=" : "<=", figure.bound);
}

Value number(double n) { return *Decimal::parse(fmt::format("{:.9f}", n)); }

}  // namespace

double seconds(const std::function<void()>& work) {
    const auto started = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

double seconds_each(std::size_t times, const std::function<void()>& work) {
    return seconds([&] {
               for (std::size_t i = 0; i < times; ++i) work();
           }) /
           static_cast<double>(times);
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

Figure compare(Figure figure, int turns, const Side& ours, const Side& yardstick) {
    std::vector<double> our_times, their_times;
    for (int turn = 0; turn < turns; ++turn) {
        if (turn % 2 == 0) our_times.push_back(ours());
        their_times.push_back(yardstick());
        if (turn % 2 != 0) our_times.push_back(ours());
    }
    return compared(std::move(figure), our_times, their_times);
}

Figure compared(Figure figure, const std::vector<double>& ours, const std::vector<double>& yardstick) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.size(); ++i)
        ratios.push_back(figure.at_least ? yardstick[i] / ours[i] : ours[i] / yardstick[i]);
    figure.ours_s = median(ours);
    figure.yardstick_s = median(yardstick);
    figure.ratio = median(ratios);
    figure.low = quantile(ratios, 0.25);
    figure.high = quantile(ratios, 0.75);
    return figure;
}

std::string table(const std::vector<Figure>& figures) {
    std::string text;
    int missed = 0;
    for (const Figure& f : figures) {
        missed += f.informs_only || f.is_met() ? 0 : 1;
        text += fmt::format("{:<8} {:7.3f} {:<9} {}\n", verdict(f), f.ratio, bound(f), f.what);
        text += fmt::format("{:27}ours      {:>9}  {}\n", "", spelled(f.ours_s), f.ours);
        text += fmt::format("{:27}yardstick {:>9}  {}\n", "", spelled(f.yardstick_s), f.yardstick);
        text += fmt::format("{:27}half of the turns between {:.3f} and {:.3f}\n", "", f.low, f.high);
        if (!f.note.empty()) text += fmt::format("{:27}{}\n", "", f.note);
    }
    return text + (missed == 0 ? "every bound is met\n" : fmt::format("{} bounds are NOT MET\n", missed));
}

std::string json(const std::vector<Figure>& figures) {
    Value list = Value::list();
    for (const Figure& f : figures) {
        Value one = Value::object({{"what", f.what},
                                   {"ours", f.ours},
                                   {"ours_s", number(f.ours_s)},
                                   {"yardstick", f.yardstick},
                                   {"yardstick_s", number(f.yardstick_s)},
                                   {"ratio", number(f.ratio)},
                                   {"low", number(f.low)},
                                   {"high", number(f.high)},
                                   {"note", f.note}});
        if (!f.informs_only) {
            one.set(f.at_least ? "at_least" : "at_most", number(f.bound));
            one.set("met", f.is_met());
        }
        list.push(std::move(one));
    }
    return json::write_pretty(list);
}

}  // namespace atranka::bench
