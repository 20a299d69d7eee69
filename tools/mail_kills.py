"""Kill collect and remind at many points and let them finish: ``python -m tools.mail_kills [POINTS] [SEED]``.

Needs Dovecot. Prints how many points were tried and every one that ends otherwise than an undisturbed run.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

from tests import circle
from tests.mail.kill import trials, try_points
from tests.mail.office import introduce, office

PERIOD = "2027-04"


def main() -> None:
    points, seed = int((sys.argv[1:] or ["200"])[0]), int((sys.argv[2:] or ["1"])[0])
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, office() as running:
        base = circle.make_workspace(Path(folder) / "w")
        circle.send_back(base, PERIOD, "2027-05-03 09:00", silent=frozenset({"区税务分局"}))
        came = Path(folder) / "came"
        shutil.move(base.inputs / PERIOD, came)
        introduce(base, running)
        wrong = try_points(trials(base, came, running, PERIOD), points, random.Random(seed))
    print("\n".join(wrong))
    print(f"{points} points, {len(wrong)} ended otherwise.")


if __name__ == "__main__":
    main()
