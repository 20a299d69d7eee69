"""7z and rar archives, opened in a process with limits: this module, run with kind, bytes and seconds.

Their libraries are extras (py7zr; rarfile with the program unar or unrar), and a crafted archive makes them
ask for gigabytes. The process reads the archive from standard input and writes each file as a line
``<length of name> <length of content>``, name and content; last ``end``, or a line with one of `_WHY`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, Any

from reportgen.edges.books.guard import size
from reportgen.edges.unpack.budget import Exceeded, Inner, Meter, shut

_WHY = {
    "locked": "设有密码",
    "damaged": "已损坏，或没有传完",
    "volume": "是分卷压缩的一部分，不全",
    "missing": "本机没有装拆开它的组件（安装 reportgen[archives]；rar 另需 unar 或 unrar 程序）",
}


def opener(kind: str) -> Callable[[bytes, Meter], Iterator[Inner]]:
    """Return the opener of archives of *kind* (7z, rar)."""
    return lambda content, meter: _members(kind, content, meter)


def _members(kind: str, content: bytes, meter: Meter) -> Iterator[Inner]:
    limits = meter.limits
    module = "reportgen.edges.unpack.child"
    command = [sys.executable, "-m", module, kind, str(limits.worker_bytes), str(limits.worker_seconds)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with tempfile.TemporaryFile() as archive:
        archive.write(content)
        archive.seek(0)
        process = subprocess.Popen(
            command, stdin=archive, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        timer = threading.Timer(limits.worker_seconds, process.kill)
        timer.start()
        assert process.stdout is not None
        try:
            yield from _told(kind, process.stdout, meter)
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            process.stdout.close()


def _told(kind: str, answers: IO[bytes], meter: Meter) -> Iterator[Inner]:
    while line := answers.readline():
        words = line.decode("ascii").split()
        if words == ["end"]:
            return
        if len(words) == 1:
            raise shut(kind, _WHY[words[0]])
        meter.member()
        meter.spend(int(words[1]))
        name = answers.read(int(words[0])).decode("utf-8", "replace")
        content = answers.read(int(words[1]))
        if len(content) < int(words[1]):
            break
        yield Inner(name, content)
    most = f"{size(meter.limits.worker_bytes)}、{meter.limits.worker_seconds} 秒"
    raise Exceeded(*shut(kind, f"拆开时耗尽内存或时间（上限 {most}）").findings)


# ---------------------------------------------------------------- in the process


def serve(kind: str, archive: bytes, answers: IO[bytes]) -> None:
    """Write the files of *archive*, or why there are none."""

    def give(name: str, content: bytes) -> None:
        told = name.encode("utf-8", "replace")
        answers.write(b"%d %d\n" % (len(told), len(content)) + told)
        answers.write(content)

    try:
        fault = _READERS[kind](archive, give)
    except ImportError:
        fault = "missing"
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken archive makes either library fail in any way
        fault = "damaged"
    answers.write(f"{fault or 'end'}\n".encode())
    answers.flush()


def _seven_zip(archive: bytes, give: Callable[[str, bytes], None]) -> str:
    import py7zr

    class Factory(py7zr.io.WriterFactory):
        """Makes a writer that gives its file on as soon as it is whole."""

        def create(self, filename: str) -> Any:
            return Writer(filename)

    class Writer(py7zr.io.Py7zIO):
        def __init__(self, name: str) -> None:
            self.name, self.pieces = name, BytesIO()

        def write(self, s: bytes | bytearray) -> int:
            return self.pieces.write(s)

        def read(self, size: int | None = None) -> bytes:
            return self.pieces.read(size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return self.pieces.seek(offset, whence)

        def flush(self) -> None:
            self.pieces.flush()

        def size(self) -> int:
            return len(self.pieces.getbuffer())

        def close(self) -> None:
            give(self.name, self.pieces.getvalue())
            self.pieces = BytesIO()

    try:
        with py7zr.SevenZipFile(BytesIO(archive)) as opened:
            if opened.needs_password():
                return "locked"
            opened.extractall(factory=Factory())
    except py7zr.exceptions.PasswordRequired:
        return "locked"
    return ""


def _rar(archive: bytes, give: Callable[[str, bytes], None]) -> str:
    import rarfile

    rarfile.TRY_ENCODINGS = ("utf8", "gb18030")
    try:
        with rarfile.RarFile(BytesIO(archive)) as opened:
            if opened.needs_password():
                return "locked"
            for info in opened.infolist():
                if info.is_file():
                    give(info.filename, opened.read(info))
    except rarfile.PasswordRequired:
        return "locked"
    except rarfile.NeedFirstVolume:
        return "volume"
    except rarfile.RarCannotExec:
        return "missing"
    return ""


_READERS: dict[str, Callable[[bytes, Callable[[str, bytes], None]], str]] = {"7z": _seven_zip, "rar": _rar}


def limit(memory: int, seconds: int) -> None:
    """Hold this process, and the programs it starts, to *memory* bytes each and *seconds* of work (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    limit(int(sys.argv[2]), int(sys.argv[3]))
    serve(sys.argv[1], sys.stdin.buffer.read(), sys.stdout.buffer)
