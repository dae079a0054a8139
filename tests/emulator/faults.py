"""What may go wrong with a service, switched on for some of its answers: which answers, what, how often."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """A fault; the options that it takes are in brackets."""

    STATUS = "status"  # [statuses=[503, 200], every=2] a status instead of the answer; 200 lets the answer pass
    RESET = "reset"  # [after=bytes] the connection is reset in the middle of the body
    STALL = "stall"  # [after=bytes, seconds=…] the body stops for a while
    NO_RANGE = "no-range"  # Range and conditional headers are ignored
    TRUNCATED = "truncated"  # [after=bytes] the file ends early, and its length says so
    CLOUDFLARE_403 = "cloudflare-403"
    CLOUDFLARE_200 = "cloudflare-200"
    LOCKED = "locked"  # 409, as between midnight and 8:30 in the morning
    WRONG_CRC = "wrong-crc"
    EVIL_MEMBER = "evil-member"  # a zip with a member called ../evil.csv
    BOMB = "bomb"  # [size=bytes, 10 GB] a zip whose member is nothing but zeros
    FAILED = "failed"  # JSON of WDS: an envelope (in a batch: one element, [element=0]) has failed
    CODE_4 = "code-4"  # JSON of WDS: SUCCESS with responseStatusCode 4
    LINK_404 = "link-404"  # JSON of WDS: SUCCESS whose link leads nowhere
    SHUFFLED = "shuffled"  # JSON of WDS: a batch in another order than asked
    RENAMED_COLUMN = "renamed-column"
    MISSING_COLUMN = "missing-column"
    ADDED_COLUMN = "added-column"
    REORDERED_COLUMNS = "reordered-columns"
    UNKNOWN_SYMBOL = "unknown-symbol"
    FRENCH = "french"  # semicolons, decimal commas and French headers where English was asked for
    NO_BOM = "no-bom"
    RENAMED_MEMBER = "renamed-member"  # in the zip and in its metadata
    RESHUFFLED_MEMBER = "reshuffled-member"  # the same labels under other ids, in the zip and in its metadata
    NEW_RELEASE = "new-release"  # other bytes, a newer releaseTime
    NOT_SUCCESS = "not-success"  # JSON of CKAN: success is false
    NO_RECORDS = "no-records"  # SDMX: 404 NoRecordsFound
    LONG_ADDRESS = "long-address"  # SDMX: 414


# Faults that change a table before it is written, and faults that change the bytes of its zip afterwards.
OF_TABLES = (Fault.RENAMED_MEMBER, Fault.RESHUFFLED_MEMBER, Fault.NEW_RELEASE)
OF_ZIPS = (
    Fault.RENAMED_COLUMN,
    Fault.MISSING_COLUMN,
    Fault.ADDED_COLUMN,
    Fault.REORDERED_COLUMNS,
    Fault.UNKNOWN_SYMBOL,
    Fault.FRENCH,
    Fault.NO_BOM,
    Fault.WRONG_CRC,
    Fault.EVIL_MEMBER,
    Fault.BOMB,
)


@dataclass(slots=True)
class Rule:
    """One fault that is on: `where` is a part of the address or a regular expression, `times` how often it strikes."""

    where: str
    fault: Fault
    times: int | None = None
    options: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    struck: int = 0

    def applies(self, address: str) -> bool:
        return self.where in address or re.search(self.where, address) is not None


class Faults:
    """The faults that are on; safe to change while requests are being answered."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, where: str, fault: Fault | str, times: int | None = None, **options: Any) -> Rule:
        """Switch a fault on for the answers whose address has `where` in it; for ever, or `times` times."""
        rule = Rule(where=where, fault=Fault(fault), times=times, options=options)
        with self._lock:
            self._rules.append(rule)
        return rule

    def statuses(self, where: str, statuses: list[int], every: int = 1) -> Rule:
        """Answer with these statuses, one a request and then as usual; with `every=2`, only every second request."""
        return self.add(where, Fault.STATUS, statuses=statuses, every=every)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def take(self, address: str, *kinds: Fault) -> Rule | None:
        """Return the first rule of these kinds that strikes now, counting it."""
        with self._lock:
            for rule in self._rules:
                if rule.fault in kinds and rule.applies(address) and (rule.times is None or rule.struck < rule.times):
                    rule.struck += 1
                    return rule
        return None

    def on(self, address: str, *kinds: Fault) -> list[Rule]:
        """Return the rules of these kinds that are on for an address, without counting."""
        with self._lock:
            return [rule for rule in self._rules if rule.fault in kinds and rule.applies(address)]

    def status(self, address: str) -> int:
        """Return the status that is to be answered instead, 200 where the answer may pass.

        `every=2` strikes the first of every two requests; without it each status is used once.
        """
        with self._lock:
            for rule in self._rules:
                if rule.fault is not Fault.STATUS or not rule.applies(address):
                    continue
                statuses = rule.options.get("statuses", [503])
                every = int(rule.options.get("every", 1))
                turn, rule.seen = rule.seen, rule.seen + 1
                if every > 1:
                    if turn % every == 0 and (rule.times is None or rule.struck < rule.times):
                        rule.struck += 1
                        return int(statuses[0])
                elif turn < len(statuses):
                    return int(statuses[turn])
        return 200

    def as_json(self) -> list[dict[str, Any]]:
        with self._lock:
            return [
                {"where": r.where, "fault": r.fault.value, "times": r.times, "struck": r.struck, **r.options}
                for r in self._rules
            ]
