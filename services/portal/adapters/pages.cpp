#include "services/portal/adapters/pages.hpp"

#include <fmt/format.h>

#include <string_view>

namespace boxoffice::services::portal {

namespace {

constexpr std::string_view page_template = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ --ink: #1c1b22; --paper: #fbfaf7; --accent: #b3261e; --line: #dcd8cf; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #edeae3; --paper: #17161b; --accent: #ff8a80; --line: #38353f; }} }}
body {{ margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }}
main {{ max-width: 40rem; margin: 0 auto; padding: 3rem 1.25rem; }}
h1 {{ font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }}
a {{ color: var(--accent); }}
ul {{ list-style: none; padding: 0; margin: 2rem 0 0; border-top: 1px solid var(--line); }}
li {{ padding: .9rem 0; border-bottom: 1px solid var(--line); }}
li span {{ display: block; font-size: .9375rem; opacity: .75; }}
footer {{ margin-top: 2rem; font-size: .875rem; opacity: .7; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{lead}</p>
<ul>
<li><a href="{gateway}/docs">API documentation</a><span>Every route, to read and to try.</span></li>
<li><a href="/api/events">Events on sale</a><span>As the API answers them.</span></li>
<li><a href="/api/services/health">Health of all services</a><span>Which process is up, at this moment.</span></li>
<li><a href="{other}">{other_name}</a><span>{other_text}</span></li>
</ul>
<footer>Boxoffice {version}</footer>
</main>
</body>
</html>
)";

}  // namespace

std::string page_of(Kind kind, const PortalConfiguration& configuration) {
  const bool user = kind == Kind::user;
  return fmt::format(
      page_template, fmt::arg("title", user ? "Boxoffice" : "Boxoffice for staff"),
      fmt::arg("lead",
               user ? "Tickets for events, never sold twice. Everything works over the API today: find an event, "
                      "hold tickets, pay, and get a ticket with a QR code."
                    : "Here staff run events, orders and support. Everything works over the API today, for "
                      "accounts with the role ADMIN."),
      fmt::arg("gateway", configuration.gateway_origin),
      fmt::arg("other", user ? configuration.admin_portal_origin : configuration.user_portal_origin),
      fmt::arg("other_name", user ? "For staff" : "For buyers"),
      fmt::arg("other_text", user ? "The door for those who run events." : "The door for those who go to events."),
      fmt::arg("version", configuration.version));
}

}  // namespace boxoffice::services::portal
