#include <postern/issuers/load.hpp>
#include <postern/keys/files.hpp>

#include <iterator>
#include <utility>

namespace postern::issuers {
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

// The keys alone, if all of them are known without asking the issuer.
keys::ring make_ring(const options& from)
{
    std::filesystem::path file;
    auto read = load_keys(from, file);
    auto set = read ? keys::key_set::from_keys(std::move(read->keys)) : read.error();
    keys::ring made;
    if (set)
        made.publish(
            std::move(*set),
            from.keys.remotes.empty() ? keys::completeness::complete : keys::completeness::partial
        );
    return made;
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
        made.push_back({each.profile, make_ring(each)});
    return made;
}

} // namespace postern::issuers
