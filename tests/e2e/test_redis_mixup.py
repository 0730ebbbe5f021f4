"""Replies never change places: with one reply of a hundred too late, each answer has its own identity or is 503."""
import collections
import socket
import threading

import pytest
import redis_scene
import redis_servers
import resp_proxy
import wire

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

REQUESTS, SESSIONS, CONNECTIONS = 50_000, 2000, 16
TIMEOUT, LATE = 0.03, 0.045  # of a call; of the record of one session in a hundred


class Client(threading.Thread):
    """Asks for the sessions in turn and compares who is named."""

    def __init__(self, port, sessions, count, first):
        super().__init__()
        self.sessions, self.count, self.first, self.step = sessions, count, first, 2 * first + 7
        self.statuses, self.wrong, self.failure = collections.Counter(), [], None
        self.connection = socket.create_connection(("127.0.0.1", port), wire.TIMEOUT)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self):
        try:
            texts = [(wire.request_text(redis_scene.FORWARDED + each.cookie, target="/authz/nginx"),
                      f"X-Authgear-User-Id: {each.user}\r\n".encode()) for each in self.sessions]
            for number in range(self.first * 1000, self.first * 1000 + self.count):
                self.ask(*texts[number * self.step % len(texts)])
        except Exception as failure:  # of a thread: kept for the test to see
            self.failure = failure
        self.connection.close()

    def ask(self, text, user):
        self.connection.sendall(text)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            part = self.connection.recv(8192)
            assert part, "Postern closed the connection"
            head += part
        status = head[9:12]
        self.statuses[status] += 1
        if status not in (b"200", b"503") or (status == b"200") != (user in head) or b"User-Id: user" in head.replace(user, b""):
            self.wrong.append(head)


def ask_all(one, sessions, requests):
    clients = [Client(one.port, sessions, requests // CONNECTIONS, first) for first in range(CONNECTIONS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
        assert client.failure is None
        assert client.wrong == []
    return sum((client.statuses for client in clients), collections.Counter())


def ask_with_late_replies(settings, requests):
    """How many answers there were of each status."""
    with redis_servers.single() as server:
        proxy = resp_proxy.Proxy(server.port)
        store = redis_scene.store(proxy.address, timeout=f"{int(TIMEOUT * 1000)}ms")
        with redis_scene.resolver({**settings, **redis_scene.FORGETFUL, "log": {"access": "none"}, "store": store}) as one:
            sessions = [one.create(f"user-{number:04}") for number in range(SESSIONS)]
            with proxy.spoiling(resp_proxy.delayed_at_random(LATE, 0.01, "GET")):
                statuses = ask_all(one, sessions, requests)
            assert one.errors("redis_timed_out") > 10
            for session in sessions[:50]:
                redis_scene.Watch(one, session).until(200)
        proxy.stop()
    return statuses


def test_each_answer_has_its_own_identity(settings):
    statuses = ask_with_late_replies(settings, REQUESTS)
    assert statuses.total() == REQUESTS // CONNECTIONS * CONNECTIONS
    assert statuses[b"200"] > REQUESTS / 10 and statuses[b"503"] > 0, statuses
