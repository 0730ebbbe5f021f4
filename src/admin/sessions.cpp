// Only the answer to the creation of a session holds the value of its cookie.
#include <postern/admin/sessions.hpp>

#include "list_query.hpp"
#include "store_replies.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <memory>

namespace postern::admin {

namespace asio = boost::asio;
namespace json = boost::json;
using http::reply_ptr;

namespace {

using dependencies_ptr = std::shared_ptr<const session_dependencies>;

json::object describe(const session::found& one)
{
    return session::describe(one.record, one.id, one.idle_expiry);
}

reply_ptr created_reply(
    const session_dependencies& with, const session::record& record, const session::created& made
)
{
    // The idle expiry is never later than the absolute expiry.
    const time_point idle_expiry =
        std::min(with.calls.time->now() + record.idle, record.expires_at);
    json::object body = session::describe(record, made.id, idle_expiry);
    body["cookie"] = {{"name", with.defaults().cookie}, {"value", made.cookie_value.reveal()}};
    return answer(201, body);
}

reply_ptr bad_id()
{
    return problem(400, "a session's id is 43 characters of base64url");
}

// The check that every request makes: a session that it would refuse is not created.
error_code check_identity(const session_dependencies& with, const session::record& record)
{
    const auto made = resolve::identity::from_session(record, {}, with.identity());
    if (made)
        return {};
    return made.error() == resolve::errc::identity_too_large
               ? session::make_error_code(session::errc::too_large)
               : made.error();
}

asio::awaitable<reply_ptr> create(dependencies_ptr with, const request& from)
{
    std::string why;
    const session::options defaults = with->defaults();
    // Read the session. The defaults fill what the body leaves out.
    const auto record = session::parse_new(from.body, defaults, with->calls.time->now(), why);
    if (!record)
        co_return refusal(record.error(), why);
    // Refuse a session that no check would accept.
    if (const error_code bad = check_identity(*with, *record))
        co_return problem(400, "the identity: " + bad.message());
    // Write the session, and then the audit line, even if the write failed.
    const auto made = co_await with->sessions->create(*record, deadline_of(with->calls));
    write_audit(
        with->calls, from, "session.create", made ? made->id : record->user_id,
        made ? error_code() : made.error()
    );
    co_return made ? created_reply(*with, *record, *made) : refusal(made.error());
}

asio::awaitable<reply_ptr> list(dependencies_ptr with, const request& from)
{
    const auto query = parse_list_query(from.query);
    if (!query)
        co_return bad_list_query();
    const auto page = co_await with->sessions->list(
        query->user, query->cursor, query->limit, deadline_of(with->calls)
    );
    if (!page)
        co_return refusal(page.error());
    json::array all;
    for (const session::found& each : page->sessions)
        all.push_back(describe(each));
    // List the unreadable records, too: an operator can end them by their ids.
    for (const std::string& each : page->unreadable)
        all.push_back(unreadable(each));
    const json::object body{{"sessions", std::move(all)}, {"next_cursor", page->next}};
    co_return answer(200, body);
}

// The parameter is the session's id or the value of its cookie.
asio::awaitable<reply_ptr> show(dependencies_ptr with, const request& from)
{
    const std::string& id = from.parameters[0];
    if (!session::is_id(id))
        co_return bad_id();
    const steady_point deadline = deadline_of(with->calls);
    constexpr auto rank = store::priority::high;
    // Take the parameter for an id.
    auto found = co_await with->sessions->find(id, deadline, rank);
    // There is no such id: take the parameter for the value of a cookie, whose digest is the id.
    if (!found && found.error() == session::errc::unknown)
        found = co_await with->sessions->find(session::id_of(id), deadline, rank);
    if (found)
        co_return answer(200, describe(*found));
    // Answer 404 only for a session that does not exist, and not when the store failed.
    co_return classify(found.error()) == failure::unauthenticated
        ? problem(404, "there is no such session")
        : refusal(found.error());
}

// Idempotent (RFC 9110 §9.2.2): a session that does not exist counts as ended. The parameter may
// also be the value of a cookie. An operator who sends it wants the session to end, and an answer
// that nothing was found would leave the session alive.
asio::awaitable<reply_ptr> end(dependencies_ptr with, const request& from)
{
    std::string id = from.parameters[0];
    if (!session::is_id(id))
        co_return bad_id();
    const steady_point deadline = deadline_of(with->calls);
    // Take the parameter for an id.
    auto ended = co_await with->sessions->end(id, deadline);
    // There is no such id: take the parameter for the value of a cookie.
    if (ended && *ended == store::write_outcome::not_found) {
        id = session::id_of(id);
        ended = co_await with->sessions->end(id, deadline);
    }
    const error_code failed = failure_of(ended, session::errc::unknown);
    // After a failure the log does not get the parameter, which may be the value of a cookie.
    write_audit(with->calls, from, "session.end", failed ? "-" : id, failed);
    co_return ended.has_error() ? refusal(ended.error()) : http::plain_reply(204);
}

asio::awaitable<reply_ptr> end_all_of_user(dependencies_ptr with, const request& from)
{
    const std::string& user = from.parameters[0];
    const auto ended = co_await with->sessions->end_all(user, deadline_of(with->calls));
    // A failed attempt gets an audit line, too.
    write_audit(with->calls, from, "user.end_sessions", user, ended ? error_code() : ended.error());
    if (!ended)
        co_return refusal(ended.error());
    co_return answer(200, json::object{{"ended", *ended}});
}

} // namespace

api_module session_module(session_dependencies dependencies)
{
    const bool has_store = dependencies.sessions != nullptr;
    const auto with = std::make_shared<const session_dependencies>(std::move(dependencies));
    api_module routes{
        {"POST", "/v1/sessions", {right::sessions, std::bind_front(create, with)}},
        {"GET", "/v1/sessions", {right::read, std::bind_front(list, with)}},
        {"GET", "/v1/sessions/{id}", {right::read, std::bind_front(show, with)}},
        {"DELETE", "/v1/sessions/{id}", {right::sessions, std::bind_front(end, with)}},
        {"DELETE",
         "/v1/users/{user}/sessions",
         {right::sessions, std::bind_front(end_all_of_user, with)}},
    };
    // Without a store the routes exist, but each of them answers 404. So do they if the sessions
    // are only read.
    if (!has_store)
        return disabled(std::move(routes), "there is no store");
    if (with->sessions->format() == session::format::authgear)
        return disabled(
            std::move(routes), "the sessions are Authgear's: create, list and end them there"
        );
    return routes;
}

} // namespace postern::admin
