#include "redis_client.hpp"

#include "milliseconds.hpp"
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

// What Redis calls a time of a script.
std::int64_t till(time_point at)
{
    return at == never ? 0 : to_ms(at);
}

// The other errors of Redis keep their own names.
error_code translate(const error_code& why)
{
    if (why == redis::errc::timed_out)
        return errc::timed_out;
    if (why == redis::errc::closed)
        return errc::closed;
    return why == redis::errc::out_of_memory ? make_error_code(errc::full) : why;
}

error_code malformed()
{
    return redis::errc::malformed;
}

// The record of two replies: its text, and the end of the key that expires with it.
result<std::optional<record>> read_record(reply& value, const reply& end)
{
    if (end.integer() == nullptr || (!value.is_nil() && value.text() == nullptr))
        return malformed();
    constexpr std::int64_t gone = -2, without_end = -1;
    if (value.is_nil() || *end.integer() == gone)
        return std::optional<record>();
    record made;
    made.value = std::move(*value.text());
    made.expires = *end.integer() == without_end ? never : from_ms(*end.integer());
    return std::optional(std::move(made));
}

// The end of the key that holds the record: extend() moves the other one.
time_point end_of_record(const std::string& idle, const record& what)
{
    return idle.empty() ? what.expires : what.latest;
}

