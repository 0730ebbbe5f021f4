// What differs in the nginx text between applications that speak HTTP, FastCGI, uwsgi or gRPC.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// The lines of a server that pass the identity headers, with their values from the check.
std::string nginx_identity_lines(const snippet_options& options);

// The lines of a server that keep from the application what could mislead it.
std::string nginx_strip_lines(backend_protocol application);

// Lines of a location that take back what the distribution's parameters of the backend say.
std::string nginx_corrections(backend_protocol application);

// The lines of a server about everything else that reaches the application.
std::string nginx_application_lines(backend_protocol application);

// The line of a location that passes a request on to this upstream, which may be a variable.
std::string nginx_pass_line(backend_protocol application, const std::string& upstream);

// The longest name of an identity header for which nginx has a place.
std::size_t nginx_longest_header(backend_protocol application);

} // namespace postern::dialect
