// Listening sockets: made, checked, or inherited from systemd. Plain system calls, done once.
#pragma once

#include <postern/base/error.hpp>
#include <postern/base/unique_fd.hpp>
#include <postern/http/address.hpp>

#include <string>
#include <sys/types.h>
#include <vector>

namespace postern::http {

// The name of a unix socket in the file system, removed with this object if it is still ours.
class socket_file
{
public:
    socket_file() = default;
    explicit socket_file(std::string path);
    socket_file(socket_file&&) noexcept;
    socket_file& operator=(socket_file&&) = delete;
    ~socket_file();

private:
    std::string path_;
    ::dev_t device_ = 0;
    ::ino_t inode_ = 0;
};

struct listening_socket
{
    unique_fd fd;
    int family = 0;
    listen_address address; // as bound
    socket_file file;
};

// One socket, or as many as systemd has passed.
result<std::vector<listening_socket>> listen_on(const listen_address&);

} // namespace postern::http
