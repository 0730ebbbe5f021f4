#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/keys/files.hpp>
#include <postern/keys/provide.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <string>

namespace postern::keys {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& entry, std::string_view name)
{
    const json::value* const member = entry.if_contains(name);
    const auto text = member == nullptr ? std::nullopt : codec::text_of(*member);
    return std::string(text.value_or(std::string_view()));
}

std::string kid_of(const json::object& entry)
{
    std::string kid = text_of(entry, "kid");
    return kid.empty() ? text_of(entry, "fingerprint") : kid;
}

result<key> read_key(const json::object& entry, std::string kid, crypto::algorithm_set allowed)
{
    if (!is_kid(kid))
        return errc::bad_kid;
    const std::string pem = text_of(entry, "public_key");
    if (pem.empty())
        return errc::bad_member;
    return parse_pem(pem, std::move(kid), allowed);
}

void add_key(key_import& into, const json::value& from, crypto::algorithm_set allowed)
{
    const json::object* const entry = from.if_object();
    if (entry == nullptr)
        return into.skipped.push_back({{}, errc::bad_member});
    const std::string kid = kid_of(*entry);
    auto read = read_key(*entry, kid, allowed);
    if (read)
        into.keys.push_back(std::move(*read));
    else
        into.skipped.push_back({kid, read.error()});
}

// A token could not say which of two keys it means, so neither is used.
void skip_shared_names(key_import& into)
{
    std::vector<std::string> kids;
    for (const key& each : into.keys)
        kids.push_back(each.kid);
    for (const skipped_key& each : into.skipped)
        kids.push_back(each.kid);
    std::erase_if(into.keys, [&](const key& each) {
        const bool is_shared = std::ranges::count(kids, each.kid) > 1;
        if (is_shared)
            into.skipped.push_back({each.kid, errc::duplicate_kid});
        return is_shared;
    });
}

} // namespace

result<key_import>
parse_provide_keys(std::string_view text, crypto::algorithm_set allowed, const jwks_limits& limits)
{
    if (text.size() > limits.size)
        return errc::too_large;
    // The strict parser takes objects only. A text that would add members to this one is no list.
    const auto document = codec::parse_json_object("{\"keys\":" + std::string(text) + '}');
    if (!document || document->size() != 1)
        return errc::not_a_key_set;
    const json::array* const entries = document->at("keys").if_array();
    if (entries == nullptr)
        return errc::not_a_key_set;
    if (entries->size() > limits.keys)
        return errc::too_many_keys;
    key_import made;
    for (const json::value& each : *entries)
        add_key(made, each, allowed);
    skip_shared_names(made);
    return made;
}

} // namespace postern::keys
