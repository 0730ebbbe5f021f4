// Checks of the texts that a snippet takes from its options. A text that passes has no character
// that could end a word, a quoted text or a directive in the configuration of any proxy, or begin
// another one.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>
#include <string_view>

namespace postern::dialect {

// Not empty, and only letters of ASCII, digits and `others`.
bool is_plain(std::string_view text, std::string_view others);

bool is_port(std::string_view text);          // 1 to 65535
bool is_host_and_port(std::string_view text); // a name, an IPv4 address or [IPv6], with a port
bool is_unix_socket(std::string_view text);   // `unix:/path`
bool is_server(std::string_view text);        // one of the two
bool is_network(const std::string& text);     // `10.0.0.0/8`, `fd00::/8` or one address
bool is_path(std::string_view text);          // `/a/b`, without escapes

// A path as proxies route it: without empty and dot segments, which they take away.
bool is_normal_path(std::string_view text);

// What is wrong with options that all proxies take alike, one line; empty: nothing.
std::string find_bad_server(const snippet_options& options);         // resolver, upstream
std::string find_bad_network_server(const snippet_options& options); // the same, no unix sockets
std::string find_bad_host_name(const snippet_options& options);      // server_name
std::string find_bad_path(const snippet_options& options);
std::string find_bad_file(const snippet_options& options);
std::string find_bad_network(const snippet_options& options);
std::string find_bad_header(const snippet_options& options);
std::string find_doubled_listen(const snippet_options& options);

// The first of these that finds something.
std::string find_first(
    const snippet_options& options,
    std::initializer_list<std::string (*)(const snippet_options& options)> checks
);

} // namespace postern::dialect
