// The value of a cookie is in one answer only, that to its creation.
#include "sessions.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace postern::admin {

namespace asio = boost::asio;
namespace json = boost::json;
using http::reply_ptr;

namespace {

json::object describe(const session::found& one)
{
    return session::describe(one.record, one.id, one.idle_expiry);
}

reply_ptr
created_reply(const call& asked, const session::record& record, const session::created& made)
{
    const time_point idle_expiry =
        std::min(asked.does.time->now() + record.idle, record.expires_at);
    json::object body = session::describe(record, made.id, idle_expiry);
    body["cookie"] = {
        {"name", asked.does.session_defaults().cookie}, {"value", made.cookie_value.reveal()}};
    return answer(201, body);
}

reply_ptr bad_id()
{
    return problem(400, "a session's id is 43 characters of base64url");
}

} // namespace

asio::awaitable<reply_ptr> create_session(const call& asked)
{
    std::string why;
    const session::options defaults = asked.does.session_defaults();
    const auto record = session::parse_new(asked.body, defaults, asked.does.time->now(), why);
    if (!record)
        co_return refusal(record.error(), why);
    const auto made = co_await asked.does.sessions->create(*record, asked.deadline());
    asked.audit(
        "session.create", made ? made->id : record->user_id, made ? error_code() : made.error()
    );
    co_return made ? created_reply(asked, *record, *made) : refusal(made.error());
}

asio::awaitable<reply_ptr> list_sessions(const call& asked)
{
    const auto wanted = parse_page_request(asked.query);
    if (!wanted)
        co_return bad_query();
    const auto page = co_await asked.does.sessions->list(
        wanted->user, wanted->cursor, wanted->limit, asked.deadline()
    );
    if (!page)
        co_return refusal(page.error());
    json::array all;
    for (const session::found& each : page->sessions)
        all.push_back(describe(each));
    for (const std::string& each : page->unreadable)
        all.push_back(unreadable(each));
    const json::object body{{"sessions", std::move(all)}, {"next_cursor", page->next}};
    co_return answer(200, body);
}

asio::awaitable<reply_ptr> show_session(const call& asked)
{
    if (!session::is_id(asked.parameter))
        co_return bad_id();
    const steady_point deadline = asked.deadline();
    auto found = co_await asked.does.sessions->find(asked.parameter, deadline);
    if (!found && found.error() == session::errc::unknown)
        found = co_await asked.does.sessions->find(session::id_of(asked.parameter), deadline);
    if (found)
        co_return answer(200, describe(*found));
    co_return classify(found.error()) == failure::unauthenticated
        ? problem(404, "there is no such session")
        : refusal(found.error());
}

// Idempotent: what is not there has been ended. The value of a cookie will do, too: to end nothing
// with it would leave in the session whoever has it.
asio::awaitable<reply_ptr> end_session(const call& asked)
{
    if (!session::is_id(asked.parameter))
        co_return bad_id();
    const steady_point deadline = asked.deadline();
    std::string id = asked.parameter;
    auto ended = co_await asked.does.sessions->end(id, deadline);
    if (ended.has_value() && !*ended) {
        id = session::id_of(asked.parameter);
        ended = co_await asked.does.sessions->end(id, deadline);
    }
    const error_code failed = why_not(ended, session::errc::unknown);
    asked.audit("session.end", failed ? "-" : id, failed);
    co_return ended.has_error() ? refusal(ended.error()) : http::plain_reply(204);
}

asio::awaitable<reply_ptr> end_sessions_of_user(const call& asked)
{
    const auto ended = co_await asked.does.sessions->end_all(asked.parameter, asked.deadline());
    asked.audit("user.end_sessions", asked.parameter, ended ? error_code() : ended.error());
    if (!ended)
        co_return refusal(ended.error());
    co_return answer(200, json::object{{"ended", *ended}});
}

} // namespace postern::admin
