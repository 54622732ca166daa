"""Timers: what is asked for, what is written, and that a run comes of it."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from translate import schedule
from translate.errors import SettingsError
from translate.schedule import cron, launchd, systemd, windows

ARTICLE = "Regen in Bonn\n\nAm Samstag regnet es im Norden. Am Sonntag scheint die Sonne.\n"
NASTY = """my corpus 100% $HOME "b" 'c' ; d"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a fake `crontab` and a fake `systemctl`, which write down what they are told."""
    programs = tmp_path / "programs"
    programs.mkdir()
    _program(
        programs / "crontab",
        f"""
        t={tmp_path}/crontab
        case "$1" in
            -l) cat "$t" 2>/dev/null || {{ echo "no crontab for anna" >&2; exit 1; }} ;;
            -r) rm "$t" ;;
            -) cat > "$t" ;;
        esac
        """,
    )
    _program(programs / "systemctl", f'echo "$@" >> {tmp_path}/systemctl.log')
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _planned(corpus: Path, when: schedule.When, *extra: str) -> schedule.Schedule:
    return schedule.schedule_for(corpus, corpus.parent / "out", when, extra)


class TestWhen:
    """Intervals and times of day, as people write them."""

    @pytest.mark.parametrize(
        ("text", "minutes"),
        [("1m", 1), ("15m", 15), ("90min", 90), (" 2 h ", 120), ("1d", 1440), ("31d", 44640)],
    )
    def test_an_interval_is_read(self, text: str, minutes: int) -> None:
        assert schedule.every(text).minutes == minutes

    @pytest.mark.parametrize(
        "text",
        ["", "15", "m", "0m", "-5m", "1.5h", "10s", "2 weeks", "32d", "9999999m", "1h30m", "٣m x"],
    )
    def test_nonsense_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(SettingsError, match=r"15m, 2h or 1d|between 1m and 31d"):
            schedule.every(text)

    @pytest.mark.parametrize("text", ["6:30", "06:30"])
    def test_a_time_of_day_is_read(self, text: str) -> None:
        assert schedule.at(text).text == "at 06:30"

    @pytest.mark.parametrize("text", ["", "6", "24:00", "06:60", "6.30", "06:30:00", "half six"])
    def test_a_time_that_no_clock_shows_is_refused(self, text: str) -> None:
        with pytest.raises(SettingsError, match="06:30"):
            schedule.at(text)


class TestSystemd:
    @pytest.mark.parametrize("user", [True, False])
    @pytest.mark.parametrize("when", ["every 15m", "every 2h", "every 45m", "every 1d", "at 02:30"])
    def test_systemd_finds_nothing_to_complain_about(
        self, scratch: Path, when: str, user: bool
    ) -> None:
        """`systemd-analyze verify` is silent; without it, the sections and keys are as they are."""
        planned = _planned(scratch / NASTY, _when(when))
        files = systemd.definitions(planned, user=user)
        for name, content in files.items():
            (scratch / name).write_text(content)
            assert not [line for line in content.splitlines() if not _is_unit_line(line)]
        if shutil.which("systemd-analyze"):
            command = ["systemd-analyze", *(["--user"] if user else []), "verify", *files]
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
            assert (done.returncode, _about(files, done.stderr)) == (0, [])

    def test_a_command_is_quoted_so_that_it_arrives(self, scratch: Path) -> None:
        planned = _planned(scratch / NASTY, schedule.every("1h"), "--only", "a b/*\\*")
        service = systemd.definitions(planned, user=True)[f"{planned.name}.service"]
        assert _command_of(service) == list(planned.command)
        assert f"WorkingDirectory={str(scratch).replace('%', '%%')}\n" in service

    def test_a_night_slept_through_is_made_up_for(self, scratch: Path) -> None:
        planned = _planned(scratch / "corpus", schedule.at("6:30"))
        timer = systemd.definitions(planned, user=True)[f"{planned.name}.timer"]
        assert "OnCalendar=*-*-* 06:30:00\n" in timer
        assert "Persistent=true\n" in timer

    def test_another_run_at_work_is_no_failure(self, scratch: Path) -> None:
        planned = _planned(scratch / "corpus", schedule.every("1m"))
        service = systemd.definitions(planned, user=True)[f"{planned.name}.service"]
        assert re.search(r"^SuccessExitStatus=.*\b75\b", service, re.MULTILINE)

    def test_what_systemd_refuses_is_said(self, scratch: Path, translate) -> None:
        _program(scratch / "programs" / "systemctl", "echo 'no bus here' >&2; exit 1")
        result = translate("schedule", "install", "--every", "1h", "--with", "systemd", "--user")
        assert result.code == 2
        assert "no bus here" in result.err
        assert not list(scratch.glob("config/systemd/user/*"))


