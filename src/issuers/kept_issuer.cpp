#include "kept_issuer.hpp"

#include <postern/crypto/random.hpp>
#include <postern/issuers/load.hpp>

#include "merge.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace postern::issuers {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds period{500}; // between two looks at the files and the machines

std::vector<std::filesystem::path> files_of(const sources& from)
{
    std::vector<std::filesystem::path> all;
    if (!from.jwks_file.empty())
        all.push_back(from.jwks_file);
    for (const pem_file& each : from.pem_files)
        all.push_back(each.file);
    return all;
}

} // namespace

kept_issuer::kept_issuer(
    const asio::any_io_executor& executor, const options& from, metrics::registry& counted,
    log::logger& lines
)
    : options_(from), counted_(counted), lines_(lines), pause_(executor),
      files_(files_of(from.keys)), remotes_(from.keys.remotes.begin(), from.keys.remotes.end())
{
}

void kept_issuer::start()
{
    refresh_files();
    if (std::exchange(is_started_, true))
        return;
    show_numbers();
    asio::co_spawn(
        pause_.get_executor(), [self = shared_from_this()] { return self->keep(); }, asio::detached
    );
}

void kept_issuer::stop()
{
    is_stopped_ = true;
    pause_.cancel();
    hide_numbers();
}

bool kept_issuer::is_of(const options& wanted) const
{
    const sources& has = options_.keys;
    const sources& needs = wanted.keys;
    return options_.profile == wanted.profile && has.remotes == needs.remotes &&
           has.jwks_file == needs.jwks_file && has.pem_files == needs.pem_files &&
           has.fixed.empty() && needs.fixed.empty();
}

asio::awaitable<void> kept_issuer::keep()
{
    while (!is_stopped_) {
        try {
            refresh_files();
            begin_fetches();
            drop_old_keys();
        } catch (const std::exception&) { // no memory: the next turn tries again
        }
        pause_.expires_after(period);
        co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void kept_issuer::refresh_files()
{
    if (!files_.has_changed())
        return;
    std::filesystem::path file;
    auto read = load_keys(options_, file);
    if (!read)
        return tell_failure(read.error(), file.string());
    tell_skipped(read->skipped);
    of_files_ = std::move(read->keys);
    has_read_files_ = true;
    publish();
    count({});
}

// The machine knows whether a fetch is due. Tokens with unknown kids make it due earlier.
void kept_issuer::begin_fetches()
{
    const auto now = std::chrono::steady_clock::now();
    const auto unknown = ring_.unknown_kids();
    const bool has_unknown = unknown != known_unknowns_;
    for (std::size_t which = 0; which != remotes_.size(); ++which) {
        if (!remotes_[which].machine.begins(now, has_unknown))
            continue;
        known_unknowns_ = unknown;
        asio::co_spawn(
            pause_.get_executor(),
            [self = shared_from_this(), which] { return self->fetch_once(which); }, asio::detached
        );
    }
}

asio::awaitable<void> kept_issuer::fetch_once(std::size_t which)
{
    source& from = remotes_[which];
    result<fetched> got = keys::make_error_code(keys::errc::no_usable_key);
    try {
        got = co_await fetch(from.client, from.options, options_.profile);
    } catch (const std::exception&) { // no memory, or the end of the service
    }
    if (is_stopped_)
        co_return;
    const auto now = std::chrono::steady_clock::now();
    if (!got) {
        from.machine.on_failure(now, crypto::random_fraction());
        tell_failure(got.error(), text_of(from.options));
        co_return;
    }
    from.machine.on_success(now, got->max_age);
    tell_skipped(got->keys.skipped);
    from.keys = std::move(got->keys.keys);
    from.is_in_use = true;
    remember_age();
    publish();
    count({});
}

// Keys that could not be fetched again for too long are not used any more.
void kept_issuer::drop_old_keys()
{
    for (source& each : remotes_) {
        if (!each.is_in_use || each.machine.may_be_used(std::chrono::steady_clock::now()))
            continue;
        each.is_in_use = false;
        each.keys.clear();
        lines_.write(
            log::level::error, "keys.too_old",
            {{"issuer", options_.profile.name}, {"from", text_of(each.options)}}
        );
        publish();
    }
}

// The configuration's own keys come first: no fetched key takes the name or the place of another.
void kept_issuer::publish()
{
    std::vector<keys::key> all = of_files_;
    std::vector<keys::skipped_key> shared;
    bool is_complete = has_read_files_;
    for (const source& each : remotes_) {
        is_complete = is_complete && each.is_in_use;
        merge(all, each.keys, shared);
    }
    tell_skipped(shared);
    auto set = keys::key_set::from_keys(std::move(all));
    const auto extent = is_complete ? keys::completeness::complete : keys::completeness::partial;
    ring_.publish(set ? std::move(*set) : keys::key_set(), extent);
    lines_.write(
        log::level::info, "keys.loaded",
        {{"issuer", options_.profile.name},
         {"keys", std::to_string(ring_.current().keys->keys().size())}}
    );
}

} // namespace postern::issuers