// The reply of SCAN and SSCAN: the next cursor and texts.
result<std::pair<std::string, std::vector<std::string>>> read_scan(reply& from)
{
    reply::array* const parts = from.elements();
    if (parts == nullptr || parts->size() != 2)
        return malformed();
    const std::string* const cursor = (*parts)[0].text();
    reply::array* const found = (*parts)[1].elements();
    if (cursor == nullptr || found == nullptr)
        return malformed();
    std::vector<std::string> texts;
    for (reply& each : *found) {
        if (each.text() == nullptr)
            return malformed();
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

redis_client::redis_client(
    std::unique_ptr<redis::client> to, const redis_keys& names, unsigned wait,
    std::shared_ptr<redis_policy> policy
)
    : redis_(std::move(to)), names_(names), wait_(wait), policy_(std::move(policy))
{
}

command redis_client::call(const redis::script& what, const key& name) const
{
    const std::string record_name = names_.record(name);
    const std::string idle_name = names_.idle(name);
    return idle_name.empty() ? redis::call(what, {record_name})
                             : redis::call(what, {record_name, idle_name});
}

// Every operation begins here or in get_all(): is the store safe, and what is the script's answer?
client::promise<std::int64_t> redis_client::number(command what, steady_point deadline)
{
    if (const error_code unsafe = co_await policy_->admit(*redis_, deadline))
        co_return translate(unsafe);
    const auto answer = co_await redis_->run(std::move(what), deadline);
    if (!answer)
        co_return translate(answer.error());
    if (answer->integer() == nullptr)
        co_return malformed();
    co_return *answer->integer();
}

client::promise<client::records>
redis_client::get_all(std::vector<key> names, steady_point deadline, priority)
{
    if (const error_code unsafe = co_await policy_->admit(*redis_, deadline))
        co_return translate(unsafe);
    // All commands go out in one write.
    std::vector<command> commands;
    for (const key& each : names) {
        commands.push_back(command("GET").key(names_.record(each)));
        commands.push_back(command("PEXPIRETIME").key(names_.expiring(each)));
    }
    auto replies = co_await redis_->run_all(std::move(commands), deadline);
    if (!replies)
        co_return translate(replies.error());
    records all;
    for (std::size_t n = 0; n != names.size(); ++n) {
        auto found = read_record((*replies)[2 * n], (*replies)[2 * n + 1]);
        if (!found)
            co_return found.error();
        all.push_back(std::move(*found));
    }
    co_return all;
}

// The owner's set has the id before the record exists, so that erase_all() misses no record. It is
// added again afterwards, because a list() in between takes it for the id of an ended record.
client::promise<write_outcome> redis_client::create(key name, record what, steady_point deadline)
{
    const auto listed = co_await add_member(name, what, deadline);
    if (!listed)
        co_return listed.error();
    const std::string idle = names_.idle(name);
    command creation = call(create_script(), name);
    creation.arg(what.value).arg(till(end_of_record(idle, what))).arg(till(what.expires));
    const auto created = co_await number(std::move(creation), deadline);
    if (!created)
        co_return created.error();
    if (*created == 0)
        co_return write_outcome::already_exists;
    const auto listed_again = co_await add_member(name, what, deadline);
    if (!listed_again)
        co_return listed_again.error();
    co_return write_outcome::done;
}

client::promise<std::int64_t> redis_client::add_member(key name, record what, steady_point deadline)
{
    if (what.owner.empty())
        co_return 0;
    const std::string set = names_.owner(name.kind, what.owner);
    command addition = redis::call(add_member_script(), {set});
    addition.arg(name.id).arg(till(end_of_record(names_.idle(name), what)));
    co_return co_await number(std::move(addition), deadline);
}

// Compares and replaces until no other writer came in between.
client::promise<std::optional<record>>
redis_client::update(key name, revision revise, steady_point deadline)
{
    for (;;) {
        const auto known = co_await get(name, deadline, priority::high);
        if (!known)
            co_return known.error();
        auto fresh = revise(*known);
        if (!fresh)
            co_return fresh.error();
        const auto replaced = co_await replace(name, *known, *fresh, deadline);
        if (!replaced)
            co_return replaced.error();
        if (*replaced == 0)
            continue;
        if (const error_code unconfirmed = co_await confirm(name, deadline))
            co_return unconfirmed;
        co_return std::move(*fresh);
    }
}

client::promise<std::int64_t> redis_client::replace(
    key name, std::optional<record> known, std::optional<record> fresh, steady_point deadline
)
{
    const record none;
    const record& before = known ? *known : none;
    const record& after = fresh ? *fresh : none;
    if (fresh) {
        const auto listed = co_await add_member(name, after, deadline);
        if (!listed)
            co_return listed.error();
    }
    command replacement = call(replace_script(), name);
    replacement.arg(known ? 1 : 0).arg(before.value).arg(fresh ? 1 : 0).arg(after.value);
    replacement.arg(till(end_of_record(names_.idle(name), after))).arg(till(after.expires));
    co_return co_await number(std::move(replacement), deadline);
}

// The write is done in any case. Too few replicas are an error, so that the operator knows.
asio::awaitable<error_code> redis_client::confirm(key name, steady_point deadline)
{
    if (wait_ == 0)
        co_return error_code();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now()
    );
    command question("WAIT");
    question.arg(wait_).arg(std::max<std::int64_t>(left.count() / 2, 1));
    question.beside(names_.record(name));
    const auto replicas = co_await number(std::move(question), deadline);
    if (!replicas)
        co_return replicas.error();
    co_return *replicas < wait_ ? make_error_code(errc::not_replicated) : error_code();
}

client::promise<std::optional<time_point>> redis_client::extend(
    key name, time_point expires, std::chrono::milliseconds step, steady_point deadline
)
{
    command extension = call(extend_script(), name);
    extension.arg(to_ms(expires)).arg(step.count());
    const auto end = co_await number(std::move(extension), deadline);
    if (!end)
        co_return end.error();
    if (*end == -2)
        co_return std::optional<time_point>();
    co_return std::optional(*end == -1 ? never : from_ms(*end));
}

client::promise<write_outcome> redis_client::erase(key name, steady_point deadline)
{
    const auto erased = co_await number(call(erase_script(), name), deadline);
    if (!erased)
        co_return erased.error();
    co_return *erased == 0 ? write_outcome::not_found : write_outcome::done;
}

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
    auto found = co_await find_names(kind, owner, cursor, limit, deadline);
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

client::promise<redis_client::found_names> redis_client::find_names(
    std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
    steady_point deadline
)
{
    return owner ? scan_owner(std::move(kind), *owner, std::move(cursor), limit, deadline)
                 : scan_all(std::move(kind), std::move(cursor), limit, deadline);
}

client::promise<redis_client::found_names> redis_client::scan_owner(
    std::string kind, std::string owner, std::string cursor, std::size_t limit,
    steady_point deadline
)
{
    if (const error_code unsafe = co_await policy_->admit(*redis_, deadline))
        co_return translate(unsafe);
    command scan("SSCAN");
    scan.key(names_.owner(kind, owner)).arg(cursor.empty() ? "0" : cursor);
    scan.arg("COUNT").arg(limit);
    auto answer = co_await redis_->run(std::move(scan), deadline);
    if (!answer)
        co_return translate(answer.error());
    auto found = read_scan(*answer);
    if (!found)
        co_return found.error();
    co_return found_names{std::move(found->second), found->first == "0" ? "" : found->first};
}

// The scan of a master passes the keys of other kinds, too, so that several scans make a page.
client::promise<redis_client::found_names> redis_client::scan_all(
    std::string kind, std::string cursor, std::size_t limit, steady_point deadline
)
{
    if (const error_code unsafe = co_await policy_->admit(*redis_, deadline))
        co_return translate(unsafe);
    place at = parse_cursor(cursor);
    found_names made;
    for (int n = 0; n != most_scans && made.ids.size() < limit; ++n) {
        command scan("SCAN");
        scan.arg(at.cursor).arg("MATCH").arg(names_.pattern(kind));
        scan.arg("COUNT").arg(std::min(limit, most_scanned_at_once)).on_master(at.master);
        auto answer = co_await redis_->run(std::move(scan), deadline);
        if (!answer)
            co_return translate(answer.error());
        auto found = read_scan(*answer);
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
