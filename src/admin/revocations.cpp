#include <postern/admin/revocations.hpp>

#include "list_query.hpp"
#include "store_replies.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <memory>

namespace postern::admin {

namespace asio = boost::asio;
namespace json = boost::json;
using http::reply_ptr;

namespace {

using dependencies_ptr = std::shared_ptr<const revocation_dependencies>;

json::object describe(const revocation::entry& what)
{
    // Put the id first, and then the members of the entry.
    json::object all{{"id", revocation::id_of(revocation::name_of(what))}};
    const json::value members = json::parse(revocation::render(what));
    for (const auto& [name, value] : members.get_object())
        all[name] = value;
    return all;
}

// The id of the session that `name` means. If `name` is the value of a session's cookie, this is
// the id of that session, because the value must not be stored. An error if the store cannot tell.
asio::awaitable<result<std::string>>
session_id(const revocation_dependencies& with, std::string name)
{
    // The id of a session of Authgear stands in the cookie's value.
    if (with.sessions != nullptr && with.sessions->format() == session::format::authgear)
        co_return with.sessions->is_cookie_value(name) ? std::string(session::authgear_id_of(name))
                                                       : std::move(name);
    // A name of another form is used as it is, and so is every name without a store of sessions.
    if (with.sessions == nullptr || !session::is_id(name))
        co_return name;
    // Look for the session whose cookie has this value.
    std::string id = session::id_of(name);
    const auto found =
        co_await with.sessions->find(id, deadline_of(with.calls), store::priority::high);
    // Stop if the store failed: the name may be a cookie's value.
    if (!found && classify(found.error()) != failure::unauthenticated)
        co_return found.error();
    co_return found ? id : name;
}

asio::awaitable<reply_ptr> add(dependencies_ptr with, const request& from)
{
    auto what = revocation::parse_entry(from.body, with->calls.time->now());
    if (!what)
        co_return refusal(what.error());
    // Replace the value of a cookie by the id of its session.
    if (what->kind == revocation::kind::session) {
        auto id = co_await session_id(*with, std::move(what->name));
        if (!id)
            co_return refusal(id.error());
        what->name = std::move(*id);
    }
    const std::string target = std::string(to_string(what->kind)) + ' ' + what->name;
    // Write the entry. It is in force on all threads when this returns.
    const auto entered = co_await with->revocations->revoke(*what, deadline_of(with->calls));
    write_audit(
        with->calls, from, "revocation.add", target, entered ? error_code() : entered.error()
    );
    if (!entered)
        co_return refusal(entered.error());
    co_return answer(201, describe(*entered));
}

asio::awaitable<reply_ptr> list(dependencies_ptr with, const request& from)
{
    const auto query = parse_list_query(from.query);
    // This list cannot be filtered by user, so the parameter `user` is refused, too.
    if (!query || query->user)
        co_return bad_list_query();
    const auto page =
        co_await with->revocations->page(query->cursor, query->limit, deadline_of(with->calls));
    if (!page)
        co_return refusal(page.error());
    json::array all;
    for (const revocation::entry& each : page->entries)
        all.push_back(describe(each));
    // List the unreadable entries, too: an operator can remove them by their ids.
    for (const std::string& each : page->unreadable)
        all.push_back(unreadable(each));
    const json::object body{{"revocations", std::move(all)}, {"next_cursor", page->next}};
    co_return answer(200, body);
}

asio::awaitable<reply_ptr> remove(dependencies_ptr with, const request& from)
{
    const std::string& id = from.parameters[0];
    const auto removed = co_await with->revocations->remove(id, deadline_of(with->calls));
    const error_code failed = failure_of(removed, revocation::errc::unknown);
    // A malformed id is an error of the request and gets no audit line.
    if (failed == revocation::errc::bad_id)
        co_return refusal(failed);
    write_audit(with->calls, from, "revocation.remove", failed ? "-" : id, failed);
    // Idempotent (RFC 9110 §9.2.2): an entry that does not exist counts as removed.
    co_return removed.has_error() ? refusal(failed) : http::plain_reply(204);
}

// Confirms a store that was emptied (revocation/replica.hpp).
asio::awaitable<reply_ptr> resume(dependencies_ptr with, const request& from)
{
    const auto resumed = co_await with->revocations->resume(deadline_of(with->calls));
    const error_code failed = resumed ? error_code() : resumed.error();
    write_audit(with->calls, from, "revocation.resume", "-", failed);
    co_return failed ? refusal(failed) : http::plain_reply(204);
}

} // namespace

api_module revocation_module(revocation_dependencies dependencies)
{
    const bool has_store = dependencies.revocations != nullptr;
    const auto with = std::make_shared<const revocation_dependencies>(std::move(dependencies));
    api_module routes{
        {"POST", "/v1/revocations", {right::revocations, std::bind_front(add, with)}},
        {"GET", "/v1/revocations", {right::read, std::bind_front(list, with)}},
        {"POST", "/v1/revocations/resume", {right::everything, std::bind_front(resume, with)}},
        {"DELETE", "/v1/revocations/{id}", {right::revocations, std::bind_front(remove, with)}},
    };
    return has_store ? routes : disabled(std::move(routes), "there is no store");
}

} // namespace postern::admin
