#pragma once
// What a server did, in figures for those who run it.
// Shape:  counters and histograms in the text format of Prometheus. Labels come from the program's own
//         tables, never from what strangers send: their number is bounded. Any thread may count.
// Units:  seconds, bytes.
// Source: prometheus.io/docs/instrumenting/exposition_formats.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace atranka::metrics {

using Labels = std::map<std::string, std::string>;

class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void begun();
    void answered(const std::string& method, const std::string& route, int status, double seconds,
                  std::size_t bytes);
    // `outcome`: "accepted", or the type of the problem it was answered with.
    void command(const std::string& name, const std::string& outcome);
    // Of one kind of log: "instance" or "calls".
    void entries(const std::string& logs, std::int64_t count);
    void healthy(bool is);

    // With what the process takes at this moment.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace atranka::metrics
