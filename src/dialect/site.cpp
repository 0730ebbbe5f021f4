#include <postern/dialect/site.hpp>

#include <utility>

namespace postern::dialect {

site::site(
    std::vector<endpoint_options> options, const answer_options& say,
    std::shared_ptr<const resolve::trust> trusted
)
    : trusted_(std::move(trusted))
{
    for (endpoint_options& each : options) {
        const endpoint& made = endpoints_.emplace_back(std::move(each), endpoints_.size(), say);
        by_path_.emplace(made.path(), &made);
    }
}

const endpoint* site::find(std::string_view path) const noexcept
{
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
}

} // namespace postern::dialect
