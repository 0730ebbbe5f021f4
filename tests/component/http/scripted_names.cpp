// A getaddrinfo() of the test, which the linker prefers to the C library's: names have the
// addresses that a test wants, and no test asks a real name server.
#include "scripted_names.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <netdb.h>
#include <thread>

namespace postern::test {
namespace {

std::mutex mutex;
std::map<std::string, std::vector<std::string>> names; // guarded by mutex

std::vector<std::string> addresses_of(const std::string& name)
{
    const std::lock_guard lock(mutex);
    const auto found = names.find(name);
    return found == names.end() ? std::vector<std::string>() : found->second;
}

addrinfo* new_entry(const std::string& address, std::uint16_t port)
{
    auto* const made = static_cast<addrinfo*>(std::calloc(1, sizeof(addrinfo)));
    const bool v6 = address.find(':') != address.npos;
    made->ai_family = v6 ? AF_INET6 : AF_INET;
    made->ai_socktype = SOCK_STREAM;
    made->ai_addrlen = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    made->ai_addr = static_cast<sockaddr*>(std::calloc(1, sizeof(sockaddr_in6)));
    made->ai_addr->sa_family = static_cast<sa_family_t>(made->ai_family);
    auto* const v4_part = reinterpret_cast<sockaddr_in*>(made->ai_addr);
    auto* const v6_part = reinterpret_cast<sockaddr_in6*>(made->ai_addr);
    v4_part->sin_port = htons(port); // both kinds have the port at the same place
    void* const into = v6 ? static_cast<void*>(&v6_part->sin6_addr) : &v4_part->sin_addr;
    ::inet_pton(made->ai_family, address.c_str(), into);
    return made;
}

} // namespace

void set_names(std::map<std::string, std::vector<std::string>> all)
{
    const std::lock_guard lock(mutex);
    names = std::move(all);
}

} // namespace postern::test

extern "C" int
getaddrinfo(const char* host, const char* port, const addrinfo*, addrinfo** found) noexcept
{
    using namespace postern::test;
    *found = nullptr;
    const std::string name = host == nullptr ? "" : host;
    if (name.starts_with("slow"))
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
    addrinfo** next = found;
    for (const auto& each : addresses_of(name)) {
        *next = new_entry(each, static_cast<std::uint16_t>(std::atoi(port)));
        next = &(*next)->ai_next;
    }
    return *found == nullptr ? EAI_NONAME : 0;
}

extern "C" void freeaddrinfo(addrinfo* first) noexcept
{
    while (first != nullptr) {
        addrinfo* const next = first->ai_next;
        std::free(first->ai_addr);
        std::free(first);
        first = next;
    }
}
