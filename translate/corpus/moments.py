"""The moment that a person means: `7d`, `6m`, a date, a time with an offset."""

from __future__ import annotations

import datetime
import re

from translate.errors import SettingsError

_AGE = re.compile(r"(\d+)\s*(h|hours?|d|days?|w|weeks?|m|months?|y|years?)")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}


def moment(text: str, now: datetime.datetime, option: str) -> str:
    """
    The moment of an age or a date, in UTC, as the state writes moments; `option` is for messages.

        >>> moment("2d", datetime.datetime(2026, 3, 10, 6, tzinfo=datetime.UTC), "--since")
        '2026-03-08T06:00:00+00:00'
        >>> moment("2026-03-10T06:00+02:00", datetime.datetime.now(datetime.UTC), "--since")
        '2026-03-10T04:00:00+00:00'

    A date without an offset is in UTC. Raises `SettingsError` for anything else.
    """
    try:
        if age := _AGE.fullmatch(text.strip()):
            start = now - datetime.timedelta(hours=int(age[1]) * _HOURS[age[2][0]])
        else:
            start = datetime.datetime.fromisoformat(text.strip())
            start = start.replace(tzinfo=start.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except OverflowError as error:
        raise SettingsError(f"{option} {text!r}: before all dates; name a later one") from error
    except ValueError as error:
        raise SettingsError(
            f"{option} {text!r}: neither an age nor a date; "
            f"write it like 12h, 7d, 2w, 90d, 6m, 1y or 2026-01-31"
        ) from error
    return start.isoformat(timespec="seconds")
