// One call of the operators' API that has to wait for the store.
#pragma once

#include <postern/admin/service.hpp>

#include "problem.hpp"

#include <string>
#include <string_view>

namespace postern::admin {

// Lives as long as the answer is awaited.
struct call
{
    const operations& does;
    std::string parameter;  // of the path, decoded
    std::string_view query; // of the target, as sent
    std::string_view body;
    std::string client;

    steady_point deadline() const { return does.time->steady() + does.store_timeout; }

    // One audit line. `failed`: why the change was not made, or nothing. The target is an id that
    // was found, never what was sent for one: that may be a cookie's value.
    void audit(std::string_view action, std::string_view target, const error_code& failed) const;
};

// What a list is asked for: ?user=&cursor=&limit=
struct page_request
{
    std::optional<std::string> user;
    std::string cursor;
    std::size_t limit = 100; // 1 to 500
};

// Nothing for parameters that are unknown, doubled or out of range.
std::optional<page_request> parse_page_request(std::string_view query);

// Nothing if it was done; `missing` if there was nothing to do it to.
error_code why_not(const result<bool>& done, const error_code& missing);

// An element of a list that stands for what the store holds and nobody can read.
boost::json::object unreadable(std::string_view id);

http::reply_ptr bad_query();

// 503 for what cannot be known now, else 400.
http::reply_ptr refusal(const error_code&, std::string_view detail = {});

} // namespace postern::admin
