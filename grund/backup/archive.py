"""The archive: a zip that is written as a stream, with a manifest that holds every checksum.

The manifest comes last, so an archive without one was cut off. No Django.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from grund.errors import PortalError

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
# What Python raises for a zip that is damaged.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
)


class BackupFailed(PortalError):
    """The archive could not be written; nothing stands under its name."""


class Damaged(PortalError):
    """The archive is not whole; nothing has been changed."""


class Writer:
    """Writes members one after the other, and keeps count of what they hold."""

    def __init__(self, out: IO[bytes]) -> None:
        # Speed matters more than size: most files are compressed already.
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=2)
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, parts: Iterable[bytes], *, compress: bool = True) -> None:
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        # How long a member gets is known when it is written: all may be longer than 4 GB.
        with self._zip.open(info, "w", force_zip64=True) as member:
            for part in parts:
                member.write(part)
                digest.update(part)
                size += len(part)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}

    def finish(self, manifest: dict[str, Any]) -> None:
        whole = {"format": FORMAT, **manifest, "members": self.members}
        self._zip.writestr(MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))

    def close(self) -> None:
        self._zip.close()


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write beside the file and give it its name at the end: under it is a whole archive or none.

    Raises:
        BackupFailed: something stands there already, or the disk refuses.
    """
    if path.exists():
        raise BackupFailed(f"{path} finns redan, och inget skrivs över. Välj ett annat namn.")
    partial = ""
    try:
        # Readable by nobody else, from its first byte.
        number, partial = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
        with os.fdopen(number, "wb") as out:
            with closing(Writer(out)) as writer:
                yield writer
            out.flush()
            os.fsync(out.fileno())
        os.rename(partial, path)
        partial = ""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupFailed(f"{path} gick inte att skriva: {reason}. Ingen fil är sparad.") from None
    finally:
        if partial:
            os.unlink(partial)


class Archive:
    """An archive that is being read. `check` it whole before anything is built upon it.

    Raises:
        Damaged: with a sentence; so does every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise Damaged(f"{path} finns inte.") from None
        except PermissionError:
            raise Damaged(f"{path} får inte läsas av den här användaren.") from None
        except _BROKEN:
            raise self._damaged("den är tom, avkortad eller ingen säkerhetskopia") from None
        try:
            self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
            number = self.manifest["format"]
        except _BROKEN:
            raise self._damaged("dess innehållsförteckning går inte att läsa") from None
        if number != FORMAT:
            raise Damaged(
                f"{path} är av format {number}, men den här portalen läser format {FORMAT}. "
                f"Kopian är gjord med version {self.manifest.get('portal')} av portalen."
            )

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def check(self) -> None:
        """Read everything and compare it with the checksums."""
        expected: dict[str, dict[str, Any]] = self.manifest["members"]
        if sorted(self._zip.namelist()) != sorted([*expected, MANIFEST]):
            raise self._damaged("det finns för många eller för få delar i den")
        for name, told in expected.items():
            digest, size = hashlib.sha256(), 0
            for part in self.parts(name):
                digest.update(part)
                size += len(part)
            if (size, digest.hexdigest()) != (told["size"], told["sha256"]):
                raise self._damaged(f"{name} stämmer inte med sin kontrollsumma")

    def names(self, folder: str) -> list[str]:
        """The members of a folder, without its name. None of them leads out of it."""
        found = [n.removeprefix(folder + "/") for n in self.manifest["members"] if _in(n, folder)]
        for name in found:
            if ".." in Path(name).parts or Path(name).is_absolute():
                raise self._damaged(f"{name} pekar ut ur sin mapp")
        return found

    def parts(self, name: str) -> Iterator[bytes]:
        with self._reading(name), self._zip.open(name) as member:
            while part := member.read(_CHUNK):
                yield part

    def lines(self, name: str) -> Iterator[bytes]:
        with self._reading(name), self._zip.open(name) as member:
            yield from member

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except _BROKEN:
            raise self._damaged(f"{name} går inte att läsa") from None

    def _damaged(self, why: str) -> Damaged:
        return Damaged(
            f"{self.path} är skadad: {why}. Inget är ändrat. Ta en annan säkerhetskopia."
        )


def _in(name: str, folder: str) -> bool:
    return name.startswith(folder + "/")
