#pragma once

// The service's business steps in its log.

#include "kit/telemetry/log.hpp"
#include "services/users/core/ports.hpp"

#include <utility>

namespace boxoffice::services::users {

/// Safe from any thread.
class LoggedJournal final : public Journal {
 public:
  explicit LoggedJournal(kit::telemetry::Log log) : log_(std::move(log)) {}

  void registered(const Context& context, const contracts::UserId& id) override;
  void signed_in(const Context& context, const contracts::UserId& id, const contracts::SessionId& session) override;
  void sign_in_refused(const Context& context, const std::optional<contracts::UserId>& id, Refusal why) override;
  void refresh_token_reused(const Context& context, const contracts::UserId& id,
                            const contracts::SessionId& session) override;
  void signed_out(const Context& context, const contracts::UserId& id, const contracts::SessionId& session) override;
  void session_ended(const Context& context, const contracts::UserId& id, const contracts::SessionId& session) override;
  void profile_changed(const Context& context, const contracts::UserId& id) override;
  void password_changed(const Context& context, const contracts::UserId& id, std::size_t ended_sessions) override;
  void password_change_refused(const Context& context, const contracts::UserId& id, Refusal why) override;
  void first_admin_made(const Context& context, const contracts::UserId& id) override;
  void role_changed(const Context& context, const User& user, const contracts::UserId& by) override;
  void status_changed(const Context& context, const User& user, const contracts::UserId& by) override;

 private:
  kit::telemetry::Log log_;
};

}  // namespace boxoffice::services::users