def _when(text: str) -> schedule.When:
    kind, _, value = text.partition(" ")
    return schedule.every(value) if kind == "every" else schedule.at(value)


def _is_unit_line(line: str) -> bool:
    return not line or line.startswith("#") or bool(re.match(r"\[[\w-]+\]$|[A-Z]\w+=.+", line))


def _about(files: dict[str, str], said: str) -> list[str]:
    """What was said about our files: a machine's own units may have faults of their own."""
    return [line for line in said.splitlines() if any(name in line for name in files)]


def _command_of(service: str) -> list[str]:
    """Read `ExecStart` as systemd does: quotes, backslashes, `%%`, and `$$` in arguments."""
    line = re.search(r"^ExecStart=(.*)$", service, re.MULTILINE)[1]
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', line)]
    assert "%" not in "".join(words).replace("%%", ""), "a specifier that systemd would replace"
    program, *arguments = [word.replace("%%", "%") for word in words]
    return [program, *(word.replace("$$", "$") for word in arguments)]


class TestCron:
    @pytest.mark.parametrize(
        ("when", "fields"),
        [
            ("every 1m", "* * * * *"),
            ("every 15m", "*/15 * * * *"),
            ("every 60m", "0 * * * *"),
            ("every 6h", "0 */6 * * *"),
            ("every 1d", "0 0 * * *"),
            ("at 06:30", "30 6 * * *"),
        ],
    )
    def test_cron_counts_what_divides_an_hour_or_a_day(
        self, scratch: Path, when: str, fields: str
    ) -> None:
        lines = cron.definition(_planned(scratch / "corpus", _when(when))).splitlines()
        assert lines[1].startswith(f"{fields} cd ")

    @pytest.mark.parametrize(
        ("text", "near"), [("7m", "6m"), ("45m", "30m"), ("5h", "4h"), ("2d", "24h")]
    )
    def test_what_it_cannot_count_is_refused_with_the_nearest(self, text: str, near: str) -> None:
        with pytest.raises(SettingsError, match=f"nearest is --every {near}"):
            cron.definition(_planned(Path("corpus"), schedule.every(text)))

    def test_other_lines_are_left_alone_byte_for_byte(self, scratch: Path) -> None:
        before = "MAILTO=anna\n# translate-ffffffffffff is not ours\n\n5 4 * * * echo 100\\% # x"
        (scratch / "crontab").write_text(before)
        first = _planned(scratch / "corpus", schedule.every("15m"))
        second = _planned(scratch / "other", schedule.every("15m"))
        for planned in (first, second, first):
            cron.install(planned)
        assert [known.corpus for known in cron.installed()] == [second.corpus, first.corpus]
        cron.remove(first)
        assert [known.corpus for known in cron.installed()] == [second.corpus]
        cron.remove(second)
        assert (scratch / "crontab").read_text() == before + "\n"

    def test_a_crontab_in_another_encoding_comes_through(self, scratch: Path, translate) -> None:
        """Latin-1, the line ends of Windows, and what only Python takes for the end of a line."""
        before = "# Größe\r\n5 4 * * * echo \x0b\x85\n".encode("latin-1")
        (scratch / "crontab").write_bytes(before)
        planned = _planned(scratch / "cor\u2028pus", schedule.every("15m"))
        cron.install(planned)
        cron.install(planned)
        assert translate("schedule", "show").code == 0
        assert (scratch / "crontab").read_bytes().startswith(before)
        cron.remove(planned)
        assert (scratch / "crontab").read_bytes() == before

    def test_the_crontab_is_gone_again_if_nothing_else_was_in_it(self, scratch: Path) -> None:
        planned = _planned(scratch / "corpus", schedule.every("15m"))
        cron.install(planned)
        cron.remove(planned)
        assert not (scratch / "crontab").exists()

    def test_a_crontab_that_cannot_be_read_is_not_overwritten(self, scratch: Path) -> None:
        (scratch / "crontab").write_text("5 4 * * * backup\n")
        _program(scratch / "programs" / "crontab", "echo 'you are not allowed' >&2; exit 1")
        with pytest.raises(SettingsError, match="not allowed"):
            cron.install(_planned(scratch / "corpus", schedule.every("15m")))


