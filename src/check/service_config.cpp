#include <postern/check/service_config.hpp>

#include <utility>

namespace postern::check {

service_config::service_config(
    std::vector<endpoint_options> options, const answer_options& say,
    std::shared_ptr<const resolve::resolver_config> trusted
)
    : trusted_(std::move(trusted))
{
    for (endpoint_options& each : options) {
        const endpoint& made = endpoints_.emplace_back(std::move(each), endpoints_.size(), say);
        by_path_.emplace(made.path(), &made);
    }
}

const endpoint* service_config::find(std::string_view path) const noexcept
{
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
}

} // namespace postern::check
