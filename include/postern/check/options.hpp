// An endpoint as it is configured.
#pragma once

#include <postern/dialect/dialect.hpp>
#include <postern/resolve/options.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

// Attributes of WWW-Authenticate beside those that the outcome has.
struct challenge_options
{
    std::string resource_metadata{}; // URL (RFC 9728 §5.1); empty: none
};

struct endpoint_options
{
    std::string path; // octet by octet, starts with /
    const dialect::dialect* dialect = nullptr;
    resolve::rules rules;
    challenge_options challenge{};
};

// Whether a path is that of the endpoint, or in a prefix dialect continues it at a `/`. Octet by
// octet; the path has no query.
bool has_path(const endpoint_options& endpoint, std::string_view path) noexcept;

// The endpoints that exist without any configuration: one or more per dialect.
std::vector<endpoint_options> default_endpoints();

// The rules an endpoint of this dialect has before the configuration changes them.
resolve::rules default_rules(const dialect::dialect&);

} // namespace postern::check