class TestPrinted:
    def test_launchd_reads_the_property_list(self, scratch: Path) -> None:
        planned = _planned(scratch / NASTY, schedule.at("6:30"))
        content = plistlib.loads(launchd.definition(planned).encode())
        assert content["ProgramArguments"] == list(planned.command)
        assert content["StartCalendarInterval"] == {"Hour": 6, "Minute": 30}
        every = launchd.definition(_planned(scratch / "corpus", schedule.every("15m")))
        assert plistlib.loads(every.encode())["StartInterval"] == 900

    @pytest.mark.parametrize(("when", "holds"), [("at 06:30", "T06:30:00"), ("every 2h", "PT120M")])
    def test_the_windows_task_is_xml(self, scratch: Path, when: str, holds: str) -> None:
        text = windows.definition(_planned(scratch / "a & b <c>", _when(when)))
        task = ElementTree.fromstring(text)  # noqa: S314 - our own
        assert holds in text
        space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
        assert task.find(f"{space}Actions/{space}Exec/{space}Command").text.endswith("translate")
        assert "a & b <c>" in task.find(f"{space}Actions/{space}Exec/{space}Arguments").text

    @pytest.mark.parametrize("back_end", ["systemd", "cron", "launchd", "windows"])
    def test_print_installs_nothing(self, scratch: Path, translate, back_end: str) -> None:
        result = translate(
            "schedule", "install", "--every", "15m", "--with", back_end, "--user", "--print"
        )
        assert result.code == 0
        assert str(scratch / "corpus") in result.out
        assert sorted(path.name for path in scratch.iterdir()) == ["programs"]

    @pytest.mark.parametrize("back_end", ["launchd", "windows"])
    def test_what_we_cannot_install_is_said_with_the_command(
        self, scratch: Path, translate, back_end: str
    ) -> None:
        result = translate("schedule", "install", "--every", "15m", "--with", back_end)
        assert result.code == 2
        assert f"--with {back_end} --print" in result.err


