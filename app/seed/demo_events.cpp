#include "app/seed/demo_events.hpp"

#include <array>

namespace boxoffice::app::seed {

namespace {

constexpr std::array buyers{DemoBuyer{"anna.keller", "Anna Keller", "de"}, DemoBuyer{"ben.okafor", "Ben Okafor", "en"},
                            DemoBuyer{"chiara.rossi", "Chiara Rossi", "en"},
                            DemoBuyer{"david.lindqvist", "David Lindqvist", "en"},
                            DemoBuyer{"elif.yildiz", "Elif Yıldız", "de"}};

std::vector<DemoEvent> concerts() {
  return {
      {.slug = "northern-lights",
       .name = "Northern Lights Symphony",
       .description = "Sibelius, Grieg and a world premiere, played by candlelight in the round.",
       .category = "Concert",
       .venue = {"Philharmonic Hall", "Herbert-von-Karajan-Straße 1", "Berlin", "DE", "Europe/Berlin"},
       .days_ahead = 24,
       .start_hour = 19,
       .hours = 3,
       .currency = "EUR",
       .types = {{"Stalls", 6'900, 600, 8}, {"Balcony", 4'200, 400, 8}, {"Students", 1'500, 80, 2}},
       .details = R"json({"lineUp": ["Jean Sibelius: Symphony No. 5", "Edvard Grieg: Peer Gynt", "Aurora (premiere)"],
         "faq": [{"question": "Is there an interval?", "answer": "Yes, 25 minutes after the second work."}]})json",
       .sold_to = {2, 4, 2, 1, 2}},
      {.slug = "basement-tapes",
       .name = "Basement Tapes: Three Bands, One Night",
       .description = "Loud, small and close. Doors open at seven, ears ring until noon.",
       .category = "Concert",
       .venue = {"Kellerwerk", "Langstrasse 118", "Zürich", "CH", "Europe/Zurich"},
       .days_ahead = 9,
       .start_hour = 18,
       .hours = 5,
       .currency = "CHF",
       .types = {{"Standing", 3'800, 30, 6}},
       .details = R"json({"lineUp": ["Paper Wolves", "Motel Amateur", "The Late Receipts"]})json",
       .sold_to = {6, 6, 6, 6, 4}},
      {.slug = "harbour-jazz",
       .name = "Harbour Jazz Weekend",
       .description = "Two evenings of jazz on the water, with the skyline behind the brass.",
       .category = "Festival",
       .venue = {"Circular Quay Stage", "1 Alfred Street", "Sydney", "AU", "Australia/Sydney"},
       .days_ahead = 61,
       .start_hour = 8,
       .hours = 30,
       .currency = "AUD",
       .types = {{"Weekend pass", 18'900, 1'500, 6}, {"Saturday", 10'900, 800, 6}, {"Sunday", 10'900, 800, 6}},
       .details =
           R"json({"agenda": [{"at": "Saturday 18:00", "what": "Quartets"}, {"at": "Sunday 18:00", "what": "Big band"}],
         "faq": [{"question": "What if it rains?", "answer": "We play. Bring a coat."}]})json",
       .sold_to = {2, 2, 1}},
  };
}

std::vector<DemoEvent> stages() {
  return {
      {.slug = "midsummer-dream",
       .name = "A Midsummer Night's Dream",
       .description = "Shakespeare's lovers lose their way again, this time in a botanical garden after closing.",
       .category = "Theatre",
       .venue = {"Garden Stage", "Kew Road", "London", "GB", "Europe/London"},
       .days_ahead = 33,
       .start_hour = 19,
       .hours = 3,
       .currency = "GBP",
       .types = {{"Front rows", 7'500, 120, 6}, {"Lawn", 3'000, 350, 10}},
       .details =
           R"json({"faq": [{"question": "Are there seats?", "answer": "In the front rows; bring a blanket for the lawn."}]})json",
       .sold_to = {2, 0, 4}},
      {.slug = "carmen",
       .name = "Carmen",
       .description = "Bizet's opera in the arena: a hundred and twenty singers, two horses, one moon.",
       .category = "Opera",
       .venue = {"Arena", "Piazza Bra 1", "Verona", "IT", "Europe/Rome"},
       .days_ahead = 75,
       .start_hour = 19,
       .hours = 4,
       .currency = "EUR",
       .types = {{"Gold stalls", 21'000, 300, 4}, {"Silver stalls", 14'500, 500, 6}, {"Steps", 3'400, 4'000, 10}},
       .sold_to = {2, 2}},
      {.slug = "laughing-stock",
       .name = "Laughing Stock: Stand-up Marathon",
       .description = "Twelve comedians, ten minutes each, no mercy and one buzzer.",
       .category = "Comedy",
       .venue = {"The Cellar Door", "117 MacDougal Street", "New York", "US", "America/New_York"},
       .days_ahead = 12,
       .start_hour = 0,
       .hours = 3,
       .currency = "USD",
       .types = {{"Table seat", 4'500, 90, 4}, {"At the bar", 2'500, 40, 4}},
       .sold_to = {4, 2, 2, 3}},
      {.slug = "paper-moon",
       .name = "Paper Moon: A Puppet Story",
       .description = "For everyone from five upwards: a girl, a goat and a moon that has come loose.",
       .category = "Family",
       .venue = {"Kleines Haus", "Burgring 2", "Wien", "AT", "Europe/Vienna"},
       .days_ahead = 17,
       .start_hour = 14,
       .hours = 2,
       .currency = "EUR",
       .types = {{"Child", 900, 100, 10}, {"Adult", 1'600, 100, 10}},
       .sold_to = {3}},
  };
}

std::vector<DemoEvent> gatherings() {
  return {
      {.slug = "cpp-days",
       .name = "Systems Days",
       .description = "Two days about databases, networks and compilers, told by people who were paged at night.",
       .category = "Conference",
       .venue = {"Kongresszentrum", "Messeplatz 3", "München", "DE", "Europe/Berlin"},
       .days_ahead = 46,
       .start_hour = 7,
       .hours = 34,
       .currency = "EUR",
       .types = {{"Conference", 44'900, 250, 5}, {"Conference and workshop", 69'900, 60, 2}},
       .details =
           R"json({"agenda": [{"at": "Day 1, 09:00", "what": "Registration"}, {"at": "Day 1, 10:00", "what": "Keynote: fsync"},
         {"at": "Day 2, 10:00", "what": "The long tail of latency"}]})json",
       .sold_to = {1, 1, 2}},
      {.slug = "open-observatory",
       .name = "Open Night at the Observatory",
       .description = "Look at Saturn through the old refractor. Free, but places are few, so please reserve.",
       .category = "Science",
       .venue = {"Griffith Observatory", "2800 East Observatory Road", "Los Angeles", "US", "America/Los_Angeles"},
       .days_ahead = 6,
       .start_hour = 4,
       .hours = 4,
       .currency = "USD",
       .types = {{"Free entry", 0, 120, 4}},
       .details =
           R"json({"faq": [{"question": "And if it is cloudy?", "answer": "The planetarium shows the sky instead."}]})json",
       .sold_to = {2, 1, 0, 4}},
  };
}

std::vector<DemoEvent> outings() {
  return {
      {.slug = "ramen-school",
       .name = "Ramen in One Evening",
       .description = "A small class with a big pot: broth, noodles, and why you must slurp.",
       .category = "Workshop",
       .venue = {"Nakameguro Kitchen", "2-9-17 Kamimeguro", "Tokyo", "JP", "Asia/Tokyo"},
       .days_ahead = 28,
       .start_hour = 9,
       .hours = 3,
       .currency = "JPY",
       .types = {{"Place at the counter", 7'800, 12, 2}},
       .sold_to = {2, 0, 2}},
      {.slug = "city-derby",
       .name = "City Derby: Rovers against United",
       .description = "The match that divides families every spring.",
       .category = "Sport",
       .venue = {"Riverside Stadium", "12 Quay Road", "Dublin", "IE", "Europe/Dublin"},
       .days_ahead = 39,
       .start_hour = 14,
       .hours = 2,
       .currency = "EUR",
       .types = {{"West stand", 4'900, 5'000, 8}, {"East stand", 4'900, 5'000, 8}, {"Family block", 2'200, 1'200, 6}},
       .sold_to = {4, 3}},
      {.slug = "neon-futures",
       .name = "Neon Futures: Light Art Walk",
       .description = "Thirty installations along the river, best seen slowly and in company.",
       .category = "Exhibition",
       .venue = {"Marina Promenade", "10 Bayfront Avenue", "Singapore", "SG", "Asia/Singapore"},
       .days_ahead = 52,
       .start_hour = 11,
       .hours = 5,
       .currency = "SGD",
       .types = {{"Evening ticket", 2'900, 2'000, 10}, {"With guide", 5'900, 150, 6}},
       .sold_to = {0, 2}},
  };
}

}  // namespace

std::span<const DemoEvent> demo_events() {
  static const std::vector<DemoEvent> events = [] {
    auto all = concerts();
    for (auto* part : {&stages, &gatherings, &outings}) {
      for (auto& event : (*part)()) all.push_back(std::move(event));
    }
    return all;
  }();
  return events;
}

std::span<const DemoBuyer> demo_buyers() {
  return buyers;
}

}  // namespace boxoffice::app::seed
