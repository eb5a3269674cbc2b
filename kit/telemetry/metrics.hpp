#pragma once

// Metrics in Prometheus' terms. Names are "<service>_<thing>_<unit>_total" or as the field's conventions say; labels
// are bounded. Get a handle once, use it often: a handle is a pointer and increments are lock-free. A handle is copied
// freely, safe from any thread, and dangles when its Metrics is gone.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace boxoffice::kit::telemetry {

class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void add(double amount = 1) const;
  [[nodiscard]] double value() const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void set(double value) const;
  void add(double amount) const;
  [[nodiscard]] double value() const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void observe(double value) const;

 private:
  prometheus::Histogram* histogram_;
};

/// A metric with the sum over all its labels.
struct Measured {
  enum class Kind : std::uint8_t { counter, gauge, histogram };

  std::string name;
  std::string help;
  Kind kind = Kind::gauge;
  double value = 0;         // of a histogram: the sum of what was observed
  std::uint64_t count = 0;  // of a histogram: how often something was observed
};

/// One registry per service. Safe from any thread, except moving it. Handles live as long as the registry. Asking again
/// for the same name and labels gives the same metric. A name that is not valid, or is in use for another kind of
/// metric, is a programmer's error: std::invalid_argument at start.
class Metrics {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  Metrics();
  ~Metrics();
  Metrics(Metrics&&) noexcept;
  Metrics& operator=(Metrics&&) noexcept;

  [[nodiscard]] Counter counter(std::string_view name, std::string_view help, const Labels& labels = {});
  [[nodiscard]] Gauge gauge(std::string_view name, std::string_view help, const Labels& labels = {});
  /// `bounds` are upper bounds in the metric's unit (seconds for times), ascending.
  [[nodiscard]] Histogram histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                                    const Labels& labels = {});

  /// Called before each collection on the collecting thread, to set gauges that are read from elsewhere. What it refers
  /// to must outlive the registry; it must not throw, block or call on_collect().
  void on_collect(std::function<void()> callback);

  /// The sum of a counter over all its labels; 0 when there is none of that name.
  [[nodiscard]] double total(std::string_view name) const;

  /// Every metric that has a value, by name, with the process's own (process_cpu_seconds_total,
  /// process_resident_memory_bytes, process_open_fds, process_start_time_seconds).
  [[nodiscard]] std::vector<Measured> measured() const;

  /// The same with all labels, in Prometheus' text exposition format 0.0.4.
  [[nodiscard]] std::string prometheus_text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What /api/<name>/metrics reports about this process.
struct ProcessStatistics {
  std::int64_t available_processors = 0;
  double resident_memory_mb = 0;
  double cpu_seconds = 0;
  std::int64_t open_file_descriptors = 0;
};
/// Reads /proc/self; takes about 30 us. What cannot be read is 0.
[[nodiscard]] ProcessStatistics process_statistics();

}  // namespace boxoffice::kit::telemetry
