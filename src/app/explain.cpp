// One decision outside the event loops, for people who ask why.
#include <postern/app/application.hpp>

#include "service_config.hpp"
#include "storage.hpp"

#include <boost/asio/io_context.hpp>

namespace postern::app {

namespace asio = boost::asio;

check::explanation
explain(const config::configuration& options, const check::explain_request& asked)
{
    return explain(options, storage(), asked);
}

check::explanation explain(
    const config::configuration& options, const storage& kept, const check::explain_request& asked
)
{
    asio::io_context context{1};
    metrics::registry counted;
    crypto::thread_pool slow({1, 1});
    const auto where = make_service_config(options, 1);
    const auto who = std::make_shared<resolve::resolver>(
        where->resolving(),
        resolve::dependencies{
            system_clock(), slow, context.get_executor(), resolve::meters(counted), kept.revoked,
            kept.sessions(), false}
    );
    return check::explain(*where, *who, context, asked);
}

} // namespace postern::app
