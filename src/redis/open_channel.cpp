// The first commands of a connection. PING is the last one, because a stopped server accepts
// connections, too.
#include "channel.hpp"
#include "encode.hpp"
#include "error_reply.hpp"

#include <fstream>
#include <iterator>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

// One line break at the end of the file is not part of the password.
result<secret> read_password(const credentials& login)
{
    if (login.password_file.empty())
        return login.password;
    std::ifstream file(login.password_file);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file)
        return errc::unreadable_file;
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    return secret(std::move(text));
}

result<std::vector<command>> first_commands(const access& how)
{
    const auto password = read_password(how.login);
    if (!password)
        return password.error();
    std::vector<command> all;
    if (!password->empty() || !how.login.username.empty()) {
        command& auth = all.emplace_back("AUTH");
        if (!how.login.username.empty())
            auth.arg(how.login.username);
        auth.arg(password->reveal());
    }
    if (how.database != 0)
        all.push_back(command("SELECT").arg(how.database));
    if (how.must_be_master)
        all.emplace_back("ROLE");
    all.emplace_back("PING");
    return all;
}

error_code check(const command& sent, const reply& answer)
{
    if (answer.error() != nullptr)
        return read_error(answer.error()->text);
    const std::string& name = sent.words().front();
    if (name == "ROLE") {
        const bool usable = answer.elements() != nullptr && !answer.elements()->empty();
        return usable && answer.elements()->front().is_text("master") ? errc() : errc::read_only;
    }
    return answer.is_text(name == "PING" ? "PONG" : "OK") ? errc() : errc::malformed;
}

asio::awaitable<error_code> log_in(channel& on, const access& how, steady_point deadline)
{
    const auto commands = first_commands(how);
    if (!commands)
        co_return commands.error();
    std::string octets;
    for (const command& each : *commands)
        encode(octets, each.words());
    if (const error_code failed = co_await on.send(std::move(octets), deadline))
        co_return failed;
    for (const command& each : *commands) {
        const auto answer = co_await on.read(deadline);
        if (!answer)
            co_return answer.error();
        if (const error_code failed = check(each, *answer))
            co_return failed;
    }
    co_return on.has_unread_octets() ? errc::malformed : errc();
}

} // namespace

asio::awaitable<error_code>
open_channel(std::shared_ptr<channel> made, const node& to, const access& how)
{
    const auto deadline = std::chrono::steady_clock::now() + how.timeout;
    error_code failed = co_await made->open(to, how, deadline);
    if (!failed)
        failed = co_await log_in(*made, how, deadline);
    if (failed)
        made->close();
    co_return failed;
}

} // namespace postern::redis
