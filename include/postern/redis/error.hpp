// Why Redis cannot be reached, or has not done a command. The effect of a write that failed with
// timed_out, lost or malformed is not known: Redis may have done it.
#pragma once

#include <postern/base/error.hpp>

namespace postern::redis {

enum class errc
{
    // there is no reply
    timed_out = 1, // none before the command's deadline
    lost,          // the connection was closed before the reply
    not_connected, // no connection can be made at present; the command was not sent
    closed,        // the client stops
    malformed,     // the reply is not RESP2, is too large, or is not of the expected kind

    // error replies
    loading,          // LOADING: the server reads its data set
    read_only,        // READONLY: the server is a replica
    master_down,      // MASTERDOWN: a replica without its master
    out_of_memory,    // OOM: maxmemory is reached
    persistence,      // MISCONF: the server cannot write its snapshot
    not_permitted,    // NOAUTH, NOPERM, WRONGPASS: the user or password is wrong, or lacks a right
    wrong_type,       // WRONGTYPE: the key has a value of another type
    too_many_clients, // the server has maxclients connections
    cluster_down,     // CLUSTERDOWN, or the slot belongs to a node that is not known
    no_replicas,      // NOREPLICAS: fewer than min-replicas-to-write
    busy,             // BUSY, TRYAGAIN: a script runs too long, or a slot is being moved
    aborted,          // EXECABORT
    other_error,      // any other error reply

    // a connection cannot be made
    name_not_found,    // the host name cannot be resolved
    refused,           // the connection was refused, or the host cannot be reached
    tls_failed,        // the TLS handshake, or the verification of the certificate
    unreadable_file,   // a certificate, a key or the password file
    no_master,         // no sentinel knows a master of this name
    tracking_refused,  // CLIENT TRACKING is refused: the user lacks a right, or Redis is too old
    feed_without_sign, // the feed did not show the heartbeat
};
inline constexpr errc last_errc = errc::feed_without_sign;

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::redis

template <>
struct boost::system::is_error_code_enum<postern::redis::errc> : std::true_type
{
};
