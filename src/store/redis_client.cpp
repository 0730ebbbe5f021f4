#include "redis_client.hpp"

#include "milliseconds.hpp"
#include "redis_errors.hpp"
#include "redis_scripts.hpp"

#include <algorithm>

namespace postern::store {

namespace asio = boost::asio;

namespace {

using redis::command;
using redis::reply;

// A time as the scripts take it.
std::int64_t till(time_point at)
{
    return at == never ? 0 : to_ms(at);
}

// The record of two replies: its text, and the end of the key that expires with it.
result<std::optional<record>> read_record(reply& value, const reply& end)
{
    if (end.integer() == nullptr || (!value.is_nil() && value.text() == nullptr))
        return malformed_reply();
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

} // namespace

redis_client::redis_client(
    std::unique_ptr<redis::client> to, const redis_keys& names, unsigned wait,
    const redis_policy& policy, std::function<error_code()> health
)
    : redis_(std::move(to)), names_(names), wait_(wait), policy_(policy), health_(std::move(health))
{
}

command redis_client::call(const redis::script& what, const key& name) const
{
    const std::string record_name = names_.record(name);
    const std::string idle_name = names_.idle(name);
    return idle_name.empty() ? redis::call(what, {record_name})
                             : redis::call(what, {record_name, idle_name});
}

// A server that is no master any more, or an isolated one, still answers reads, but not with what
// other processes have written.
error_code redis_client::refusal() const
{
    const error_code down = health_();
    if (down == redis::errc::read_only || down == redis::errc::no_replicas ||
        down == redis::errc::master_down)
        return down;
    return policy_.refusal();
}

asio::awaitable<error_code> redis_client::admit(steady_point deadline) const
{
    if (!policy_.has_answer())
        co_await policy_.wait_for_answer(deadline);
    co_return refusal();
}

// Runs a command whose reply is a number. Like get_all() and scan(), it first asks whether the
// store may be used.
client::promise<std::int64_t> redis_client::number(command what, steady_point deadline)
{
    if (const error_code unsafe = co_await admit(deadline))
        co_return unsafe;
    const auto answer = co_await redis_->run(std::move(what), deadline);
    if (!answer)
        co_return translate(answer.error());
    if (answer->integer() == nullptr)
        co_return malformed_reply();
    co_return *answer->integer();
}

client::promise<client::records>
redis_client::get_all(std::vector<key> names, steady_point deadline, priority)
{
    if (const error_code unsafe = co_await admit(deadline))
        co_return unsafe;
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

} // namespace postern::store
