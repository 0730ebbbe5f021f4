#include "balancer.hpp"

#include "../fill_in.hpp"
#include "text.hpp"

#include <cstdint>
#include <vector>

namespace postern::dialect {
namespace {

// All servers share the variables of http { }. This one has the name of its networks, by FNV-1a, so
// that servers behind other balancers have another one.
std::string balancer_variable(const std::vector<std::string>& networks)
{
    std::uint32_t hash = 2166136261U;
    for (const std::string& network : networks)
        for (const char c : network + ' ')
            hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return "postern_balancer_" + std::to_string(hash);
}

} // namespace

std::string nginx_balancer_networks(const snippet_options& options)
{
    if (options.balancers.empty())
        return {};
    std::string text =
        "\n# Whether the balancer in front has sent the request.\ngeo $realip_remote_addr $" +
        balancer_variable(options.balancers) + " {\n    default 0;\n";
    for (const std::string& network : options.balancers)
        text += "    " + network + " 1;\n";
    return text + "}\n";
}

std::string nginx_balancer_lines(const snippet_options& options)
{
    if (options.balancers.empty())
        return {};
    std::string networks;
    for (const std::string& network : options.balancers)
        networks += "    set_real_ip_from " + network + ";\n";
    std::string text(nginx_text::balancer_part);
    replace_all(text, "%balancers%", networks);
    replace_all(text, "%balancer%", balancer_variable(options.balancers));
    return text;
}

} // namespace postern::dialect
