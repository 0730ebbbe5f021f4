#include "client_address.hpp"

#include <gtest/gtest.h>

namespace postern::http {
namespace {

struct row
{
    const char* address;
    bool refused;
};

TEST(ClientAddress, RefusesLinkLocalMulticastAndUnspecified)
{
    const row rows[] = {
        {"169.254.0.0", true},
        {"169.254.169.254", true},
        {"169.254.255.255", true},
        {"169.253.255.255", false},
        {"169.255.0.0", false},
        {"0.0.0.0", true},
        {"0.1.2.3", true},
        {"1.0.0.0", false},
        {"223.255.255.255", false},
        {"224.0.0.1", true},
        {"239.255.255.255", true},
        {"240.0.0.1", false},
        {"255.255.255.255", true},
        {"127.0.0.1", false},
        {"10.0.0.1", false},
        {"192.168.0.1", false},
        {"::", true},
        {"::1", false},
        {"fe80::", true},
        {"fe80::1", true},
        {"febf:ffff::1", true},
        {"fe7f:ffff::1", false},
        {"fec0::1", false},
        {"ff02::1", true},
        {"fd00::1", false},
        {"2001:db8::1", false},
        {"::ffff:169.254.169.254", true},
        {"::ffff:0.0.0.0", true},
        {"::ffff:224.0.0.1", true},
        {"::ffff:192.0.2.1", false},
        {"64:ff9b::169.254.169.254", true},
        {"64:ff9b::192.0.2.1", false},
    };
    for (const auto& [address, refused] : rows) {
        SCOPED_TRACE(address);
        EXPECT_EQ(is_refused(boost::asio::ip::make_address(address)), refused);
    }
}

TEST(ClientAddress, KnowsLoopback)
{
    const row rows[] = {
        {"127.0.0.1", true},
        {"127.255.255.255", true},
        {"128.0.0.1", false},
        {"126.255.255.255", false},
        {"::1", true},
        {"::2", false},
        {"::ffff:127.0.0.1", true},
        {"::ffff:10.0.0.1", false}};
    for (const auto& [address, loopback] : rows) {
        SCOPED_TRACE(address);
        EXPECT_EQ(is_loopback(boost::asio::ip::make_address(address)), loopback);
    }
}

} // namespace
} // namespace postern::http
