"""Stands between Postern and Redis: counts commands, and spoils replies as a test says.

`spoil` gets the name of a command and the octets of its reply, and returns what is sent instead. It may sleep: replies
behind this one on the same connection then wait, too. An announcement of the feed has the name "message".
"""
import collections
import contextlib
import random
import socket
import socketserver
import threading
import time

import programs
import resp

ANNOUNCEMENT = b"*3\r\n$7\r\nmessage\r\n"
FEED = ("CLIENT", "SUBSCRIBE", "message")  # what goes over the feed's connection


def honest(command, reply):
    return reply


def only(commands, spoil):
    """Spoils replies to these commands alone; to none means to all but the feed's."""
    def chosen(command, reply):
        hit = command in commands if commands else command not in FEED
        return spoil(command, reply) if hit else reply
    return chosen


def once(spoil):
    """Spoils one reply. `spoil` returns what it got where it does not want to."""
    done = threading.Event()

    def first(command, reply):
        if done.is_set() or (said := spoil(command, reply)) is reply:
            return reply
        done.set()
        return said
    return first


def delayed(seconds, *commands):
    return only(commands, lambda command, reply: time.sleep(seconds) or reply)


def delayed_at_random(seconds, share, *commands, seed=1):
    chance = random.Random(seed)
    return only(commands, lambda command, reply: (chance.random() < share and time.sleep(seconds)) or reply)


def cut(size, *commands):
    """The reply up to this octet, and then the end of the connection."""
    return only(commands, lambda command, reply: programs.Last(reply[:size]))


def stuck(size, *commands):
    """The reply up to this octet, and then nothing more on this connection, which stays open."""
    return only(commands, lambda command, reply: Stuck(reply[:size]))


def doubled(*commands):
    return only(commands, lambda command, reply: reply + reply)


def instead(octets, *commands):
    return only(commands, lambda command, reply: octets)


def injected(octets, *commands):
    return only(commands, lambda command, reply: octets + reply)


def mute(*commands):
    return only(commands, lambda command, reply: Stuck(b""))


def mute_feed(command, reply):
    """Announcements are swallowed, and the connection stays open."""
    return b"" if command == "message" else reply


class Stuck(bytes):
    """After these octets nothing more is sent on the connection."""


class Proxy(programs.Listener):
    """Relays to a port of 127.0.0.1."""

    def __init__(self, port):
        super().__init__()
        self.upstream, self.spoil, self.refuses, self.deaf = port, honest, False, False
        self.counts, self.open, self.lock = collections.Counter(), set(), threading.Lock()
        self.listen()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def listen(self):
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                if not proxy.refuses:
                    with contextlib.suppress(OSError):
                        Connection(proxy, self.request).run()

        self.listen_with(Handler)

    def close_all(self):
        """Ends each connection; new ones are taken."""
        with self.lock:
            for each in self.open:
                each.close()

    @contextlib.contextmanager
    def spoiling(self, spoil):
        self.spoil = spoil
        try:
            yield
        finally:
            self.spoil = honest

    @contextlib.contextmanager
    def down(self):
        """Present connections end, and new ones end at once."""
        self.refuses = True
        self.close_all()
        try:
            yield
        finally:
            self.refuses = False

    def stop(self):
        super().stop()
        self.close_all()


class Connection:
    def __init__(self, proxy, client):
        self.proxy, self.client, self.waiting = proxy, client, collections.deque()
        self.server = socket.create_connection(("127.0.0.1", proxy.upstream), resp.TIMEOUT)
        self.server.settimeout(None)
        for end in (self.client, self.server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def run(self):
        with self.proxy.lock:
            self.proxy.open.add(self)
        replies = threading.Thread(target=self.relay_replies, daemon=True)
        replies.start()
        try:
            self.relay_commands()
        finally:
            self.close()
            replies.join()
            self.server.close()
            with self.proxy.lock:
                self.proxy.open.discard(self)

    def relay_commands(self):
        with contextlib.suppress(OSError), self.client.makefile("rb") as stream:
            while octets := resp.read_octets(stream):
                command = octets.split(b"\r\n", 3)[2].decode().upper()
                self.proxy.counts[command] += 1
                if not self.proxy.deaf:  # else Redis never hears of it
                    self.waiting.append(command)
                    self.server.sendall(octets)

    def relay_replies(self):
        with contextlib.suppress(OSError), self.server.makefile("rb") as stream:
            while octets := resp.read_octets(stream):
                if not self.say(self.spoiled(octets)):
                    break
        self.close()

    def spoiled(self, octets):
        if octets.startswith(ANNOUNCEMENT):
            return self.proxy.spoil("message", octets)
        # The error of a server that is full comes without a command.
        return self.proxy.spoil(self.waiting.popleft() if self.waiting else "", octets)

    def say(self, octets):
        """False: the connection ends."""
        if octets:
            self.client.sendall(octets)
        if isinstance(octets, Stuck):
            with contextlib.suppress(OSError):  # until one of the two ends goes away
                while self.server.recv(65536):
                    pass
            return False
        return not isinstance(octets, programs.Last)
