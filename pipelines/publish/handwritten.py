"""The hand-written Markdown of a language → its pages by mkdocs-material, one process a language, side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import DeclarationError, PortraitError, Problem
from pipelines.model import Lang

CONFIGURATION: dict[Lang, str] = {"en": "mkdocs.yml", "fr": "mkdocs.fr.yml"}


def start_handwritten(
    root: Path, folder: Path, langs: Sequence[Lang], address: str
) -> dict[Lang, subprocess.Popen[str]]:
    """Start one mkdocs a language, which writes to `folder/<lang>`; `address` is the site's, or empty."""
    return {lang: _started(root, folder / lang, lang, address) for lang in langs}


def _started(root: Path, folder: Path, lang: Lang, address: str) -> subprocess.Popen[str]:
    # mkdocs-material prints a notice about its future on every build; decisions/0001 says what we do about it.
    environment = os.environ | {
        "NO_MKDOCS_2_WARNING": "1",
        f"PORTRAIT_SITE_URL_{lang.upper()}": f"{address}/{lang}/" if address else "",
    }
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-f",
        str(root / CONFIGURATION[lang]),
        "-d",
        str(folder),
    ]
    return subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def finish_handwritten(running: dict[Lang, subprocess.Popen[str]]) -> None:
    """Wait for every mkdocs; raises DeclarationError with the warnings of all that failed."""
    problems = []
    for lang, process in running.items():
        printed, _ = process.communicate()
        if process.returncode:
            found = [line for line in printed.splitlines() if line.startswith(("WARNING", "ERROR", "Error", "Aborted"))]
            problems += [
                Problem(CONFIGURATION[lang], 1, f"mkdocs: {line}") for line in found or [printed.strip()[-400:]]
            ]
    if problems:
        raise DeclarationError(problems)


def build_handwritten(root: Path, folder: Path, langs: Sequence[Lang], address: str) -> None:
    """Build the hand-written pages of every language into `folder/<lang>`."""
    running = start_handwritten(root, folder, langs, address)
    try:
        finish_handwritten(running)
    finally:
        for process in running.values():
            process.kill()
    for lang in langs:
        if not (folder / lang / "index.html").is_file():
            raise PortraitError(f"mkdocs wrote no {lang}/index.html; site/{lang}/index.md is the home page")
