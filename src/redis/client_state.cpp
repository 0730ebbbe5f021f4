#include "client_state.hpp"

#include "error_reply.hpp"

#include <algorithm>
#include <new>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

// Enough for a script that is not known, a moved slot, and a lost connection.
constexpr unsigned most_attempts = 5;

bool begins_with(const reply& answer, std::string_view word)
{
    return answer.error() != nullptr && answer.error()->text.starts_with(word);
}

// `MOVED 3999 127.0.0.1:6381` to the last word, as node::text. Redis writes IPv6 addresses without
// brackets.
std::string address_of(std::string_view redirection)
{
    const auto last = redirection.substr(redirection.rfind(' ') + 1);
    const auto colon = last.rfind(':');
    const auto host = last.substr(0, colon);
    const bool bare = host.find(':') != host.npos && !host.starts_with('[');
    return bare ? "[" + std::string(host) + "]" + std::string(last.substr(colon))
                : std::string(last);
}

} // namespace

client_state::client_state(asio::any_io_executor executor, std::shared_ptr<common> with)
    : executor_(std::move(executor)), common_(std::move(with)), waiting_until_(executor_)
{
}

void client_state::start()
{
    common_->topology.join(this, executor_, [weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->update();
    });
}

void client_state::stop()
{
    stopped_ = true;
    common_->topology.leave(this);
    waiting_until_.cancel();
    for (const pending& each : std::exchange(waiting_, {}))
        each.finish_later(errc::closed, executor_);
    for (const auto& each : std::exchange(links_, {}))
        each->stop(errc::closed);
}

// Keeps the links to masters that stay, and leaves the others.
void client_state::update()
{
    if (stopped_ || layout_->epoch == common_->topology.epoch())
        return;
    layout_ = common_->topology.current();
    auto before = std::move(links_);
    links_.clear();
    for (const node& master : layout_->masters) {
        const auto kept = std::ranges::find(before, master, [](const auto& l) { return l->to(); });
        if (kept != before.end()) {
            links_.push_back(std::move(*kept));
            before.erase(kept);
        } else {
            links_.push_back(
                std::make_shared<link>(executor_, master, common_->access, common_->counts, common_)
            );
            links_.back()->start();
        }
    }
    for (const auto& left : before)
        left->stop(errc::lost);
    for (const pending& each : std::exchange(waiting_, {}))
        send(each);
}

const layout& client_state::layout()
{
    update();
    return *layout_;
}

std::shared_ptr<link> client_state::link_to(const node* master) const
{
    if (master == nullptr || stopped_)
        return nullptr;
    return links_[static_cast<std::size_t>(master - layout_->masters.data())];
}

std::shared_ptr<link> client_state::route(const command& what)
{
    update();
    if (what.slot())
        return link_to(layout_->master_of(*what.slot()));
    const auto& masters = layout_->masters;
    return link_to(what.master() < masters.size() ? &masters[what.master()] : nullptr);
}

void client_state::send(
    const command& what, const attempt& how, steady_point deadline, outcomes& to, std::size_t index
)
{
    const pending one{&what, how.with_text, how.asking, deadline, &to, index};
    try {
        if (how.to != nullptr)
            how.to->send(one);
        else
            send(one);
    } catch (const std::bad_alloc&) {
        to.put(index, make_error_code(errc::not_connected)); // it was not sent
    }
}

// Until the first masters are found, the command waits for them.
void client_state::send(const pending& one)
{
    if (const auto over = route(*one.what)) {
        over->send(one);
    } else if (layout_->epoch == 0 && !stopped_) {
        watch(one.deadline);
        waiting_.push_back(one);
    } else {
        one.finish(make_error_code(stopped_ ? errc::closed : errc::not_connected));
    }
}

void client_state::watch(steady_point deadline)
{
    waiting_until_.watch(deadline, [self = shared_from_this()] {
        for (const pending& late : take_late(self->waiting_))
            late.finish(make_error_code(errc::not_connected));
        if (!self->waiting_.empty())
            self->watch(first_deadline(self->waiting_));
    });
}

bool client_state::is_sent_again(
    const command& what, const result<reply>& answer, attempt& how, steady_point deadline
)
{
    if (answer.has_error()) {
        const bool first = !std::exchange(how.was_lost, true);
        how.to = nullptr;
        return answer.error() == errc::lost && what.is_read() && first &&
               std::chrono::steady_clock::now() < deadline;
    }
    if (begins_with(*answer, "NOSCRIPT") && !what.script_text().empty())
        return !std::exchange(how.with_text, true);
    const bool moved = begins_with(*answer, "MOVED ");
    how.asking = begins_with(*answer, "ASK ");
    if (moved)
        common_->topology.doubt();
    return (moved || how.asking) && follow(answer->error()->text, how);
}

// Only to a node that the service has discovered: a server cannot send us to any other address.
bool client_state::follow(std::string_view redirection, attempt& how)
{
    update();
    const auto text = address_of(redirection);
    const auto known = std::ranges::find(layout_->masters, text, &node::text);
    how.to = known != layout_->masters.end() ? link_to(&*known) : nullptr;
    return how.to != nullptr;
}

result<reply> client_state::finish(result<reply> answer)
{
    if (!answer.has_error() && answer->error() != nullptr)
        answer = make_error_code(read_error(answer->error()->text));
    if (answer.has_error())
        common_->counts.count(answer.error());
    return answer;
}

asio::awaitable<result<reply>> client_state::run(const command& what, steady_point deadline)
{
    return run(what, {}, most_attempts, deadline);
}

asio::awaitable<result<reply>>
client_state::run(const command& what, attempt how, unsigned attempts_left, steady_point deadline)
{
    for (;;) {
        outcomes one(1);
        send(what, how, deadline, one, 0);
        co_await one.wait();
        auto& answer = one.replies().front();
        if (--attempts_left == 0 || !is_sent_again(what, answer, how, deadline))
            co_return finish(std::move(answer));
    }
}

asio::awaitable<result<std::vector<reply>>>
client_state::run_all(const std::vector<command>& what, steady_point deadline)
{
    outcomes all(what.size());
    for (std::size_t i = 0; i < what.size(); ++i) {
        attempt how;
        how.with_text = !what[i].script_text().empty();
        send(what[i], how, deadline, all, i);
    }
    co_await all.wait();
    std::vector<reply> replies;
    bool redirected = false;
    for (std::size_t i = 0; i < what.size(); ++i) {
        auto answer = std::move(all.replies()[i]);
        attempt how;
        how.with_text = !what[i].script_text().empty();
        // A command beside another one (WAIT) is about the server that has done that one.
        if (is_sent_again(what[i], answer, how, deadline) || (redirected && what[i].is_beside())) {
            redirected = redirected || how.to != nullptr;
            answer = co_await run(what[i], how, most_attempts - 1, deadline);
        } else {
            answer = finish(std::move(answer));
        }
        if (answer.has_error())
            co_return answer.error();
        replies.push_back(std::move(*answer));
    }
    co_return replies;
}

} // namespace postern::redis
