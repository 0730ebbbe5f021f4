// A resolver that reads the session cookie alone.
#pragma once

#include "resolver_fixture.hpp"

#include <boost/asio/detached.hpp>

namespace postern::resolve {

class SessionCheck : public resolver_fixture
{
protected:
    SessionCheck()
    {
        given_rules.credentials = {{}, {credential_source::kind::session, "session"}};
    }

    // A session of alice, at most a day old.
    session::created create(std::chrono::seconds idle = std::chrono::hours(1))
    {
        session::record record;
        record.user_id = "alice";
        record.created_at = record.authenticated_at = clock.now();
        record.expires_at = clock.now() + std::chrono::hours(24);
        record.idle = idle;
        record.roles = {"staff"};
        return await(sessions.create(record, soon()));
    }

    template <class T>
    T await(boost::asio::awaitable<result<T>> promise)
    {
        return test::run(context, std::move(promise)).value();
    }

    static steady_point soon()
    {
        return std::chrono::steady_clock::now() + std::chrono::seconds(5);
    }

    static headers with(const std::string& cookie) { return {{"Cookie", "session=" + cookie}}; }
    static headers with(const session::created& made)
    {
        return with(std::string(made.cookie_value.reveal()));
    }

    outcome check(const headers& sent) { return decide(*who, sent, given_rules).outcome(); }
    error_code why(const headers& sent) { return decide(*who, sent, given_rules).reason(); }

    // A check, and the touch that nobody waits for.
    outcome use(const headers& sent)
    {
        const outcome decided = check(sent);
        context.restart();
        context.run();
        return decided;
    }

    rules given_rules;
    std::shared_ptr<resolver> who = make();
};

} // namespace postern::resolve
