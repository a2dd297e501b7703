"""The folder that carries messages where there is no Redis."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from tests.services import PATIENCE


def connection(folder: Path) -> Connection:
    for name in ("messages", "control"):
        (folder / name).mkdir(exist_ok=True)
    return Connection(
        "filesystem://",
        transport="effektiv.folder:Transport",
        transport_options={
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0,
        },
    )


def test_a_message_is_whole_or_not_there(tmp_path: Path) -> None:
    """One thread writes while another reads as fast as it can: every one arrives, in full."""
    with connection(tmp_path) as sender, connection(tmp_path) as reader:
        queue = sender.SimpleQueue("work")

        def send() -> None:
            for number in range(300):
                queue.put({"number": number, "text": "å" * 5000})

        writing = threading.Thread(target=send)
        inbox = reader.SimpleQueue("work")
        writing.start()
        got = []
        for _ in range(300):
            message = inbox.get(timeout=PATIENCE)
            got.append(message.payload)
            message.ack()
        writing.join()
    assert sorted(each["number"] for each in got) == list(range(300))
    assert {each["text"] for each in got} == {"å" * 5000}
    assert list((tmp_path / "messages").iterdir()) == []


def test_a_cut_off_message_stops_nobody(tmp_path: Path) -> None:
    with connection(tmp_path) as here:
        queue = here.SimpleQueue("other")
        (tmp_path / "messages" / "1_cut.other.msg").write_text('{"body": "ab')
        queue.put("whole")
        message = queue.get(timeout=PATIENCE)
        assert message.payload == "whole"
        message.ack()
        with pytest.raises(Empty):
            queue.get_nowait()
