#include <postern/issuers/service.hpp>

#include "kept_issuer.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

namespace postern::issuers {

namespace asio = boost::asio;

using kept_list = std::vector<std::shared_ptr<kept_issuer>>;

struct service::implementation
{
    implementation(metrics::registry& registry, log::logger& to) : counted(registry), lines(to) {}

    void replace(const std::vector<options>& wanted);
    std::shared_ptr<kept_issuer> find(const options& wanted) const;

    metrics::registry& counted;
    log::logger& lines;
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy =
        asio::make_work_guard(context);
    mutable std::mutex mutex; // of the next member
    kept_list kept;
    std::thread thread;
};

service::service(metrics::registry& counted, log::logger& lines)
    : implementation_(std::make_unique<implementation>(counted, lines))
{
    implementation_->thread = std::thread([this] { implementation_->context.run(); });
}

service::~service()
{
    implementation_->context.stop();
    implementation_->thread.join();
    for (const auto& each : implementation_->kept)
        each->hide_numbers();
}

std::vector<jwt::trusted_issuer> service::use(const std::vector<options>& wanted)
{
    asio::post(
        implementation_->context,
        asio::use_future([this, &wanted] { implementation_->replace(wanted); })
    ).get();
    return current();
}

// On the thread. An issuer that did not change keeps its ring, and with it the keys that were
// fetched.
void service::implementation::replace(const std::vector<options>& wanted)
{
    kept_list fresh;
    for (const options& each : wanted) {
        const auto known = find(each);
        fresh.push_back(
            known ? known
                  : std::make_shared<kept_issuer>(context.get_executor(), each, counted, lines)
        );
    }
    // The old ones end first, because a new one may have the name of an old one in the metrics.
    for (const auto& each : kept)
        if (std::ranges::find(fresh, each) == fresh.end())
            each->stop();
    for (const auto& each : fresh)
        each->start();
    const std::lock_guard lock(mutex);
    kept.swap(fresh);
}

std::shared_ptr<kept_issuer> service::implementation::find(const options& wanted) const
{
    const auto known =
        std::ranges::find_if(kept, [&](const auto& one) { return one->is_of(wanted); });
    return known == kept.end() ? nullptr : *known;
}

std::vector<jwt::trusted_issuer> service::current() const
{
    const std::lock_guard lock(implementation_->mutex);
    std::vector<jwt::trusted_issuer> all;
    for (const auto& each : implementation_->kept)
        all.push_back(each->trusted());
    return all;
}

std::vector<std::string> service::without_keys() const
{
    std::vector<std::string> names;
    for (const jwt::trusted_issuer& each : current())
        if (each.keys.current().extent == keys::completeness::partial)
            names.push_back(each.profile.name);
    return names;
}

} // namespace postern::issuers
