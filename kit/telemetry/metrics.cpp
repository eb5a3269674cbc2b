#include "kit/telemetry/metrics.hpp"

#include "kit/telemetry/process.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <mutex>

namespace boxoffice::kit::telemetry {

struct Metrics::State {
  prometheus::Registry registry{};
  std::mutex mutex{};  // guards callbacks
  std::vector<std::function<void()>> callbacks{};

  std::vector<prometheus::MetricFamily> collect();
};

namespace {

prometheus::Labels to_labels(const Metrics::Labels& labels) {
  return {labels.begin(), labels.end()};
}

prometheus::MetricFamily process_family(std::string name, std::string help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  return {.name = std::move(name), .help = std::move(help), .type = type, .metric = {std::move(metric)}};
}

void append_process_metrics(std::vector<prometheus::MetricFamily>& families) {
  using enum prometheus::MetricType;
  const ProcessStatistics now = process_statistics();
  families.push_back(process_family("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                                    Counter, now.cpu_seconds));
  families.push_back(process_family("process_resident_memory_bytes", "Resident memory size in bytes.", Gauge,
                                    now.resident_memory_mb * bytes_per_megabyte));
  families.push_back(process_family("process_open_fds", "Number of open file descriptors.", Gauge,
                                    static_cast<double>(now.open_file_descriptors)));
  families.push_back(process_family("process_start_time_seconds",
                                    "Start time of the process since unix epoch in seconds.", Gauge,
                                    process_start_time_seconds()));
}

Measured::Kind kind_of(prometheus::MetricType type) {
  if (type == prometheus::MetricType::Counter) return Measured::Kind::counter;
  return type == prometheus::MetricType::Histogram ? Measured::Kind::histogram : Measured::Kind::gauge;
}

Measured summed(const prometheus::MetricFamily& family) {
  Measured sum{.name = family.name, .help = family.help, .kind = kind_of(family.type)};
  for (const auto& metric : family.metric) {
    // Of a metric's three values only the one of its family's kind is not 0.
    sum.value += metric.counter.value + metric.gauge.value + metric.histogram.sample_sum;
    sum.count += metric.histogram.sample_count;
  }
  return sum;
}

}  // namespace

std::vector<prometheus::MetricFamily> Metrics::State::collect() {
  // Under the lock, so that two scrapes at once do not run one callback twice at the same time.
  const std::scoped_lock lock(mutex);
  for (const auto& callback : callbacks) callback();
  auto families = registry.Collect();
  append_process_metrics(families);
  return families;
}

void Counter::add(double amount) const {
  counter_->Increment(amount);
}
double Counter::value() const {
  return counter_->Value();
}

void Gauge::set(double value) const {
  gauge_->Set(value);
}
void Gauge::add(double amount) const {
  gauge_->Increment(amount);
}
double Gauge::value() const {
  return gauge_->Value();
}

void Histogram::observe(double value) const {
  histogram_->Observe(value);
}

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;
Metrics::Metrics(Metrics&&) noexcept = default;
Metrics& Metrics::operator=(Metrics&&) noexcept = default;

Counter Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  auto& family = prometheus::BuildCounter().Name(std::string(name)).Help(std::string(help)).Register(state_->registry);
  return Counter(family.Add(to_labels(labels)));
}

Gauge Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  auto& family = prometheus::BuildGauge().Name(std::string(name)).Help(std::string(help)).Register(state_->registry);
  return Gauge(family.Add(to_labels(labels)));
}

Histogram Metrics::histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                             const Labels& labels) {
  auto& family =
      prometheus::BuildHistogram().Name(std::string(name)).Help(std::string(help)).Register(state_->registry);
  return Histogram(family.Add(to_labels(labels), bounds));
}

void Metrics::on_collect(std::function<void()> callback) {
  const std::scoped_lock lock(state_->mutex);
  state_->callbacks.push_back(std::move(callback));
}

double Metrics::total(std::string_view name) const {
  double sum = 0;
  for (const auto& family : state_->registry.Collect()) {
    if (family.name != name) continue;
    for (const auto& metric : family.metric) sum += metric.counter.value;
  }
  return sum;
}

std::vector<Measured> Metrics::measured() const {
  std::vector<Measured> all;
  for (const auto& family : state_->collect()) all.push_back(summed(family));
  std::ranges::sort(all, {}, &Measured::name);
  return all;
}

std::string Metrics::prometheus_text() const {
  return prometheus::TextSerializer().Serialize(state_->collect());
}

}  // namespace boxoffice::kit::telemetry