class TestInstall:
    """`translate schedule install | show | remove`, end to end."""

    def test_cron_starts_a_run_that_finds_a_new_file(self, scratch: Path, translate) -> None:
        corpus = scratch / NASTY
        corpus.mkdir()
        (corpus / "a.txt").write_text(ARTICLE)
        install = ("schedule", "install", corpus, "--out", scratch / "o", "--every", "15m")
        result = translate(*install, "--with", "cron", "--", "--engine", "echo")
        assert result.code == 0, result.err
        job = (scratch / "crontab").read_text().splitlines()[-1]
        assert "1 translated, 0 unchanged" in _cron(job, scratch)
        assert "AM SAMSTAG REGNET" in (scratch / "o" / "a.md").read_text()
        (corpus / "b.txt").write_text(ARTICLE.replace("Bonn", "Köln"))
        assert "1 translated, 1 unchanged" in _cron(job, scratch)
        assert (scratch / "o" / "b.md").is_file()
        # One line when all is well with nothing new.
        assert _cron(job, scratch) == "0 translated, 2 unchanged, 0 skipped, 0 failed\n"

    def test_quiet_means_no_mail_unless_something_fails(self, scratch: Path, translate) -> None:
        corpus = scratch / "corpus"
        corpus.mkdir()
        (corpus / "a.txt").write_text(ARTICLE)
        install = ("schedule", "install", "--every", "15m", "--with", "cron", "--quiet")
        assert translate(*install, "--", "--engine", "echo").code == 0
        job = (scratch / "crontab").read_text().splitlines()[-1]
        assert _cron(job, scratch) == ""
        from translate.writing import locked

        with locked(scratch / "out" / ".translate"):
            assert _cron(job, scratch) == ""
        (corpus / "b.txt").write_bytes(b"\x00\x01" * 50)
        mail = _cron(job, scratch, code=1)
        assert "b.txt" in mail
        assert mail.count("\n") == 1

    def test_systemd_starts_a_run_that_finds_a_new_file(self, scratch: Path, translate) -> None:
        corpus = scratch / NASTY
        corpus.mkdir()
        (corpus / "a.txt").write_text(ARTICLE)
        install = ("schedule", "install", corpus, "--every", "15m", "--with", "systemd", "--user")
        assert translate(*install, "--", "--engine", "echo").code == 0
        (service,) = (scratch / "config/systemd/user").glob("translate-*.service")
        timer = service.with_suffix(".timer")
        assert f"enable {timer.name}" in (scratch / "systemctl.log").read_text()
        done = subprocess.run(
            _command_of(service.read_text()),
            cwd=scratch,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "1 translated, 0 unchanged, 0 skipped, 0 failed\n"
        assert "AM SAMSTAG REGNET" in (scratch / "out" / "a.md").read_text()
        assert translate("schedule", "remove", corpus).code == 0
        assert not timer.exists()
        assert not service.exists()

    def test_asked_twice_there_is_one(self, scratch: Path, translate) -> None:
        (scratch / "corpus").mkdir()
        install = ("schedule", "install", "--with", "cron")
        assert "(new)" in translate(*install, "--every", "15m").out
        assert "(installed already, unchanged)" in translate(*install, "--every", "15m").out
        assert "(replaced every 15m)" in translate(*install, "--at", "6:30").out
        shown = translate("schedule", "show").out
        assert shown.count("translate-") == 1
        assert "at 06:30, by cron" in shown

    def test_it_moves_from_cron_to_systemd(self, scratch: Path, translate) -> None:
        (scratch / "corpus").mkdir()
        install = ("schedule", "install", "--every", "15m")
        translate(*install, "--with", "cron")
        translate(*install, "--with", "systemd", "--user")
        assert not (scratch / "crontab").exists()
        assert "by systemd" in translate("schedule", "show").out

    def test_only_ours_is_removed(self, scratch: Path, translate) -> None:
        units = scratch / "config/systemd/user"
        units.mkdir(parents=True)
        (units / "translate-mine.service").write_text("[Service]\nExecStart=/bin/true\n")
        translate("schedule", "install", "--every", "15m", "--with", "systemd", "--user")
        assert translate("schedule", "remove").out.startswith("removed translate-")
        assert translate("schedule", "remove").err == "corpus: no schedule\n"
        assert [path.name for path in units.iterdir()] == ["translate-mine.service"]

    def test_what_is_mute_keeps_nothing_else_from_being_removed(
        self, scratch: Path, translate
    ) -> None:
        corpus = scratch / "corpus"
        cron.install(_planned(corpus, schedule.every("15m")))
        systemd.install(_planned(corpus, schedule.every("15m")), user=True)
        _program(scratch / "programs" / "systemctl", "echo 'no bus here' >&2; exit 1")
        result = translate("schedule", "remove", corpus)
        assert result.code == 2
        assert re.findall(r"^removed .* by (.*)\)$", result.out, re.MULTILINE) == [
            "systemd, of this user", "cron",
        ]  # fmt: skip
        assert "no bus here; where it runs, it forgets the timer with" in result.err
        assert "--with" not in result.err
        assert not (scratch / "crontab").exists()
        assert not list((scratch / "config/systemd/user").iterdir())

    def test_a_crontab_that_may_not_be_read_keeps_nothing_from_being_removed(
        self, scratch: Path, translate
    ) -> None:
        systemd.install(_planned(scratch / "corpus", schedule.every("15m")), user=True)
        _program(scratch / "programs" / "crontab", "echo 'you are not allowed' >&2; exit 1")
        result = translate("schedule", "remove", scratch / "corpus")
        assert (result.code, result.out.count("removed")) == (2, 1)
        assert "not allowed" in result.err

    def test_a_corpus_that_is_not_there_yet_is_said(self, scratch: Path, translate) -> None:
        result = translate("schedule", "install", "--every", "15m", "--with", "cron")
        assert result.code == 0
        assert "is not there yet" in result.err

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            ((), "either --every"),
            (("--every", "15m", "--at", "6:30"), "either --every"),
            (("--every", "nonsense"), "not an interval"),
            (("--every", "15m", "--with", "upstart"), "--with is one of"),
            (("--every", "15m", "--with", "cron", "--machine"), "only systemd"),
            (("--every", "15m", "--", "--beam-size", "0"), "beam_size must be at least 1"),
            (("--every", "15m", "--", "--engine", "moses"), "engine is one of"),
            (("--every", "15m", "--", "--nonsense"), "--nonsense"),
            (("--every", "15m", "--", "--force"), "--force: cannot be given"),
            (("--every", "15m", "--", "--only", "a\nb"), "line break"),
        ],
    )
    def test_what_would_fail_at_night_is_refused_now(
        self, scratch: Path, translate, options: tuple[str, ...], says: str
    ) -> None:
        result = translate("schedule", "install", *options)
        assert result.code == 2
        assert says in result.err

    def test_a_system_with_neither_is_told_what_to_do(
        self, scratch: Path, translate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(systemd, "is_here", lambda: False)
        monkeypatch.setattr(cron, "is_here", lambda: False)
        monkeypatch.setattr(sys, "platform", "linux")
        result = translate("schedule", "install", "--every", "15m")
        assert result.code == 2
        assert "translate watch" in result.err


def _cron(job: str, home: Path, code: int = 0) -> str:
    """Start a job as cron does: five fields, `%` unescaped, `sh`, a bare environment; its mail."""
    fields = re.sub(r"(?<!\\)%.*", "", job)  # cron ends the command at the first bare %
    command = fields.split(" ", 5)[5].replace("\\%", "%")
    bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "anna"}
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=home,
        env={**bare, **kept},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout
