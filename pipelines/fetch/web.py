"""An address → what a publisher's server answers: asked under our own name, politely, and again where that may help."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import certifi
import requests
from urllib3.exceptions import NewConnectionError

from pipelines.errors import SourceError, UsageError
from pipelines.fetch.faults import HumanNeeded, NotServed, Passing, told

T = TypeVar("T")
# Statistics Canada allows 25 requests a second and asks for fewer; we ask one at a time and at most this often.
PER_SECOND = 5.0
# Seconds before each further try, each made up to a quarter longer by chance so that machines do not come in step.
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
JITTER = 0.25
# A server that asks for a longer pause than this is not waited for.
LONGEST_PAUSE_S = 600.0
# A transfer that gains bytes each time is begun again this often at most.
TRIES = 40
CONNECT_S = 10.0
READ_S = 60.0
SYNTHETIC = "X-Portrait-Synthetic"
# A whole answer is held in memory; the largest that is asked for in one piece (the list of tables) has 5 MB.
LARGEST_ANSWER = 512 * 2**20
OK = 200
TOO_MANY_REQUESTS = 429
SERVER_FAULT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request: `address` as its publisher gives it, `held` where a person may put the file if the host wants one.

    `allows` are the statuses that the reader of the response knows what to do with.
    """

    address: str
    method: str = "GET"
    accept: str = "*/*"
    lang: str = "en"
    body: Any = None
    read_s: float = READ_S
    waits: tuple[float, ...] = WAITS
    allows: frozenset[int] = frozenset({OK})
    new_connection: bool = False
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer, and whether it says of itself that it is synthetic."""

    data: bytes
    synthetic: bool


class Web:
    """The one session of a run. Waiting, the clock and chance come in, so that nobody need wait for a test."""

    def __init__(
        self,
        *,
        contact: str = "",
        mirrors: str = "",
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.mirrors = parsed_mirrors(mirrors)
        self._sleep, self._clock, self._chance = sleep, clock, chance
        self._last: dict[str, float] = {}
        # Hosts that could not be reached at all: with no network, waiting for each of them once is enough.
        self._out_of_reach: dict[str, SourceError] = {}
        self._session = requests.Session()
        self._session.verify = certifi.where()
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": user_agent(contact), "Accept-Encoding": "gzip, deflate"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session.close()

    def asked(self, address: str) -> str:
        """Return the address that is really asked: the mirror's in place of the host's, where one is set."""
        parts = urlsplit(address)
        base = self.mirrors.get(parts.hostname or "")
        if base is None:
            return address
        return base + parts.path + (f"?{parts.query}" if parts.query else "")

    def ask(
        self, ask: Ask, read: Callable[[requests.Response], T], headers: Callable[[], Mapping[str, str]] = dict
    ) -> T:
        """Return what `read` makes of the response; what may pass is tried again, what will not is an error at once.

        `headers` are those of one try: where a broken transfer is taken up depends on how far the last one came.
        """
        host = urlsplit(self.asked(ask.address)).netloc
        if host in self._out_of_reach:
            raise self._out_of_reach[host]
        fruitless, unreached = 0, 0
        for tried in range(1, TRIES + 1):
            try:
                with self._send(ask, headers()) as response:
                    self._judge(ask, response)
                    return read(response)
            except Passing as fault:
                passing = fault
            except requests.exceptions.ConnectTimeout as error:
                unreached += 1
                passing = Passing(f"ConnectTimeout: {_line(str(error))}")
            except requests.exceptions.SSLError as error:
                raise self._untrusted(ask, error) from error
            except (
                requests.exceptions.ConnectionError,
                requests.exceptions.Timeout,
                requests.exceptions.ChunkedEncodingError,
            ) as error:
                unreached += isinstance(_cause(error), NewConnectionError)
                passing = Passing(f"{type(error).__name__}: {_line(str(error))}")
            except requests.exceptions.RequestException as error:
                raise SourceError(
                    told("the request cannot be made", where=self.asked(ask.address), found=_line(str(error)))
                ) from error
            fruitless = 1 if passing.gained else fruitless + 1
            if fruitless > len(ask.waits) or passing.wait_s > LONGEST_PAUSE_S:
                failure = self._given_up(ask, passing, tried)
                if unreached == tried:
                    self._out_of_reach[host] = failure
                raise failure
            self._pause(ask.waits[fruitless - 1], passing.wait_s)
        raise self._given_up(ask, passing, TRIES)

    def whole(self, ask: Ask) -> Answer:
        """Return the body of the answer in one piece; HTML is never what was asked for."""

        def read(response: requests.Response) -> Answer:
            data = bytearray()
            for chunk in response.iter_content(2**20):
                data += chunk
                if len(data) > LARGEST_ANSWER:
                    raise SourceError(told("the answer has no end", where=ask.address, found=f"over {len(data)} bytes"))
            _whole_length(response, len(data))
            if response.status_code == OK:
                refuse_html(bytes(data[:1024]), ask, self.asked(ask.address))
            return Answer(data=bytes(data), synthetic=is_synthetic(response))

        return self.ask(ask, read)

    def json(self, ask: Ask) -> tuple[Any, bool]:
        """Return the parsed JSON of the answer and whether it is synthetic."""
        answer = self.whole(ask)
        try:
            return json.loads(answer.data), answer.synthetic
        except ValueError as error:
            raise SourceError(
                told(
                    "the answer is not JSON",
                    where=self.asked(ask.address),
                    found=repr(answer.data[:120]),
                    expected="JSON, as the service documents it",
                    done="nothing of it was kept",
                    do="ask again later; if it stays so, the service has changed",
                )
            ) from error

    def _send(self, ask: Ask, more: Mapping[str, str]) -> requests.Response:
        address = self.asked(ask.address)
        self._pace(urlsplit(address).netloc)
        # Without a language of ours a library may send `*`, which the Census Profile answers with a fault.
        headers = {"Accept": ask.accept, "Accept-Language": ask.lang, **more}
        if ask.new_connection:
            headers["Connection"] = "close"
        return self._session.request(
            ask.method,
            address,
            headers=headers,
            json=ask.body,
            stream=True,
            timeout=(CONNECT_S, ask.read_s),
        )

    def _judge(self, ask: Ask, response: requests.Response) -> None:
        """Let through what the reader asked for; sort everything else into passing, for people, and final."""
        where = self.asked(ask.address)
        if where.startswith("https:") and response.url.startswith("http:"):
            raise SourceError(
                told("the server leads to an address without encryption", where=where, found=response.url)
            )
        if response.status_code in ask.allows:
            return
        text = _beginning(response)
        found = f"status {response.status_code}: {_line(text)}"
        if is_challenge(response, text):
            raise human_needed(ask, where, f"status {response.status_code} with a page that asks for a person")
        if "languageTag" in text:
            raise SourceError(
                told(
                    "the service did not understand the language asked for",
                    where=where,
                    found=found,
                    expected=f"an answer to Accept-Language: {ask.lang}",
                    do="look for a proxy on the way that rewrites Accept-Language, and go around it",
                )
            )
        if response.status_code == TOO_MANY_REQUESTS or response.status_code >= SERVER_FAULT:
            raise Passing(found, wait_s=_retry_after(response.headers.get("Retry-After", "")))
        raise NotServed(
            told(
                "the server does not give this",
                where=where,
                found=found,
                done="it was not asked again, and nothing was kept",
                do="look whether the address is still the one that the publisher names",
            ),
            response.status_code,
        )

    def _pace(self, host: str) -> None:
        """Wait until this host may be asked again."""
        due = self._last.get(host, -1e9) + 1 / PER_SECOND
        now = self._clock()
        if now < due:
            self._sleep(due - now)
        self._last[host] = max(now, due)

    def _pause(self, wait_s: float, asked_s: float) -> None:
        """Wait before the next try, which is made over a new connection."""
        self._session.close()
        self._sleep(max(wait_s * (1 + JITTER * self._chance()), asked_s))

    def _given_up(self, ask: Ask, passing: Passing, tried: int) -> SourceError:
        return SourceError(
            told(
                "the server could not be brought to answer",
                where=self.asked(ask.address),
                found=str(passing),
                done=f"it was asked {tried} times with growing pauses; what was fetched before stays as it was",
                do="run the same command again later; what is already here is not fetched again",
            )
        )

    def _untrusted(self, ask: Ask, error: Exception) -> SourceError:
        return SourceError(
            told(
                "the server's certificate cannot be trusted",
                where=self.asked(ask.address),
                found=_line(str(error)),
                expected="a chain that ends in certifi's list",
                done="nothing was sent or kept",
                do="behind a proxy with its own certificate set REQUESTS_CA_BUNDLE; verification is never switched off",
            )
        )


def user_agent(contact: str) -> str:
    """Return who we are; `contact` is an address at which the publisher can reach whoever runs this."""
    if not contact.isprintable():
        raise UsageError(f"PORTRAIT_CONTACT is {contact!r}; expected an e-mail address on one line")
    return f"Portrait/{version('portrait')}" + (f" (+{contact})" if contact else "")


def parsed_mirrors(text: str) -> dict[str, str]:
    """Return host → base address from `host=base,…`."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        host, mark, base = part.partition("=")
        if not mark or not host or host in found or not base.startswith(("http://", "https://")):
            raise UsageError(
                f"PORTRAIT_MIRRORS holds {part!r}; expected host=http(s)://address, each host once, separated by commas"
            )
        found[host.lower()] = base.rstrip("/")
    return found


