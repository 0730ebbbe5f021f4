// One decision outside the event loops, for explain.
#include <postern/app/application.hpp>
#include <postern/issuers/load.hpp>

#include "service_config.hpp"
#include "storage.hpp"

#include <boost/asio/io_context.hpp>

namespace postern::app {

namespace asio = boost::asio;

check::explanation
explain(const config::configuration& options, const check::explain_request& check)
{
    storage none;
    return explain(options, issuers::load(options.issuers), none, check);
}

check::explanation explain(
    const config::configuration& options, std::vector<jwt::trusted_issuer> issuers, storage& kept,
    const check::explain_request& check
)
{
    // Use a separate loop, registry and pool, so that the workers are not disturbed.
    asio::io_context context{1};
    metrics::registry counted;
    crypto::thread_pool slow({1, 1});
    const auto config = make_service_config(options, std::move(issuers), 1);
    const auto store = kept.access(context.get_executor());
    resolve::dependencies needs{
        system_clock(), slow, context.get_executor(), resolve::meters(counted), kept.revoked};
    needs.in_service = false; // an explanation does not count as use of a session
    if (store) {
        needs.sessions = &store->sessions;
        needs.revocations = &store->lookup;
    }
    resolve::resolver resolver(config->resolving(), needs);
    return check::explain(*config, resolver, context, check);
}

} // namespace postern::app
