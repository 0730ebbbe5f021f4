"""Sentinel and Cluster: a killed master and a moved slot cost some 503, no wrong identity and no acknowledged write that Redis kept."""
import time

import programs
import pytest
import redis_records
import redis_scene
import redis_servers
import wire

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

RECOVERY = 15  # seconds that a failover may take with the times of these servers


@pytest.fixture
def sentinels():
    with redis_servers.sentinels() as made:
        yield made


@pytest.fixture
def cluster():
    with redis_servers.cluster() as made:
        yield made


def sentinel_store(sentinels, **more):
    return redis_scene.store(*sentinels.addresses, mode="sentinel", master=redis_servers.MASTER_NAME, **more)


def cluster_store(cluster, count=3, **more):
    return redis_scene.store(*cluster.addresses[:count], mode="cluster", **more)


def all_valid(pair, sessions):
    """Each of the sessions is valid at each resolver, with its own identity."""
    for one in pair:
        for session in sessions:
            redis_scene.Watch(one, session).until(200, RECOVERY)


def known_everywhere(pair, credential, status=401):
    for one in pair:
        programs.eventually(f"{status} everywhere", lambda: one.status(credential) == status, redis_scene.WITHIN)


def ends_are_shared(pair):
    for number in range(2):
        session = pair[number].create()
        assert [one.status(session.cookie) for one in pair] == [200, 200]
        pair[1 - number].end(session)
        known_everywhere(pair, session.cookie)


def copied(sentinels):
    """Until the replicas have what the master has: what they do not have, a failover loses."""
    assert sentinels.master().call("WAIT", 2, 5000) == 2


def test_sentinel_a_killed_master(settings, sentinels, good):
    with redis_scene.resolvers({**settings, "store": sentinel_store(sentinels)}, count=2) as pair:
        ends_are_shared(pair)
        sessions = [pair[n % 2].create(f"user-{n}") for n in range(10)]
        ended = pair[0].create()
        pair[0].end(ended)
        entry = pair[0].revoke(subject="mallory")
        copied(sentinels)
        all_valid(pair, sessions)
        old = sentinels.master()
        old.stop()
        killed = time.monotonic()
        new = sentinels.wait_for_other_master(old)
        all_valid(pair, sessions)
        for one in pair:
            programs.eventually("it is ready", one.is_ready, RECOVERY)
        assert time.monotonic() - killed < RECOVERY
        assert [one.status(ended.cookie) for one in pair] == [401, 401]
        assert [one.status(good) for one in pair] == [200, 200]
        assert new.call("EXISTS", redis_records.revocation_key(entry)) == 1
        ends_are_shared(pair)
        old.start()  # comes back as a replica, and nobody believes it as a master
        time.sleep(1)
        ends_are_shared(pair)


def test_sentinel_a_master_that_is_moved_by_hand(settings, sentinels):
    """No connection of the old master closes: it answers reads, and its data are old."""
    with redis_scene.resolvers({**settings, "store": sentinel_store(sentinels)}, count=2) as pair:
        session = pair[0].create()
        copied(sentinels)
        all_valid(pair, [session])
        old = sentinels.master()
        sentinels.sentinels[0].call("SENTINEL", "FAILOVER", redis_servers.MASTER_NAME)
        new = sentinels.wait_for_other_master(old)
        programs.eventually("it is the master", lambda: new.role() == "master")
        programs.eventually("the key is deleted there", lambda: new.call("DEL", redis_records.session_key(session.id)) == 1)
        for one in pair:
            programs.eventually("the end is known", lambda: one.status(session.cookie) == 401, 3)
        all_valid(pair, [pair[0].create()] if pair[0].is_ready() else [])


def test_sentinel_a_hung_master(settings, sentinels):
    with redis_scene.resolver({**settings, **redis_scene.FORGETFUL, "store": sentinel_store(sentinels)}) as one:
        session = one.create()
        copied(sentinels)
        watch = redis_scene.Watch(one, session)
        old = sentinels.master()
        old.hang()
        watch.until(503)
        sentinels.wait_for_other_master(old)
        watch.until(200, RECOVERY)
        old.resume()
        end = time.monotonic() + 2
        while time.monotonic() < end:
            watch.ask()
        watch.until(200)


LOGIN = {"username": redis_servers.USER, "password": redis_servers.PASSWORD}


def test_sentinel_the_least_rights_are_enough(settings, sentinels):
    for node in sentinels.nodes:
        redis_servers.add_user(node, redis_servers.RIGHTS + redis_servers.SENTINEL_RIGHTS)
    with redis_scene.resolvers({**settings, "store": sentinel_store(sentinels, **LOGIN)}, count=2) as pair:
        ends_are_shared(pair)
        assert [one.errors("redis_not_permitted") for one in pair] == [0, 0]


