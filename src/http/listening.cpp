#include <postern/http/listening.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace postern::http {
namespace {

namespace asio = boost::asio;

error_code last_error()
{
    return {errno, boost::system::system_category()};
}

error_code set_option(int fd, int level, int name, int value)
{
    return ::setsockopt(fd, level, name, &value, sizeof value) == 0 ? error_code() : last_error();
}

// On Linux accepted sockets inherit TCP_NODELAY, which saves a system call for each.
error_code prepare_tcp(int fd, int family)
{
    if (auto error = set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); error)
        return error;
    if (family == AF_INET6)
        return set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    return {};
}

result<listen_address> bound_address(int fd)
{
    ::sockaddr_storage storage{};
    ::socklen_t size = sizeof storage;
    if (::getsockname(fd, reinterpret_cast<::sockaddr*>(&storage), &size) != 0)
        return last_error();
    if (storage.ss_family == AF_UNIX) {
        ::sockaddr_un name{};
        std::memcpy(&name, &storage, sizeof name);
        return listen_address{listen_address::kind::unix_socket, {}, 0, name.sun_path};
    }
    // Asio reads the address of a TCP socket. Its port is the real one, also if port 0 was
    // configured.
    asio::ip::tcp::endpoint endpoint;
    if (size > endpoint.capacity())
        return make_error_code(boost::system::errc::address_family_not_supported);
    std::memcpy(endpoint.data(), &storage, size);
    endpoint.resize(size);
    return listen_address{
        listen_address::kind::tcp, endpoint.address().to_string(), endpoint.port(), {}};
}

result<listening_socket> begin_listening(unique_fd fd, int family, socket_file file)
{
    if (::listen(fd.get(), SOMAXCONN) != 0)
        return last_error();
    auto address = bound_address(fd.get());
    if (!address)
        return address.error();
    return listening_socket{std::move(fd), family, std::move(*address), std::move(file)};
}

result<unique_fd> new_socket(int family)
{
    unique_fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return last_error();
    return fd;
}

result<listening_socket> listen_tcp(const listen_address& where)
{
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(where.host), where.port);
    const int family = endpoint.address().is_v6() ? AF_INET6 : AF_INET;
    auto fd = new_socket(family);
    if (!fd)
        return fd.error();
    // A restarted service can bind although old connections are in TIME_WAIT.
    if (auto error = set_option(fd->get(), SOL_SOCKET, SO_REUSEADDR, 1); error)
        return error;
    if (auto error = prepare_tcp(fd->get(), family); error)
        return error;
    if (::bind(fd->get(), endpoint.data(), static_cast<::socklen_t>(endpoint.size())) != 0)
        return last_error();
    return begin_listening(std::move(*fd), family, {});
}

::sockaddr_un unix_name(const std::string& path)
{
    ::sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.data(), std::min(path.size(), sizeof name.sun_path - 1));
    return name;
}

// A killed process leaves its socket file behind. A refused connection proves that no process
// listens on it.
bool is_stale(const ::sockaddr_un& name)
{
    struct ::stat status
    {
    };
    if (::lstat(name.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return false;
    const auto probe = new_socket(AF_UNIX);
    return probe &&
           ::connect(probe->get(), reinterpret_cast<const ::sockaddr*>(&name), sizeof name) != 0 &&
           errno == ECONNREFUSED;
}

// Sets the mode before listen(2), because nobody can connect until then.
result<listening_socket> listen_unix(const listen_address& where)
{
    const auto name = unix_name(where.path);
    auto fd = new_socket(AF_UNIX);
    if (!fd)
        return fd.error();
    // bind(2) fails if the file exists.
    if (is_stale(name))
        ::unlink(name.sun_path);
    if (::bind(fd->get(), reinterpret_cast<const ::sockaddr*>(&name), sizeof name) != 0)
        return last_error();
    // From here on the file is removed if a later step fails.
    socket_file file(where.path);
    if (::chmod(name.sun_path, 0660) != 0)
        return last_error();
    return begin_listening(std::move(*fd), AF_UNIX, std::move(file));
}

int number_in(const char* variable)
{
    const char* text = ::getenv(variable);
    int value = 0;
    if (text)
        std::from_chars(text, text + std::strlen(text), value);
    return value;
}

result<listening_socket> inherit(int number)
{
    unique_fd fd(number);
    int listening = 0;
    int family = 0;
    ::socklen_t size = sizeof listening;
    if (::getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0)
        return last_error();
    if (::getsockopt(number, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0)
        return last_error();
    // Only a listening socket is accepted. systemd may also pass a connected one (Accept=yes).
    if (!listening)
        return make_error_code(boost::system::errc::invalid_argument);
    // This option only saves time, so its error is ignored.
    if (family != AF_UNIX)
        set_option(number, IPPROTO_TCP, TCP_NODELAY, 1);
    // No child process inherits the socket, and accept4(2) never blocks.
    ::fcntl(number, F_SETFD, FD_CLOEXEC);
    ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
    auto address = bound_address(number);
    if (!address)
        return address.error();
    return listening_socket{std::move(fd), family, std::move(*address), {}};
}

// sd_listen_fds(3): LISTEN_PID is the process that the sockets are for, and the first one is
// descriptor 3. The variables are removed, so that the sockets are taken once.
result<std::vector<listening_socket>> inherit_from_systemd()
{
    constexpr int first = 3;
    const int count = number_in("LISTEN_PID") == ::getpid() ? number_in("LISTEN_FDS") : 0;
    ::unsetenv("LISTEN_PID");
    ::unsetenv("LISTEN_FDS");
    if (count <= 0)
        return make_error_code(boost::system::errc::bad_file_descriptor);
    // If one socket is refused, the destructor closes those before it.
    std::vector<listening_socket> sockets;
    for (int each = first; each < first + count; ++each) {
        auto socket = inherit(each);
        if (!socket)
            return socket.error();
        sockets.push_back(std::move(*socket));
    }
    return sockets;
}

} // namespace

// Remembers which file it is, because another process may replace it under the same name.
socket_file::socket_file(std::string path) : path_(std::move(path))
{
    struct ::stat status
    {
    };
    if (::lstat(path_.c_str(), &status) != 0)
        path_.clear();
    device_ = status.st_dev;
    inode_ = status.st_ino;
}

socket_file::socket_file(socket_file&& other) noexcept
    : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_)
{
}

socket_file::~socket_file()
{
    struct ::stat status
    {
    };
    if (!path_.empty() && ::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ &&
        status.st_ino == inode_)
        ::unlink(path_.c_str());
}

result<std::vector<listening_socket>> listen_on(const listen_address& where)
{
    if (where.type == listen_address::kind::systemd)
        return inherit_from_systemd();
    auto socket = where.type == listen_address::kind::tcp ? listen_tcp(where) : listen_unix(where);
    if (!socket)
        return socket.error();
    // A socket can only be moved, so an initializer list cannot hold it.
    std::vector<listening_socket> one;
    one.push_back(std::move(*socket));
    return one;
}

} // namespace postern::http
