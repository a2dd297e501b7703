"""The cache that all processes share, and what stands in for it while Redis is away.

Nothing in it is missed: pages that are drawn again, and counts of attempts, which the stand-in goes
on counting. Each process counts for itself then, so a limit is as many times as wide as there are
processes, and never off.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError
from redis.retry import Retry

# A request asks several times, so each question must be over soon. A connection that was kept may
# be of a server that has been started anew, so it is tried twice; what is silent is not.
_QUICKLY: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 1, supported_errors=(NoConnection,)),
}
_AWAY_SECONDS = 10  # for as long nobody waits for it again


class SharedCache(BaseCache):
    """Redis while it answers, else the memory of this process.

    What is not defined here (`incr`, `get_many` …) the base class makes of what is.
    """

    # Django makes a cache for each thread; that Redis is away, all threads of a process know.
    _away_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._server = server
        self._redis = RedisCache(server, {**params, "OPTIONS": _QUICKLY})
        self._memory = LocMemCache(f"{server} {self.key_prefix}", params)

    def _done(self, act: str, *args: Any) -> Any:
        until = self._away_until.get(self._server, 0.0)
        if time.monotonic() >= until:
            if until:  # this thread looks whether it is back, and the others do not wait with it
                self._away_until[self._server] = time.monotonic() + _AWAY_SECONDS
            try:
                answer = getattr(self._redis, act)(*args)
            except RedisError:
                self._away_until[self._server] = time.monotonic() + _AWAY_SECONDS
            else:
                self._away_until.pop(self._server, None)
                return answer
        return getattr(self._memory, act)(*args)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._done("add", key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._done("get", key, default, version)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._done("set", key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._done("touch", key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._done("delete", key, version))

    def clear(self) -> None:
        self._done("clear")


def answers(url: str) -> bool:
    """Whether the Redis of an address does. The question is asked most when something hangs."""
    client = Redis.from_url(url, **_QUICKLY)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()
