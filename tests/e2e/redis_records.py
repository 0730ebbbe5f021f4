"""Records as docs/redis.md says that another system writes them."""
import hashlib
import json
import secrets
import time

import redis_scene
import tokens


def digest(text):
    return tokens.base64url(hashlib.sha256(text.encode() if isinstance(text, str) else text).digest())


def session_key(session):
    return f"postern:session:{{{session}}}"


def idle_key(session):
    return f"postern:idle:{{{session}}}"


def owner_key(user):
    return f"postern:session-of:{user}"


def session_record(session, user, now, lifetime, idle, **more):
    return {"v": 1, "binding": digest(f"postern session record {session}"), "user_id": user, "created_at": now,
            "authenticated_at": now, "expires_at": now + lifetime, "idle_seconds": idle, "amr": ["pwd"], "roles": [], **more}


def create_session(server, user="foreign", lifetime=3600, idle=600, **more):
    """The three keys of a session, the owner's set first."""
    value = tokens.base64url(secrets.token_bytes(32))
    session, now = digest(value), int(time.time())
    record = session_record(session, user, now, lifetime, idle, **more)
    server.call("SADD", owner_key(user), session)
    server.call("SET", idle_key(session), "1", "PXAT", (now + idle) * 1000)
    server.call("SET", session_key(session), json.dumps(record), "PXAT", (now + lifetime) * 1000)
    return redis_scene.Session({"id": session, "user_id": user, "cookie": {"value": value}})


def revocation_id(kind, name, issuer=""):
    return digest(b"\0".join(part.encode() for part in (kind, issuer, name)))


def revocation_key(identifier):
    return f"postern:revocation:{{{identifier}}}"


def revoke(server, lifetime=3600, **what):
    """An entry of the list: `token={"iss": ..., "jti": ...}`, `session=`, `subject=` or `key=`."""
    ((kind, name),) = ((kind, name) for kind, name in what.items() if kind != "before")
    parts = (name["jti"], name.get("iss", "")) if kind == "token" else (name,)
    now = int(time.time())
    entry = {**what, "created_at": now, "expires_at": now + lifetime}
    key = revocation_key(revocation_id(kind, *parts))
    server.call("SET", key, json.dumps(entry), "PXAT", (now + lifetime) * 1000)
    return key
