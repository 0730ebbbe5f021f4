#include <postern/revocation/lookup.hpp>

#include "stored.hpp"

namespace postern::revocation {
namespace {

// An entry that cannot be read revokes, as in the list.
bool revokes_by(
    const store::key& name, const std::optional<store::record>& found, const revocable_ids& ids
)
{
    if (!found)
        return false;
    const auto read = from_record(name.id, *found);
    return !read || is_in_force(read->kind, read->before, ids);
}

} // namespace

boost::asio::awaitable<result<standing>>
lookup::find(const revocable_ids& ids, steady_point deadline) const
{
    // Ask for the generation and for every entry that could revoke the ids, in one call.
    std::vector<store::key> keys{generation_key};
    for (const entry_name& each : names_of(ids))
        keys.push_back(key_of(each));
    const auto found = co_await store_.get_all(keys, deadline, store::priority::normal);
    if (!found)
        co_return found.error();
    // Is this the store that the entries in memory come from?
    const auto& generation = found->front();
    const std::string known = replica_.generation();
    if (!generation || (!known.empty() && generation->value != known))
        co_return errc::store_emptied;
    for (std::size_t n = 1; n != keys.size(); ++n)
        if (revokes_by(keys[n], (*found)[n], ids))
            co_return standing::revoked;
    co_return standing::not_revoked;
}

} // namespace postern::revocation
