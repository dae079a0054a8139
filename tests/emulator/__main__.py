"""Run the emulator by hand until it is interrupted; prints how to use it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from . import Emulator
from .metadata import SYNTHETIC


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.emulator", description=SYNTHETIC)
    asked.add_argument("--size", choices=("small", "quebec"), default="small")
    asked.add_argument("--port", type=int, default=8099)
    asked.add_argument(
        "--data", type=Path, help="where the made files are kept (default: a folder for temporary files)"
    )
    asked.add_argument(
        "--make",
        nargs="*",
        metavar="PRODUCT",
        help="make the zips of these products first; of all that sources.yml fetches if none is named",
    )
    asked.add_argument("--held", type=Path, metavar="DIR", help="write the files that a person would download there")
    options = asked.parse_args()
    with Emulator(size=options.size, port=options.port, data=options.data) as emulator:
        if options.make is not None:
            prepare(emulator, options.make)
        for path in emulator.drop_held(options.held) if options.held else ():
            print(path, flush=True)
        print(
            f"{SYNTHETIC}\n{emulator.address}/ ({options.size}; made files in {emulator.store.folder})\n"
            f"PORTRAIT_MIRRORS={emulator.mirrors}",
            flush=True,
        )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("stopped")


def prepare(emulator: Emulator, products: list[str]) -> None:
    """Make zips before they are asked for, saying how long each took."""
    for product in products or emulator.store.fetched():
        start = time.perf_counter()
        path = emulator.store.zip_of(product)
        print(f"{product}: {path.stat().st_size / 1e6:.1f} MB in {time.perf_counter() - start:.1f} s", flush=True)


if __name__ == "__main__":
    main()
