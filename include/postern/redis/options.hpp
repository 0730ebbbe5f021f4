// How to reach Redis.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/redis/address.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace postern::redis {

enum class mode
{
    single,
    sentinel, // `addresses` are those of the sentinels, and `master` is the name that they know
    cluster   // `addresses` are those of some nodes
};

// The server's certificate is always verified. The files are read again when they change.
struct tls_options
{
    std::filesystem::path ca_file;   // empty: the authorities that the system trusts
    std::filesystem::path cert_file; // the client's certificate; empty: none
    std::filesystem::path key_file;
    std::string server_name; // the name in the certificate; empty: the host of the address

    friend bool operator==(const tls_options&, const tls_options&) = default;
};

struct credentials
{
    std::string username; // empty: the default user
    secret password;
    // Read again for each connection, so that a rotated password needs no restart. Used instead of
    // `password` if it is not empty.
    std::filesystem::path password_file;
};

struct options
{
    struct sentinel_options
    {
        credentials login;
        std::optional<tls_options> tls;
    };

    std::vector<address> addresses;
    redis::mode mode = redis::mode::single;
    std::string master;
    unsigned database = 0; // a cluster has only database 0
    credentials login;
    std::optional<tls_options> tls;
    sentinel_options sentinel;
    // For TCP, TLS and the first commands of a connection together.
    std::chrono::milliseconds connect_timeout{1000};
};

} // namespace postern::redis
