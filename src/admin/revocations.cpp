#include "revocations.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace postern::admin {

namespace asio = boost::asio;
namespace json = boost::json;
using http::reply_ptr;

namespace {

json::object describe(const revocation::entry& what)
{
    json::object all{{"id", revocation::id_of(revocation::name_of(what))}};
    const json::value members = json::parse(revocation::render(what));
    for (const auto& [name, value] : members.get_object())
        all[name] = value;
    return all;
}

// Whoever sends the value of a cookie means the session it stands for. It must not be kept, so that
// nothing is done while nobody knows.
asio::awaitable<result<std::string>> session_named(const call& asked, std::string name)
{
    if (asked.does.sessions == nullptr || !session::is_id(name))
        co_return name;
    std::string id = session::id_of(name);
    const auto found = co_await asked.does.sessions->find(id, asked.deadline());
    if (!found && classify(found.error()) != failure::unauthenticated)
        co_return found.error();
    co_return found ? id : name;
}

} // namespace

asio::awaitable<reply_ptr> add_revocation(const call& asked)
{
    auto what = revocation::parse_entry(asked.body, asked.does.time->now());
    if (!what)
        co_return refusal(what.error());
    if (what->kind == revocation::kind::session) {
        auto named = co_await session_named(asked, std::move(what->name));
        if (!named)
            co_return refusal(named.error());
        what->name = std::move(*named);
    }
    const std::string target = std::string(to_string(what->kind)) + ' ' + what->name;
    const auto entered = co_await asked.does.revocations->revoke(*what, asked.deadline());
    asked.audit("revocation.add", target, entered ? error_code() : entered.error());
    if (!entered)
        co_return refusal(entered.error());
    co_return answer(201, describe(*entered));
}

asio::awaitable<reply_ptr> list_revocations(const call& asked)
{
    const auto wanted = parse_page_request(asked.query);
    if (!wanted || wanted->user)
        co_return bad_query();
    const auto page =
        co_await asked.does.revocations->page(wanted->cursor, wanted->limit, asked.deadline());
    if (!page)
        co_return refusal(page.error());
    json::array all;
    for (const revocation::entry& each : page->entries)
        all.push_back(describe(each));
    for (const std::string& each : page->unreadable)
        all.push_back(unreadable(each));
    const json::object body{{"revocations", std::move(all)}, {"next_cursor", page->next}};
    co_return answer(200, body);
}

asio::awaitable<reply_ptr> remove_revocation(const call& asked)
{
    const auto removed = co_await asked.does.revocations->remove(asked.parameter, asked.deadline());
    const error_code failed = why_not(removed, revocation::errc::unknown);
    if (failed == revocation::errc::bad_id)
        co_return refusal(failed);
    asked.audit("revocation.remove", failed ? "-" : asked.parameter, failed);
    co_return removed.has_error() ? refusal(failed) : http::plain_reply(204);
}

} // namespace postern::admin
