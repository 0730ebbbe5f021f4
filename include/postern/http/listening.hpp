// Opens listening sockets, or takes those that systemd passes. Plain system calls, made once.
#pragma once

#include <postern/base/error.hpp>
#include <postern/base/unique_fd.hpp>
#include <postern/http/address.hpp>

#include <string>
#include <sys/types.h>
#include <vector>

namespace postern::http {

// The file of a unix socket. The destructor removes it, unless another file has replaced it.
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

// One socket, or all those that systemd has passed.
result<std::vector<listening_socket>> listen_on(const listen_address&);

} // namespace postern::http
