// One configuration, ready to answer: its endpoints by path and what it trusts. Immutable, shared
// by all workers; a reload makes a new one.
#pragma once

#include <postern/check/endpoint.hpp>
#include <postern/resolve/resolver.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

class service_config
{
public:
    service_config(std::vector<endpoint_options>, const answer_options&, std::shared_ptr<const resolve::resolver_config>);

    // By exact path, octet by octet; null if there is none.
    const endpoint* find(std::string_view path) const noexcept;

    std::size_t size() const noexcept { return endpoints_.size(); }
    const std::shared_ptr<const resolve::resolver_config>& trusted() const noexcept
    {
        return trusted_;
    }

private:
    std::deque<endpoint> endpoints_;
    std::map<std::string, const endpoint*, std::less<>> by_path_;
    std::shared_ptr<const resolve::resolver_config> trusted_;
};

} // namespace postern::check
