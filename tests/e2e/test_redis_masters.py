"""A server that is no master any more, or not the only one, is not believed: its data are old."""
import programs
import pytest
import redis_scene
import redis_servers

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

# What shows it to a writer alone: reads are answered as if nothing had happened.
WAYS = {
    "it becomes a replica": (lambda s: s.call("REPLICAOF", "127.0.0.1", 1), lambda s: s.call("REPLICAOF", "NO", "ONE"), "redis_read_only"),
    "it is cut off": (lambda s: s.configure(min_replicas_to_write=1), lambda s: s.configure(min_replicas_to_write=0), "redis_no_replicas"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_may_have_been_replaced_is_not_believed(settings, way):
    breaks, mends, reason = WAYS[way]
    with redis_servers.single() as server:
        with redis_scene.resolver({**settings, **redis_scene.FORGETFUL, "store": redis_scene.store(server.address)}) as one:
            watch = redis_scene.Watch(one, one.create())
            watch.settle()
            breaks(server)
            watch.until(503, 4)
            programs.eventually("the reason is counted", lambda: one.errors(reason) > 0)
            programs.eventually("it is not ready", lambda: not one.is_ready())
            mends(server)
            watch.settle()
            programs.eventually("it is ready", one.is_ready)
