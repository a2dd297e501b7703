"""The broker of the embedded shape: a folder of messages, each whole or not there.

kombu's own transport opens a message under its final name and writes it afterwards. A worker
that looks in between reads an empty message and dies of it.
"""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unseen = folder / f".{name}"  # unseen: kombu looks for one dot before the queue's name
        unseen.write_text(dumps(payload))
        unseen.rename(folder / name)

    def _get(self, queue: str) -> Any:
        try:
            return super()._get(queue)
        except ValueError:  # cut off by a power failure; the sweep sends the job again
            log.warning("A message in the queue %s could not be read and was left out.", queue)
            raise Empty from None


class Transport(filesystem.Transport):
    Channel = Channel
