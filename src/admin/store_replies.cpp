#include "store_replies.hpp"

namespace postern::admin {

steady_point deadline_of(const store_calls& calls)
{
    return calls.time->steady() + calls.timeout;
}

void write_audit(
    const store_calls& calls, const request& from, std::string_view action, std::string_view target,
    const error_code& failed
)
{
    const std::string outcome = failed ? failed.message() : "done";
    if (calls.audit)
        calls.audit({action, target, outcome, from.client});
}

error_code failure_of(const result<store::write_outcome>& done, const error_code& missing)
{
    if (done.has_error())
        return done.error();
    return *done == store::write_outcome::done ? error_code() : missing;
}

boost::json::object unreadable(std::string_view id)
{
    return {{"id", id}, {"unreadable", true}};
}

http::reply_ptr bad_list_query()
{
    return problem(400, "a query parameter is unknown, occurs twice or is out of range");
}

http::reply_ptr refusal(const error_code& why, std::string_view detail)
{
    const std::string text = why.message();
    if (classify(why) == failure::malformed)
        return problem(400, detail.empty() ? text : detail);
    // RFC 9110 §10.2.3: the client may try again after a second.
    return problem(503, text, {{"Retry-After", "1"}});
}

} // namespace postern::admin
