#include "describe.hpp"

#include <postern/issuers/load.hpp>

#include <sstream>

namespace postern::test {
namespace {

std::string joined(const std::vector<std::string>& list, const char* separator = ",")
{
    std::string all;
    for (const std::string& one : list)
        all += (all.empty() ? "" : separator) + one;
    return all;
}

std::string joined(const std::vector<http::listen_address>& list)
{
    std::vector<std::string> texts;
    for (const http::listen_address& address : list)
        texts.push_back(address.text());
    return joined(texts);
}

void describe_policy(std::ostream& out, const resolve::policy& p)
{
    out << "policy " << p.name << " roles " << joined(p.roles) << " scopes " << joined(p.scopes)
        << " permissions " << p.permissions << ' ' << p.any_permissions << " types "
        << joined(p.subject_types) << " issuers " << joined(p.issuers) << " amr " << joined(p.amr)
        << '\n';
}

void describe_endpoint(std::ostream& out, const check::endpoint_options& e)
{
    out << "endpoint " << e.path << ' ' << e.dialect->name << " mode "
        << static_cast<int>(e.rules.mode) << " invalid " << static_cast<int>(e.rules.on_invalid)
        << " preflight " << static_cast<int>(e.rules.preflight) << " tripwire "
        << static_cast<int>(e.rules.tripwire) << " sources";
    for (const resolve::credential_source& source : e.rules.credentials)
        out << ' ' << (source.cookie.empty() ? "bearer" : source.cookie);
    out << " policy " << (e.rules.policy ? e.rules.policy->name : "-") << '\n';
}

keys::key_set key_set_of(const issuers::options& issuer)
{
    std::filesystem::path file;
    auto read = issuers::load_keys(issuer, file).value().keys;
    return read.empty() ? keys::key_set() : keys::key_set::from_keys(std::move(read)).value();
}

void describe_issuer(std::ostream& out, const issuers::options& trusted)
{
    const jwt::profile& p = trusted.profile;
    out << "issuer " << p.name << " iss " << p.issuer.value_or("-") << " aud " << joined(p.audience)
        << " algorithms";
    for (const crypto::algorithm_traits& row : crypto::algorithm_table)
        if (p.algorithms.contains(row.id))
            out << ' ' << row.name;
    out << " typ " << joined(p.types) << ' ' << p.type_required << " require " << joined(p.required)
        << " expiry " << static_cast<int>(p.expiry) << " lifetime "
        << (p.max_lifetime ? p.max_lifetime->count() : -1) << " leeway " << p.leeway.count()
        << " typed " << joined(p.subject_types);
    if (p.permissions)
        out << " permissions " << joined(p.permissions->path, "/") << ' ' << p.permissions->bits;
    for (const issuers::remote& each : trusted.keys.remotes)
        out << " from " << each.url.scheme << "://" << each.url.authority() << each.url.target
            << " kind " << static_cast<int>(each.kind) << " ca " << each.ca_file.filename().string()
            << " bearer " << each.bearer_file.filename().string() << " http "
            << static_cast<int>(each.plain) << " refresh " << each.limits.usual.count() << ' '
            << each.limits.cool_down.count() << ' ' << each.limits.max_stale.count();
    const keys::key_set set = key_set_of(trusted);
    out << " keys";
    for (const keys::key& key : set.keys())
        out << " [" << key.kid << ']';
    out << '\n';
}

void describe_service(std::ostream& out, const config::configuration& all)
{
    const config::resolver_options& r = all.resolver;
    out << "resolver " << joined(r.listener.listen) << " threads " << r.threads << " deadline "
        << r.deadline.count() << " drain " << r.drain.count() << " token " << r.token_size
        << " head " << r.listener.head.octets << " fields " << r.listener.head.fields << " header "
        << r.listener.header_timeout.count() << " idle " << r.listener.idle_timeout.count()
        << " connections " << r.listener.connections << '\n';
    out << "memory " << all.memory.verdicts << ' ' << all.memory.sessions << ' '
        << all.memory.ttl.count() << '\n';
    const session::options& s = all.sessions;
    out << "sessions " << s.cookie << " idle " << s.idle.count() << " lifetime "
        << s.lifetime.count() << " touch " << s.touch_interval.count() << " clear "
        << s.clear_invalid_cookie;
    if (s.format == session::format::authgear)
        out << " authgear " << s.app;
    out << '\n';
    if (const auto* const store = std::get_if<config::sqlite_store>(&all.store))
        out << "store " << store->sqlite.path.filename().string() << ' ' << store->timeout.count()
            << '\n';
    out << "crypto " << all.crypto.threads << ' ' << all.crypto.queue << '\n';
    out << "grpc " << joined(all.grpc.listener.listen) << " endpoint " << all.grpc.endpoint
        << " message " << all.grpc.listener.message << " checks " << all.grpc.listener.checks
        << '\n';
    out << "admin " << joined(all.admin.listen) << " token " << all.admin.token.reveal() << " file "
        << all.admin.token_file.filename().string() << '\n';
    out << "log " << static_cast<int>(all.log.level) << static_cast<int>(all.log.format)
        << static_cast<int>(all.log.access) << " reasons " << all.debug_reasons << '\n';
}

} // namespace

std::string describe(const config::configuration& all)
{
    std::ostringstream out;
    describe_service(out, all);
    out << "login " << all.login.url << ' ' << all.login.return_parameter << ' '
        << joined(all.login.allowed_hosts) << '\n';
    out << "identity " << all.identity.prefix << " tripwire " << static_cast<int>(all.tripwire);
    for (const resolve::mapped_header& header : all.identity.mapped)
        out << ' ' << header.name << '=' << joined(header.path, "/")
            << (header.as_json ? " as json" : "");
    out << '\n';
    for (const issuers::options& issuer : all.issuers)
        describe_issuer(out, issuer);
    for (const resolve::policy& policy : all.policies)
        describe_policy(out, policy);
    for (const check::endpoint_options& endpoint : all.endpoints)
        describe_endpoint(out, endpoint);
    return out.str();
}

} // namespace postern::test
