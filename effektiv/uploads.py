"""How a file that is too large for memory waits while it comes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class OnDisk(TemporaryFileUploadHandler):
    """Takes away at once what it has of a file that the disk does not take."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._or_nothing():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        with self._or_nothing():  # the last of it is written now
            return super().file_complete(file_size)

    @contextmanager
    def _or_nothing(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            with suppress(OSError):
                self.file.close()  # which deletes it
            raise
