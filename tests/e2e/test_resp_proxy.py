"""The relay before Redis spoils what it is told to, and nothing else."""
import pytest
import redis_servers
import resp
import resp_proxy

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

VALUE = b"$5\r\nhello\r\n"


@pytest.fixture(scope="module")
def proxy():
    with redis_servers.single() as server:
        server.call("SET", "key", "hello")
        proxy = resp_proxy.Proxy(server.port)
        yield proxy
        proxy.stop()


@pytest.fixture
def client(proxy):
    with resp.Client(proxy.port, timeout=0.2) as client:
        yield client


def octets(client, size=100):
    """All that comes, and whether the connection ended."""
    got = b""
    try:
        while part := client.socket.recv(size):
            got += part
    except TimeoutError:
        return got, False
    return got, True


@pytest.mark.parametrize("spoil, got", [
    (resp_proxy.honest, (VALUE, False)),
    (resp_proxy.cut(7, "GET"), (VALUE[:7], True)),
    (resp_proxy.cut(7, "SET"), (VALUE, False)),
    (resp_proxy.stuck(7), (VALUE[:7], False)),
    (resp_proxy.mute(), (b"", False)),
    (resp_proxy.doubled("GET"), (VALUE + VALUE, False)),
    (resp_proxy.instead(b"-LOADING\r\n"), (b"-LOADING\r\n", False)),
    (resp_proxy.injected(b"+OK\r\n", "GET"), (b"+OK\r\n" + VALUE, False)),
    (resp_proxy.delayed(0.1), (VALUE, False)),
    (resp_proxy.delayed(0.3), (b"", False)),
    (resp_proxy.mute_feed, (VALUE, False)),
])
def test_a_reply_is_spoiled(proxy, client, spoil, got):
    with proxy.spoiling(spoil):
        client.send("GET", "key")
        assert octets(client) == got


def test_once_is_once(proxy, client):
    with proxy.spoiling(resp_proxy.once(resp_proxy.instead(b"+no\r\n", "GET"))):
        assert [client.call("PING"), client.call("GET", "key"), client.call("GET", "key")] == ["PONG", "no", b"hello"]


def test_commands_are_counted_and_can_be_swallowed(proxy, client):
    proxy.counts.clear()
    client.call_all([("GET", "key")] * 3 + [("PING",)])
    assert proxy.counts == {"GET": 3, "PING": 1}
    proxy.deaf = True
    client.send("SET", "key", "never")
    assert octets(client) == (b"", False)
    proxy.deaf = False
    assert client.call("GET", "key") == b"hello"


def test_down_and_up_again(proxy, client):
    with proxy.down():
        for each in (client, resp.Client(proxy.port, timeout=0.2)):
            with pytest.raises((EOFError, ConnectionError)):
                each.call("GET", "key")
    with resp.Client(proxy.port) as again:
        assert again.call("GET", "key") == b"hello"
