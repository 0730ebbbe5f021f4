// A proxy that was written for Authgear's resolver. It asks about the credential alone, so the
// original request is not needed.
#include <postern/dialect/dialect.hpp>

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/resolve", "/_resolver/resolve"};

unreadable read(const http::head&, std::string_view, resolve::original_request&)
{
    return {};
}

} // namespace

extern const dialect authgear;
constinit const dialect authgear{
    .name = "authgear",
    .summary =
        "stands where Authgear's resolver stood: 200 always, headers only where it sends them",
    .mode = resolve::mode::identify,
    .unset = unset_header::absent,
    .clears_cookie = true,
    .default_paths = paths,
    .read = read,
};

} // namespace postern::dialect
