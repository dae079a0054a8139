"""Run by a test: fetch one table, killed by SIGKILL at the n-th time that something is to be settled on the disk.

`python killed.py FOLDER SERVER POINTS`: for each point a process of its own and a project of its own, FOLDER/<n>.
With no points, FOLDER is the project, and nobody is killed from within.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.fetch import Wants, obtain, open_desk
from pipelines.model.live import Fetch, Wds

HOST = "www150.statcan.gc.ca"


def shortly(wait_s: float) -> None:
    time.sleep(min(wait_s, 0.02))


def fetch(root: Path, server: str) -> None:
    with open_desk(root, root / "build" / "cache", mirrors=f"{HOST}={server}", sleep=shortly) as desk:
        obtain("s", Fetch(wds=Wds(product="98100170")), Wants(), desk)


def kill_at(point: int) -> None:
    """Replace what settles files by what counts, and ends this process at a count."""
    count = 0

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def one(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*arguments, **named)

        return one

    os.fsync = counted(os.fsync)
    os.replace = counted(os.replace)
    Path.replace = counted(Path.replace)  # type: ignore[method-assign]
    Path.chmod = counted(Path.chmod)  # type: ignore[method-assign]


def main() -> None:
    folder, server, points = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if points == 0:
        fetch(folder, server)
    for point in range(1, points + 1):
        root = folder / str(point)
        root.mkdir(exist_ok=True)
        if (child := os.fork()) == 0:
            kill_at(point)
            fetch(root, server)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        print("killed" if os.WIFSIGNALED(status) else "done", flush=True)


if __name__ == "__main__":
    main()
