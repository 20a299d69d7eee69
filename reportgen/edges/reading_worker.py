"""The process that reads received files and marks copies of them: ``python -m reportgen.edges.reading_worker``.

Untrusted files are opened, understood and checked here, within limits of memory and time, so that what a
file does to its reader is a finding about that file. Standard input brings pickled requests (from the
process that started this one); each job is answered by a length and that many bytes.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import struct
import sys
from itertools import count
from typing import BinaryIO

from reportgen.edges import reading_cache
from reportgen.edges.reading_job import Copy, Job, Task, copied, read

LENGTH = struct.Struct("<q")
OUT_OF_MEMORY = -1
"""Sent instead of a length."""
_FILES_A_LOOK = 20
"""Files read between two looks for garbage: reference counts take nearly all of it."""
_GRACE = 5  # seconds after which a process whose parent is gone ends itself


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every job until there are no more; a `Task` says how the jobs after it are read."""
    task: Task | None = None
    for number in count(1):
        try:
            request = pickle.load(requests)
        except EOFError:
            return
        if isinstance(request, Task):
            task = request
            gc.freeze()  # the plan stays
            _limit_memory(task.limits.worker_bytes)
            continue
        assert task is not None
        _answer(answers, task, request)
        if number % _FILES_A_LOOK == 0:
            gc.collect()


def _answer(answers: BinaryIO, task: Task, job: Job | Copy) -> None:
    faulthandler.dump_traceback_later(task.limits.reading_seconds + _GRACE, exit=True, file=sys.stderr)
    try:
        body = reading_cache.pack(read(task, job)) if isinstance(job, Job) else copied(task, job)
    except MemoryError:
        answers.write(LENGTH.pack(OUT_OF_MEMORY))
    else:
        if isinstance(job, Job):
            reading_cache.store(job.entry, body)
        answers.write(LENGTH.pack(len(body)))
        answers.write(body)
    finally:
        faulthandler.cancel_dump_traceback_later()
    answers.flush()


def _limit_memory(most: int) -> None:
    """Hold this process to *most* bytes of address space, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    """Serve standard input; whatever else is printed must not mix with the answers."""
    gc.disable()  # a file makes many objects and no cycles worth looking for; what is left goes after each file
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program in front; it ends this one
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answers.write(LENGTH.pack(0))  # ready
    answers.flush()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
