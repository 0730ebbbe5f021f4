// Finding records: those of an owner by its set, those of a kind by a scan of all keys.
#include "redis_client.hpp"
#include "redis_errors.hpp"
#include "redis_scripts.hpp"

#include <algorithm>
#include <charconv>

namespace postern::store {

namespace asio = boost::asio;

namespace {

using redis::command;
using redis::reply;

constexpr std::size_t most_scanned_at_once = 1000;
constexpr std::size_t most_in_one_write = 100;
constexpr int most_scans = 100; // for one page

// The reply of SCAN and SSCAN: the next cursor and texts.
result<std::pair<std::string, std::vector<std::string>>> read_scan(reply& from)
{
    reply::array* const parts = from.elements();
    if (parts == nullptr || parts->size() != 2)
        return malformed_reply();
    const std::string* const cursor = (*parts)[0].text();
    reply::array* const found = (*parts)[1].elements();
    if (cursor == nullptr || found == nullptr)
        return malformed_reply();
    std::vector<std::string> texts;
    for (reply& each : *found) {
        if (each.text() == nullptr)
            return malformed_reply();
        texts.push_back(std::move(*each.text()));
    }
    return std::pair(*cursor, std::move(texts));
}

// The cursor of a list is the number of the master and the cursor of its scan.
struct place
{
    std::size_t master = 0;
    std::string cursor = "0";
};

place parse_cursor(std::string_view text)
{
    place made;
    const auto dash = text.find('-');
    if (dash == std::string_view::npos)
        return made;
    std::from_chars(text.data(), text.data() + dash, made.master);
    made.cursor = text.substr(dash + 1);
    return made;
}

std::string cursor_text(const place& at)
{
    return std::to_string(at.master) + '-' + at.cursor;
}

} // namespace

client::promise<std::vector<std::string>>
redis_client::erase_all(std::string kind, std::string owner, steady_point deadline)
{
    std::vector<std::string> gone;
    std::string cursor;
    do {
        auto some = co_await scan_owner(kind, owner, cursor, most_in_one_write, deadline);
        if (!some)
            co_return some.error();
        std::vector<command> erasures;
        for (const std::string& id : some->ids)
            erasures.push_back(call(erase_script(), {kind, id}));
        const auto erased = co_await redis_->run_all(std::move(erasures), deadline);
        if (!erased)
            co_return translate(erased.error());
        for (std::size_t n = 0; n != some->ids.size(); ++n)
            if (const auto* const done = (*erased)[n].integer(); done != nullptr && *done == 1)
                gone.push_back(some->ids[n]);
        if (const error_code failed = co_await forget(kind, owner, std::move(some->ids), deadline))
            co_return failed;
        cursor = std::move(some->next);
    } while (!cursor.empty());
    co_return gone;
}

// Takes ids without a record out of their owner's set.
asio::awaitable<error_code> redis_client::forget(
    std::string kind, std::string owner, std::vector<std::string> ids, steady_point deadline
)
{
    if (ids.empty())
        co_return error_code();
    command removal("SREM");
    removal.key(names_.owner(kind, owner));
    for (const std::string& id : ids)
        removal.arg(id);
    const auto removed = co_await number(std::move(removal), deadline);
    co_return removed ? error_code() : removed.error();
}

client::promise<page> redis_client::list(
    std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
    steady_point deadline
)
{
    // Find ids, and then read their records.
    auto finding = owner ? scan_owner(kind, *owner, cursor, limit, deadline)
                         : scan_all(kind, cursor, limit, deadline);
    auto found = co_await std::move(finding);
    if (!found)
        co_return found.error();
    std::vector<key> names;
    for (const std::string& id : found->ids)
        names.push_back({kind, id});
    auto read = co_await get_all(names, deadline, priority::high);
    if (!read)
        co_return read.error();
    page made{{}, std::move(found->next)};
    std::vector<std::string> ended;
    for (std::size_t n = 0; n != names.size(); ++n) {
        if ((*read)[n])
            made.entries.push_back({std::move(names[n].id), std::move(*(*read)[n])});
        else
            ended.push_back(std::move(names[n].id));
    }
    if (owner)
        if (const error_code failed = co_await forget(kind, *owner, std::move(ended), deadline))
            co_return failed;
    co_return made;
}

// One SCAN or SSCAN.
client::promise<redis_client::scanned>
redis_client::scan(redis::command question, steady_point deadline)
{
    if (const error_code unsafe = co_await admit(deadline))
        co_return unsafe;
    auto answer = co_await redis_->run(std::move(question), deadline);
    if (!answer)
        co_return translate(answer.error());
    co_return read_scan(*answer);
}

client::promise<redis_client::found_names> redis_client::scan_owner(
    std::string kind, std::string owner, std::string cursor, std::size_t limit,
    steady_point deadline
)
{
    command question("SSCAN");
    question.key(names_.owner(kind, owner)).arg(cursor.empty() ? "0" : cursor);
    question.arg("COUNT").arg(limit);
    auto found = co_await scan(std::move(question), deadline);
    if (!found)
        co_return found.error();
    co_return found_names{std::move(found->second), found->first == "0" ? "" : found->first};
}

// The scan of a master passes the keys of other kinds, too, so that several scans make a page.
client::promise<redis_client::found_names> redis_client::scan_all(
    std::string kind, std::string cursor, std::size_t limit, steady_point deadline
)
{
    place at = parse_cursor(cursor);
    found_names made;
    for (int n = 0; n != most_scans && made.ids.size() < limit; ++n) {
        command question("SCAN");
        question.arg(at.cursor).arg("MATCH").arg(names_.pattern(kind));
        question.arg("COUNT").arg(std::min(limit, most_scanned_at_once)).on_master(at.master);
        auto found = co_await scan(std::move(question), deadline);
        if (!found)
            co_return found.error();
        for (const std::string& each : found->second)
            if (auto name = names_.parse(each); name && name->kind == kind)
                made.ids.push_back(std::move(name->id));
        at.cursor = std::move(found->first);
        // The next master, or the end.
        if (at.cursor == "0" && ++at.master >= redis_->masters())
            co_return made;
    }
    made.next = cursor_text(at);
    co_return made;
}

} // namespace postern::store
