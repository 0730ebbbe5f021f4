// One decision outside the event loops, for people who ask why.
#include <postern/app/application.hpp>

#include "records.hpp"
#include "site_of.hpp"

#include <boost/asio/io_context.hpp>

namespace postern::app {

namespace asio = boost::asio;

dialect::explanation
explain(const config::configuration& options, const dialect::explain_request& asked)
{
    return explain(options, records(), asked);
}

dialect::explanation explain(
    const config::configuration& options, const records& kept, const dialect::explain_request& asked
)
{
    asio::io_context context{1};
    metrics::registry counted;
    resolve::proof_pool slow({1, 1});
    const auto where = make_site(options, 1);
    const auto who = std::make_shared<resolve::resolver>(
        where->trusted(),
        resolve::surroundings{
            system_clock(), slow, context.get_executor(), resolve::meters(counted), kept.revoked,
            kept.sessions(), false}
    );
    return dialect::explain(*where, *who, context, asked);
}

} // namespace postern::app