def test_cluster_the_least_rights_are_enough(settings, cluster):
    for node in cluster.nodes:
        redis_servers.add_user(node, redis_servers.RIGHTS + redis_servers.CLUSTER_RIGHTS)
    with redis_scene.resolvers({**settings, "store": cluster_store(cluster, **LOGIN)}, count=2) as pair:
        ends_are_shared(pair)
        assert pair[0].admin("/v1/sessions").status == 200
        assert [one.errors("redis_not_permitted") for one in pair] == [0, 0]


def test_sentinel_one_of_them_is_enough(settings, sentinels):
    sentinels.sentinels[0].stop()
    sentinels.sentinels[1].hang()
    with redis_scene.resolver({**settings, "store": sentinel_store(sentinels)}) as one:
        assert one.status(one.create().cookie) == 200
    sentinels.sentinels[1].resume()


def test_sentinel_an_unknown_name_is_said(settings, sentinels, good):
    store = redis_scene.store(*sentinels.addresses, mode="sentinel", master="other")
    with redis_scene.resolver({**settings, "store": store}, ready=False) as one:
        programs.eventually("it says so", lambda: one.process.poll() is not None or
                            programs.answers(one.admin_port) and one.errors("redis_no_master") > 0)
        if one.process.poll() is None:
            assert redis_scene.is_unavailable(one.check(good))


def test_cluster_sessions_and_revocations_of_every_slot(settings, cluster, keys):
    with redis_scene.resolvers({**settings, "store": cluster_store(cluster)}, count=2) as pair:
        sessions = [pair[n % 2].create("many" if n < 10 else f"user-{n}") for n in range(20)]
        all_valid(pair, sessions)
        assert len({cluster.owner_of(redis_records.session_key(each.id)).port for each in sessions}) == 3
        for kept in sessions[10:13]:
            assert cluster.call("DEL", redis_records.session_key(kept.id)) == 1
            known_everywhere(pair, kept.cookie)
        assert pair[1].admin("/v1/users/many/sessions", "DELETE").status == 200
        for ended in sessions[:10]:
            known_everywhere(pair, ended.cookie)
        for number in range(6):
            subject = f"subject-{number}"
            token = wire.bearer(keys["ec"].token(sub=subject))
            assert [one.status(token) for one in pair] == [200, 200]
            pair[number % 2].revoke(subject=subject)
            known_everywhere(pair, token)


def test_cluster_a_moved_slot(settings, cluster):
    with redis_scene.resolvers({**settings, "store": cluster_store(cluster)}, count=2) as pair:
        session = pair[0].create()
        all_valid(pair, [session])
        key = redis_records.session_key(session.id)
        slot, source = cluster.slot_of(key), cluster.owner_of(key)
        target = next(node for node in cluster.masters() if node is not source)
        watches = [redis_scene.Watch(one, session) for one in pair]
        cluster.begin_move(slot, source, target)
        statuses = {watch.ask() for watch in watches for _ in range(3)}
        cluster.move_keys(slot, source, target)
        statuses |= {watch.ask() for watch in watches for _ in range(3)}
        cluster.end_move(slot, target)
        all_valid(pair, [session])
        assert statuses <= {200, 503}
        assert cluster.owner_of(key) is target
        assert target.call("DEL", key) == 1
        known_everywhere(pair, session.cookie)
        ends_are_shared(pair)


def test_cluster_a_killed_master(settings, cluster, good):
    with redis_scene.resolvers({**settings, "store": cluster_store(cluster, count=6)}, count=2) as pair:
        sessions = [pair[n % 2].create(f"user-{n}") for n in range(12)]
        all_valid(pair, sessions)
        key = redis_records.session_key(sessions[0].id)
        for master in cluster.masters():
            assert master.call("WAIT", 1, 5000) == 1
        old = cluster.owner_of(key)
        old.stop()
        killed = time.monotonic()
        programs.eventually("a replica has its slots", lambda: cluster.is_up() and cluster.owner_of(key) is not old, 20)
        all_valid(pair, sessions)
        for one in pair:
            programs.eventually("it is ready", one.is_ready, RECOVERY)
        assert time.monotonic() - killed < RECOVERY
        assert [one.status(good) for one in pair] == [200, 200]
        for session in sessions[:4]:
            assert cluster.call("DEL", redis_records.session_key(session.id)) == 1
            known_everywhere(pair, session.cookie)
        ends_are_shared(pair)