def is_synthetic(response: requests.Response) -> bool:
    """Return whether the response says of itself that no publisher ever said this."""
    return SYNTHETIC in response.headers


def is_challenge(response: requests.Response, text: str) -> bool:
    """Return whether this is the page with which a content network asks for a person."""
    challenged = response.headers.get("cf-mitigated", "").lower() == "challenge"
    return challenged or (response.status_code in (403, 503) and "just a moment" in text.lower())


def refuse_html(beginning: bytes, ask: Ask, where: str) -> None:
    """Raise where a page came in place of data: with status 200, that is a challenge or a notice, never the file."""
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise human_needed(ask, where, f"an HTML page in place of data: {_line(beginning.decode('utf-8', 'replace'))}")


def human_needed(ask: Ask, where: str, found: str) -> HumanNeeded:
    """Return the error that says what a person is to do where a host lets no program in."""
    by_hand = f"open {ask.address} in a browser, save the file, and put it at {ask.held}; then run the command again"
    elsewhere = (
        "no file can stand in for this answer; run it from another network, or name a mirror in PORTRAIT_MIRRORS"
    )
    return HumanNeeded(
        told(
            f"{urlsplit(where).netloc} asks for a human",
            where=where,
            found=found,
            done="it was not asked again, nothing of it was kept, and the other sources go on",
            do=by_hand if ask.held else elsewhere,
        )
    )


def _whole_length(response: requests.Response, got: int) -> None:
    expected = response.headers.get("Content-Length", "")
    if expected.isdecimal() and "Content-Encoding" not in response.headers and int(expected) != got:
        raise Passing(f"{got} bytes of {expected}")


def _retry_after(text: str) -> float:
    """Return the seconds that the server asks us to wait; it may name a moment instead."""
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _beginning(response: requests.Response) -> str:
    """Return the first bytes of a body as text; that it breaks off does not matter in a message."""
    try:
        return next(response.iter_content(8192), b"").decode("utf-8", "replace")
    except requests.exceptions.RequestException:
        return ""


def _line(text: str) -> str:
    """Return text on one line, short enough for a message."""
    return " ".join(text.split())[:200]


def _cause(error: requests.exceptions.RequestException) -> object:
    """Return why a connection could not be made, as urllib3 says it under its own retries."""
    inner = error.args[0] if error.args else None
    return getattr(inner, "reason", inner)
