"""What was asked for: which project, which part of it, where to; and the keys that tell whether it was done before."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines import __version__
from pipelines.errors import UsageError
from pipelines.kept import digest, digest_of_files
from pipelines.model import LANGS, Lang

# What pages are made from. The communities' own files each decide only their own part.
DECLARED = ("sources.yml", "profiles")
COMMUNITIES = "communities"
# Said of editions, and no part of any figure.
CHANGES = "changes.yml"
# Said of addresses, and no part of any page that stands elsewhere.
REDIRECTS = "redirects.yml"
HANDWRITTEN = ("site/en", "site/fr", "site/overrides", "mkdocs.yml", "mkdocs.fr.yml")
EVERYTHING = (*DECLARED, *HANDWRITTEN, "site/assets", "editions")
STATE = "data/build.json"
# A folder whose data package has this name is a site of ours, and may be replaced.
PACKAGE = "data/datapackage.json"
PACKAGE_NAME = "portrait-figures"
SYNTHETIC_NAME = "portrait-figures-synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A build to be done.

    `address` is where the site will stand and `repository` where its sources do, empty where nobody
    said; `epoch` pins the date. `inputs` is a hash of what is pinned of the sources of a `live` build.
    """

    root: Path
    out: Path
    langs: tuple[Lang, ...] = LANGS
    communities: tuple[str, ...] = ()
    address: str = ""
    epoch: str = ""
    repository: str = ""
    live: bool = False
    inputs: str = ""

    @classmethod
    def of(
        cls,
        root: Path,
        out: Path | None,
        langs: tuple[Lang, ...],
        communities: tuple[str, ...],
        inputs: str | None = None,
    ) -> Order:
        """Return an order for the project in `root`, with what the environment says."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        if epoch and not epoch.isdecimal():
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; expected seconds since 1970, in digits")
        return cls(
            root=root,
            out=(out or root / "build" / "site").absolute(),
            langs=langs,
            communities=tuple(sorted(communities)),
            address=os.environ.get("PORTRAIT_SITE_URL", "").rstrip("/"),
            epoch=epoch,
            repository=os.environ.get("PORTRAIT_REPO_URL", ""),
            live=inputs is not None,
            inputs=inputs or "",
        )

    @property
    def built(self) -> str:
        """Return the date of the build, from SOURCE_DATE_EPOCH where it is set."""
        moment = datetime.fromtimestamp(int(self.epoch), UTC) if self.epoch else datetime.now(UTC)
        return moment.strftime("%Y-%m-%dT00:00:00Z")

    def made_by(self) -> str:
        """Return a hash of the program itself: its code, its libraries, its Python."""
        libraries = digest_of_files(self.root, ["requirements.txt"])
        return digest(digest_of_files(Path(__file__).parent, ["."], (".py",)), libraries, sys.version, __version__)

    def shape(self) -> str:
        """Return what of the order itself is in every page."""
        return json.dumps([self.langs, self.address, self.repository, self.live, self.inputs])

    def handwritten_key(self) -> str:
        """Return the key of what mkdocs makes."""
        what = json.dumps([self.langs, self.address, self.repository])
        return digest(self.made_by(), what, digest_of_files(self.root, HANDWRITTEN))

    def shared_key(self) -> str:
        """Return the key of what every community's figures and pages are made from."""
        every = sorted((self.root / "profiles").iterdir())
        shared = [
            path.relative_to(self.root).as_posix()
            for path in every
            if path.name not in (COMMUNITIES, CHANGES, REDIRECTS)
        ]
        names = ["sources.yml", *shared]
        return digest(self.made_by(), self.shape(), digest_of_files(self.root, names))

    def community_key(self, name: str, shared: str) -> str:
        """Return the key of one community's figures; its pages depend on the shells besides."""
        return digest(shared, digest_of_files(self.root, [f"profiles/communities/{name}.yml"]))

    def synthetic(self) -> Order:
        """Return the order for invented figures: into a folder of their own, never over a site of real ones."""
        default = self.root / "build" / "site"
        order = replace(self, out=self.root / "build" / "synthetic") if self.out == default.absolute() else self
        if is_real(order.out):
            raise UsageError(
                f"{order.out} is a site of real figures, and these are an emulator's; nothing was touched; "
                "give another --out"
            )
        return order

    @property
    def is_whole(self) -> bool:
        """Return whether every community and both languages are built."""
        return not self.communities and self.langs == LANGS

    def key(self) -> str:
        """Return the key of the whole site."""
        what = json.dumps([self.communities, self.epoch])
        return digest(self.made_by(), self.shape(), what, digest_of_files(self.root, EVERYTHING))

    def is_done(self) -> bool:
        """Return whether the published site was made from exactly this, and is whole."""
        try:
            state = json.loads((self.out / STATE).read_text(encoding="utf-8"))
            return bool(state["key"] == self.key() and state["files"] == tally(self.out))
        except (OSError, ValueError, KeyError, TypeError):
            # No site yet, or one whose state was cut short: it is built anew.
            return False


def is_ours(folder: Path) -> bool:
    """Return whether `folder` is a site that this project published."""
    return _package_name(folder) in (PACKAGE_NAME, SYNTHETIC_NAME)


def is_real(folder: Path) -> bool:
    """Return whether `folder` is a site of figures that are no emulator's."""
    return _package_name(folder) == PACKAGE_NAME


def _package_name(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_state(order: Order, folder: Path) -> None:
    """Write into `folder` what it was made from, so that the next build can see that nothing changed."""
    state = {"key": order.key(), "version": __version__, "built": order.built, "files": tally(folder)}
    (folder / STATE).write_text(json.dumps(state) + "\n", encoding="utf-8")


def tally(folder: Path) -> list[int]:
    """Return how many files a site has and how many bytes, its state file apart."""
    files = bytes_ = 0
    waiting = [str(folder)]
    # scandir brings sizes along; walking five thousand Path objects takes a second.
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.path.endswith(STATE):
                    files += 1
                    bytes_ += entry.stat(follow_symlinks=False).st_size
    return [files, bytes_]
