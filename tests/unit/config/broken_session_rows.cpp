// Mistakes about the sessions of Authgear.
#include "broken_rows.hpp"

namespace postern::test {

// `sessions` stands in for the issuers.
std::vector<broken_row> broken_session_rows()
{
    return {
        {"session_format", "sessions: {format: redis}\n", 1, 20, "sessions.format",
         "`postern`, `authgear`"},
        {"authgear_without_an_app",
         "sessions: {format: authgear}\nstore: {redis: {address: 'a:1'}}\n", 1, 11, "sessions.app",
         "missing"},
        {"authgear_app_of_other_characters",
         "sessions: {format: authgear, app: 'a:b'}\nstore: {redis: {address: 'a:1'}}\n", 1, 35,
         "sessions.app", "letters, digits and `-`"},
        {"authgear_app_without_the_format", "sessions: {app: shop}\n", 1, 17, "sessions.app",
         "without `format: authgear`"},
        {"authgear_with_a_touch_interval",
         "sessions: {format: authgear, app: shop, touch_interval: 5s}\n"
         "store: {redis: {address: 'a:1'}}\n",
         1, 57, "sessions.touch_interval", "only Authgear"},
        {"authgear_in_the_embedded_store", "sessions: {format: authgear, app: shop}\n", 1, 20,
         "sessions.format", "its sessions are in Redis"},
        {"authgear_under_its_own_prefix",
         "sessions: {format: authgear, app: shop}\n"
         "store: {redis: {address: 'a:1', prefix: 'app:shop:'}}\n",
         2, 41, "store.redis.prefix", "does not begin with `app:`"},
    };
}

} // namespace postern::test
