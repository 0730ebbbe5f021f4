// What a process keeps of its store: it follows the change feed, as the application does.
#pragma once

#include <postern/revocation/lookup.hpp>
#include <postern/revocation/revocation_store.hpp>
#include <postern/session/session_store.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <support/run.hpp>
#include <utility>

namespace postern::test {

template <class Listener, class... Arguments>
std::shared_ptr<Listener> follow(store::engine& engine, Arguments&&... arguments)
{
    auto made = std::make_shared<Listener>(std::forward<Arguments>(arguments)...);
    engine.subscribe(made);
    return made;
}

// The revocations are loaded when it is made. What the feed tells later is done when the context
// runs; settle() runs it until nothing is left to do.
struct followed_store
{
    followed_store(store::engine& engine, boost::asio::io_context& on, const clock& time)
        : context(on), versions(follow<session::session_versions>(engine)),
          replica(follow<revocation::replica>(engine, on.get_executor(), revoked, time)),
          client(engine.make_client(on.get_executor())), sessions(*client, *versions, time),
          loaded(run(on, replica->start(client)))
    {
    }

    void settle() const
    {
        context.restart();
        context.run();
    }

    boost::asio::io_context& context;
    revocation::list revoked;
    std::shared_ptr<session::session_versions> versions;
    std::shared_ptr<revocation::replica> replica;
    std::shared_ptr<store::client> client;
    session::session_store sessions;
    revocation::revocation_store revocations{*client, revoked, *replica};
    revocation::lookup lookup{*client, *replica};
    result<std::size_t> loaded;
};

} // namespace postern::test
