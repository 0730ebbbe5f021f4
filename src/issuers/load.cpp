#include <postern/issuers/load.hpp>
#include <postern/keys/files.hpp>

#include "fetch.hpp"
#include "merge.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iterator>
#include <utility>

namespace postern::issuers {

namespace asio = boost::asio;

namespace {

error_code add_jwks(const options& from, keys::key_import& into)
{
    auto read = keys::read_jwks_file(from.keys.jwks_file, from.profile.algorithms);
    if (!read)
        return read.error();
    if (const error_code bad = keys::check_key_file(*read))
        return bad;
    std::move(read->keys.begin(), read->keys.end(), std::back_inserter(into.keys));
    into.skipped = std::move(read->skipped);
    return {};
}

// `missing`: documents whose keys are not among them.
keys::ring make_ring(std::vector<keys::key> all, std::size_t missing)
{
    auto set = keys::key_set::from_keys(std::move(all));
    keys::ring made;
    if (set)
        made.publish(
            std::move(*set),
            missing == 0 ? keys::completeness::complete : keys::completeness::partial
        );
    return made;
}

std::vector<keys::key> keys_of_files(const options& from)
{
    std::filesystem::path file;
    auto read = load_keys(from, file);
    return read ? std::move(read->keys) : std::vector<keys::key>();
}

result<fetched> fetch_now(const remote& from, const jwt::profile& issuer)
{
    asio::io_context context{1};
    auto answer = asio::co_spawn(context, fetch(make_client(from), from, issuer), asio::use_future);
    context.run();
    return answer.get();
}

} // namespace

result<keys::key_import> load_keys(const options& from, std::filesystem::path& file)
{
    keys::key_import all{from.keys.fixed, {}};
    file = from.keys.jwks_file;
    if (!file.empty())
        if (const error_code bad = add_jwks(from, all))
            return bad;
    for (const pem_file& one : from.keys.pem_files) {
        file = one.file;
        auto read = keys::read_pem_file(one.file, one.kid, one.algorithms);
        if (!read)
            return read.error();
        all.keys.push_back(std::move(*read));
    }
    // Together they must make a set.
    if (!all.keys.empty())
        if (const auto set = keys::key_set::from_keys(all.keys); !set)
            return set.error();
    return all;
}

std::vector<jwt::trusted_issuer> load(const std::vector<options>& from)
{
    std::vector<jwt::trusted_issuer> made;
    made.reserve(from.size());
    for (const options& each : from)
        made.push_back({each.profile, make_ring(keys_of_files(each), each.keys.remotes.size())});
    return made;
}

std::vector<jwt::trusted_issuer>
load_and_fetch(const std::vector<options>& from, std::vector<std::string>& failures)
{
    std::vector<jwt::trusted_issuer> made;
    made.reserve(from.size());
    for (const options& each : from) {
        std::vector<keys::key> all = keys_of_files(each);
        std::vector<keys::skipped_key> skipped;
        std::size_t missing = 0;
        for (const remote& document : each.keys.remotes) {
            const auto got = fetch_now(document, each.profile);
            if (got) {
                merge(all, got->keys.keys, skipped);
                continue;
            }
            ++missing;
            failures.push_back(text_of(document) + ": " + got.error().message());
        }
        made.push_back({each.profile, make_ring(std::move(all), missing)});
    }
    return made;
}

} // namespace postern::issuers
