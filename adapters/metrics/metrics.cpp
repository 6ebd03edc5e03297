#include "adapters/metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>
#include <fstream>

namespace atranka::metrics {

namespace {

template <class Family>
auto& family(prometheus::Registry& registry, Family (*build)(), const char* name, const char* help) {
    return build().Name(name).Help(help).Register(registry);
}

const prometheus::Histogram::BucketBoundaries buckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                      0.25,  0.5,    1,     2.5,  5,     10};

double resident_bytes() {
    std::ifstream file{"/proc/self/statm"};
    std::int64_t all = 0, resident = 0;
    file >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

struct Metrics::Families {
    prometheus::Registry registry{};
    prometheus::Family<prometheus::Counter>& requests =
        family(registry, prometheus::BuildCounter, "atranka_http_requests_total", "Requests answered.");
    prometheus::Family<prometheus::Counter>& bytes = family(
        registry, prometheus::BuildCounter, "atranka_http_response_bytes_total", "Bytes of bodies answered.");
    prometheus::Family<prometheus::Histogram>& durations =
        family(registry, prometheus::BuildHistogram, "atranka_http_request_duration_seconds",
               "From a request's last byte to its answer.");
    prometheus::Family<prometheus::Gauge>& in_flight = family(
        registry, prometheus::BuildGauge, "atranka_http_requests_in_flight", "Requests not yet answered.");
    prometheus::Family<prometheus::Counter>& commands = family(
        registry, prometheus::BuildCounter, "atranka_commands_total", "Commands, by what became of them.");
    prometheus::Family<prometheus::Gauge>& entries =
        family(registry, prometheus::BuildGauge, "atranka_log_entries", "Entries in the logs of a kind.");
    prometheus::Family<prometheus::Gauge>& healthy = family(
        registry, prometheus::BuildGauge, "atranka_healthy", "1 while the record can be read and written.");
    prometheus::Family<prometheus::Gauge>& memory = family(
        registry, prometheus::BuildGauge, "process_resident_memory_bytes", "Memory that the process takes.");
    prometheus::Gauge& waiting = in_flight.Add({});
    prometheus::Gauge& is_healthy = healthy.Add({});
    prometheus::Gauge& resident = memory.Add({});
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::begun() { families_->waiting.Increment(); }

void Metrics::answered(const std::string& method, const std::string& route, int status, double seconds,
                       std::size_t bytes) {
    families_->waiting.Decrement();
    const std::string code = std::to_string(status);
    families_->requests.Add({{"method", method}, {"route", route}, {"status", code}}).Increment();
    families_->bytes.Add({{"route", route}}).Increment(static_cast<double>(bytes));
    families_->durations.Add({{"method", method}, {"route", route}}, buckets).Observe(seconds);
}

void Metrics::command(const std::string& name, const std::string& outcome) {
    families_->commands.Add({{"command", name}, {"outcome", outcome}}).Increment();
}

void Metrics::entries(const std::string& logs, std::int64_t count) {
    families_->entries.Add({{"logs", logs}}).Set(static_cast<double>(count));
}

void Metrics::healthy(bool is) { families_->is_healthy.Set(is ? 1 : 0); }

std::string Metrics::text() const {
    families_->resident.Set(resident_bytes());
    return prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
}

}  // namespace atranka::metrics
