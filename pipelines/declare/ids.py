"""What an id looks like: it becomes an address, a file's name and a part of figures' ids."""

from __future__ import annotations

import re

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# Members of a breakdown may begin with a digit, as ages do.
MEMBER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EXPECTED_ID = "lower-case letters, digits and hyphens, such as latin-american"
