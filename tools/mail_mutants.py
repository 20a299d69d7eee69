"""Damage the messages of the corpus in many ways and read them: ``python -m tools.mail_mutants FOLDER [COUNT] [SEED]``.

Every mutant must give a message or a refusal in words, within its time and memory; anything else ends the run.
Outlook's own formats are left to a tenth: each costs a process.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from reportgen.edges.mail.limits import MailFault
from reportgen.edges.mail.message import is_outlook, read_mail

SLOW = 60.0  # seconds that one message may take: the worker's 20, on a busy machine
MEMORY = 512  # MiB that reading them may take, by this process or one that it starts
OWN_FORMATS = 10  # one in so many is .msg or winmail.dat
_TOKENS = (
    b'"', b";", b"=", b"\r\n\r\n", b"\n--", b"boundary=", b"=?utf-8?B?", b"?=", b"Content-Type: multipart/mixed\n",
    b"Content-Type: message/rfc822\n", b"base64", b"\x00", b"\xff\xfe", b"filename*0*=", b"%E5", b"(" * 50, b"From ", b"\xc3\x28",
)  # fmt: skip


def mutant(data: bytes, rng: random.Random) -> bytes:
    """Return *data* damaged in one to five ways."""
    kept = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(kept) + 1)
        way = rng.randrange(5)
        if way == 0:
            del kept[at : at + rng.randint(1, 400)]
        elif way == 1:
            kept[at:at] = rng.choice(_TOKENS) * rng.choice((1, 1, 1, 30))
        elif way == 2 and kept:
            for _ in range(rng.randint(1, 20)):
                kept[rng.randrange(len(kept))] = rng.randrange(256)
        elif way == 3:
            kept[at:at] = kept[at : at + rng.randint(1, 2000)] * rng.choice((1, 2, 10))
        else:
            del kept[at:]
    return bytes(kept)


def try_mutants(
    files: Sequence[Path], count: int, rng: random.Random, own_formats: int = OWN_FORMATS
) -> tuple[int, float]:
    """Read *count* mutants; return how many were refused and the longest time. Raises what a reader raises."""
    originals = [p.read_bytes() for p in files]
    own = [d for d in originals if is_outlook(d) or d.startswith(b"\x78\x9f\x3e\x22")]
    plain = [d for d in originals if d not in own]
    refused, longest = 0, 0.0
    for number in range(count):
        data = mutant(rng.choice(own if number % own_formats == 1 else plain), rng)
        start = time.monotonic()
        try:
            read_mail(data)
        except MailFault:
            refused += 1
        longest = max(longest, time.monotonic() - start)
        if longest > SLOW:
            raise TimeoutError(f"mutant {number} took {longest:.0f} s")
    return refused, longest


def main() -> None:
    folder, count, seed = Path(sys.argv[1]), int((sys.argv[2:] or ["5000"])[0]), int((sys.argv[3:] or ["1"])[0])
    files = sorted(p for p in folder.iterdir() if p.name != "MANIFEST.csv")
    refused, longest = try_mutants(files, count, random.Random(seed))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) >> 10
    print(
        f"{count} mutants read, {refused} of them refused in words, the longest in {longest:.1f} s, at most {peak} MiB."
    )
    if peak > MEMORY:
        raise SystemExit(f"more than {MEMORY} MiB")


if __name__ == "__main__":
    main()
