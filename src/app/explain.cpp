// One decision outside the event loops, for explain.
#include <postern/app/application.hpp>

#include "service_config.hpp"
#include "storage.hpp"

#include <boost/asio/io_context.hpp>

namespace postern::app {

namespace asio = boost::asio;

check::explanation
explain(const config::configuration& options, const check::explain_request& check)
{
    return explain(options, storage(), check);
}

check::explanation explain(
    const config::configuration& options, const storage& kept, const check::explain_request& check
)
{
    // Use a separate loop, registry and pool, so that the workers are not disturbed.
    asio::io_context context{1};
    metrics::registry counted;
    crypto::thread_pool slow({1, 1});
    const auto config = make_service_config(options, 1);
    // `false`: an explanation does not count as use of a session.
    resolve::resolver resolver(
        config->resolving(), {system_clock(), slow, context.get_executor(),
                              resolve::meters(counted), kept.revoked, kept.sessions(), false}
    );
    return check::explain(*config, resolver, context, check);
}

} // namespace postern::app
