"""The command line keeps its contract (design: what a user can rely on)."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import select
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sacrebleu
import yaml
from rich.console import Console

from tests.conftest import ROOT
from translate.__main__ import main as begin
from translate.cli.bar import ArticleBar
from translate.corpus import Progress, run
from translate.data import Segment
from translate.segmentation import segment
from translate.settings import Settings

COUNTS = re.compile(r"(\d+) translated, (\d+) unchanged, (\d+) skipped, (\d+) failed")


def front_matter(file: Path) -> dict:
    return yaml.safe_load(file.read_text(encoding="utf-8").split("---\n")[1])


def rows(file: Path) -> list[list[str]]:
    lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line.startswith("|")]
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines[2:]]


class TestRun:
    """`translate run`, with the echo engine."""

    def test_second_run_does_nothing(self, corpus, tmp_path, translate):
        """Unchanged articles are not translated again."""
        arguments = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo")
        assert translate(*arguments).last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
        assert translate(*arguments).last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"

    def test_the_tree_is_mirrored_and_two_sources_never_share_a_file(self, tmp_path, translate):
        for name in ("a/b.txt", "a/b.html", "a/b.md", "index.txt", "c/d/e.txt"):
            file = tmp_path / "in" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            text = f"Die Stadt {name} baut eine Brücke über den Fluss. Das kostet viel Geld."
            if name.endswith("html"):
                text = (
                    f"<html><body><article><h1>Brücke</h1><p>{text * 5}</p></article></body></html>"
                )
            file.write_text(text, encoding="utf-8")
        arguments = ("run", tmp_path / "in", "--out", tmp_path / "out", "--engine", "echo")
        assert translate(*arguments).last_line.startswith("5 translated")
        out = tmp_path / "out"
        written = {str(p.relative_to(out)) for p in out.rglob("*.md")}
        expected = {
            "a/b.md",
            "a/b.html.md",
            "a/b.md.md",
            "index.txt.md",
            "c/d/e.md",
            "index.md",
            "digest.md",
        }
        assert written == expected
        assert front_matter(out / "a/b.md")["source"] == "a/b.txt"
        assert translate(*arguments).last_line == "0 translated, 5 unchanged, 0 skipped, 0 failed"

    def test_another_output_folder_inside_is_passed_over(self, corpus, tmp_path, translate):
        """What lies there is English, or a list of it."""
        translate("run", corpus, "--out", corpus / "english", "--engine", "echo")
        result = translate("run", corpus, "--out", tmp_path / "o", "--engine", "echo", "--verbose")
        assert result.last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
        assert "english: passed over (a folder that translate has written to)" in result.err

    def test_hidden_files_and_the_output_inside_are_passed_over(self, corpus, translate):
        (corpus / ".git").mkdir()
        (corpus / ".git" / "x.txt").write_text("Die Stadt baut eine Brücke.")
        (corpus / ".x.txt").write_text("Die Stadt baut eine Brücke.")
        (corpus / "notes.pdf").write_bytes(b"%PDF")
        arguments = ("run", corpus, "--out", corpus / "out", "--engine", "echo", "--verbose")
        assert translate(*arguments).last_line.startswith("2 translated")
        again = translate(*arguments)
        assert again.last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
        assert "notes.pdf: passed over" in again.err

    def test_what_is_written(self, corpus, tmp_path, translate):
        """Front matter that a YAML parser reads, the table, the German beside the English."""
        out = tmp_path / "out"
        translate("run", corpus, "--out", out, "--engine", "echo")
        values = front_matter(out / "a.md")
        assert values["title"] == "NEUE BRÜCKE IN KÖLN"
        assert values["source_title"] == "Neue Brücke in Köln"
        assert values["source"] == "a.txt"
        assert values["source_digest"].startswith("b2:")
        assert values["words"] == 32
        assert values["translator"] == "echo"
        text = (out / "a.md").read_text(encoding="utf-8")
        assert "\n# NEUE BRÜCKE IN KÖLN\n*Neue Brücke in Köln*\n" in text
        assert "\n| German | English |\n|:--|:--|\n" in text
        german = [cells[0].strip() for cells in rows(out / "a.md")]
        assert german == [
            "**Neue Brücke in Köln**",
            "Die Stadt Köln baut eine neue Brücke über den Rhein. Sie kostet 12 Millionen Euro.",
            "Der Bau beginnt am 3. Oktober. Die Bürgermeisterin freut sich auf den Tag.",
        ]
        index = (out / "index.md").read_text(encoding="utf-8")
        assert "[NEUE BRÜCKE IN KÖLN](a.md)" in index

    def test_rows_by_sentence(self, corpus, tmp_path, translate):
        arguments = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo")
        translate(*arguments, "--rows", "sentence")
        assert len(rows(tmp_path / "out" / "a.md")) == 5

    def test_json_is_one_object_a_line_and_nothing_else(self, corpus, tmp_path, translate):
        (corpus / "broken.txt").write_bytes(b"\x00\x01\x02" * 100)
        result = translate("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--json")
        events = [json.loads(line) for line in result.out.splitlines()]
        assert [e["event"] for e in events] == ["article", "article", "article", "summary"]
        assert {e["path"]: e["status"] for e in events[:3]} == {
            "a.txt": "translated", "b.txt": "translated", "broken.txt": "failed",
        }  # fmt: skip
        first = next(e for e in events if e.get("path") == "a.txt")
        assert sum(first["segments"].values()) == 5
        assert events[-1]["failed"] == 1
        assert events[-1]["exit_code"] == result.code == 1

    def test_dry_run_writes_nothing(self, corpus, tmp_path, translate):
        result = translate("run", corpus, "--out", tmp_path / "o", "--engine", "echo", "--dry-run")
        assert result.last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
        assert "nothing was written" in result.err
        assert not (tmp_path / "o").exists()

    def test_only_limit_force(self, corpus, tmp_path, translate):
        arguments = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo")
        assert translate(*arguments, "--only", "a*").last_line.startswith("1 translated, 0 unch")
        limited = translate(*arguments, "--force", "--limit", "1").last_line
        assert limited == "1 translated, 0 unchanged, 1 skipped, 0 failed"
        assert translate(*arguments, "--force").last_line.startswith("2 translated")

    def test_quiet_says_nothing_when_all_is_well(self, corpus, tmp_path, translate):
        result = translate("run", corpus, "--out", tmp_path / "o", "--engine", "echo", "-q")
        assert (result.code, result.out, result.err) == (0, "", "")

    def test_quiet_means_that_nothing_failed(self, corpus, tmp_path, translate):
        """Copies, edits, renamed and lost sources are in the report and the digest."""
        arguments = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "-q")
        for name in ("copy", "gone", "old"):
            text = (corpus / "a.txt").read_text("utf-8") + f"Das sagte {name}.\n" * (name != "copy")
            (corpus / f"{name}.txt").write_text(text, "utf-8")
        translate(*arguments)
        with (tmp_path / "out" / "a.md").open("a", encoding="utf-8") as file:
            file.write("\nMeine Notiz.\n")
        (corpus / "a.txt").write_text("Es regnet heute in Köln, und zwar den ganzen Tag.", "utf-8")
        (corpus / "gone.txt").unlink()
        (corpus / "old.txt").rename(corpus / "new.txt")
        result = translate(*arguments, "--prune")
        assert (result.code, result.out, result.err) == (0, "", "")
        assert (tmp_path / "out" / "a.new.md").is_file()
        for file in corpus.iterdir():
            file.unlink()
        assert "nothing is pruned; is it the right folder?" in translate(*arguments, "--prune").err

    def test_an_empty_option_takes_back_what_the_file_says(self, corpus, translate):
        (corpus.parent / "translate.toml").write_text('only = "b*"\nengine = "echo"\n')
        assert translate("run", corpus, "--dry-run").last_line.startswith("1 translated")
        result = translate("run", corpus, "--dry-run", "--only", "")
        assert result.last_line.startswith("2 translated")

    def test_verbose_json_names_what_is_passed_over_on_stderr(self, corpus, tmp_path, translate):
        (corpus / "notes.pdf").write_bytes(b"%PDF")
        arguments = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--json")
        assert "notes.pdf: passed over" in translate(*arguments, "--verbose").err
        assert translate(*arguments).err == ""

    def test_a_changed_sentence_costs_one_sentence(self, corpus, tmp_path, translate):
        arguments = ("run", corpus, "--out", tmp_path / "out", "--engine", "echo", "--json")
        translate(*arguments)
        file = corpus / "a.txt"
        changed = file.read_text(encoding="utf-8").replace("12 Millionen", "14 Millionen")
        file.write_text(changed, encoding="utf-8")
        event = json.loads(translate(*arguments).out.splitlines()[0])
        assert event["segments"] == {"engine": 1, "memory": 4}

    def test_the_same_settings_from_file_and_environment(
        self, corpus, tmp_path, translate, monkeypatch
    ):
        (corpus.parent / "translate.toml").write_text('engine = "echo"\nrows = "sentence"\n')
        monkeypatch.setenv("TRANSLATE_OUT", str(tmp_path / "elsewhere"))
        assert translate("run", corpus).code == 0
        assert len(rows(tmp_path / "elsewhere" / "a.md")) == 5

    def test_an_unknown_variable_is_said_once_also_when_quiet(
        self, corpus, tmp_path, translate, monkeypatch
    ):
        monkeypatch.setenv("TRANSLATE_BEAMSIZE", "2")
        result = translate("run", corpus, "--out", tmp_path / "o", "--engine", "echo", "-q")
        assert (result.code, result.out) == (0, "")
        (line,) = result.err.splitlines()
        assert "did you mean TRANSLATE_BEAM_SIZE?" in line


class TestBar:
    """What a run shows on a terminal while it goes on."""

    @pytest.fixture
    def clock(self, monkeypatch):
        """A time that stands still until it is told."""
        now = [1000.0]
        monkeypatch.setattr("translate.cli.bar.time.monotonic", lambda: now[0])
        return now

    def shown(self, bar) -> str:
        console = Console(width=100, file=io.StringIO())
        console.print(bar.bar.make_tasks_table(bar.bar.tasks))
        return console.file.getvalue()

    def test_a_narrow_terminal_gets_a_line_of_figures(self, clock, monkeypatch):
        """A second line could not be wiped away."""
        monkeypatch.setenv("COLUMNS", "40")
        bar = ArticleBar()
        bar.start(12_000)
        bar.say_phase("converting the model, once")
        assert len(self.shown(bar).strip()) < 40

    def test_it_says_what_goes_on_before_anything_is_done(self, clock):
        bar = ArticleBar()
        bar.start(40)
        assert "0/40" in self.shown(bar)
        assert "reading" in self.shown(bar)
        bar.say_phase("loading the model")
        assert re.search(r"loading the model \d+ s", self.shown(bar))
        assert "left" not in self.shown(bar)

    def test_the_first_batch_does_not_promise_the_rest_in_no_time(self, clock):
        """Ten articles come at once after 20 seconds: 60 more for the other 30, then fewer."""
        bar = ArticleBar()
        bar.start(40)
        clock[0] += 20
        for _ in range(10):
            bar.count_sentences(20)
            bar.advance()
        assert re.search(r"10/40 .* 10 sentences/s 1:00 left", self.shown(bar))
        clock[0] += 15
        assert "0:45 left" in self.shown(bar)

    def test_a_run_tells_its_phases(self, corpus, tmp_path):
        told: list[str] = []
        settings = Settings(corpus=corpus, out=tmp_path / "out", engine="echo")
        run(settings, Progress(phase=told.append))
        assert told == ["loading the model", "translating"]


class TestBadInput:
    """A clear sentence, the right exit code, and nothing lost."""

    def run(self, translate, corpus, tmp_path, *more):
        return translate("run", corpus, "--out", tmp_path / "out", "--engine", "echo", *more)

    def test_no_such_folder(self, tmp_path, translate):
        result = self.run(translate, tmp_path / "nothing", tmp_path)
        assert result.code == 2
        assert "no such folder" in result.err
        assert "Traceback" not in result.err

    def test_an_empty_path(self, corpus, translate):
        """It comes of a shell variable that is not set, and would be the working folder."""
        for arguments in (("",), (corpus, "--out", "")):
            result = translate("run", *arguments)
            assert result.code == 2
            assert "an empty path; name a folder" in result.err

    def test_a_text_that_is_none(self, translate):
        result = translate("text", "Gr\udcfc\udcdfe", "--engine", "echo")
        assert result.code == 2
        assert "not UTF-8; give it on standard input" in result.err

    def test_a_file_for_a_folder(self, corpus, tmp_path, translate):
        result = self.run(translate, corpus / "a.txt", tmp_path)
        assert (result.code, "name its folder" in result.err) == (2, True)

    def test_empty_folder(self, tmp_path, translate):
        (tmp_path / "empty").mkdir()
        result = self.run(translate, tmp_path / "empty", tmp_path)
        assert result.code == 0
        assert result.last_line == "0 translated, 0 unchanged, 0 skipped, 0 failed"
        assert "no articles in it" in result.err

    def test_nothing_that_matches(self, corpus, tmp_path, translate):
        """A folder with articles is not said to be empty because none of them is wanted."""
        result = self.run(translate, corpus, tmp_path, "--only", "none/*")
        assert (result.code, "no articles in it that match 'none/*'" in result.err) == (0, True)

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("binary.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "binary.txt"),
            ("empty.txt", b"", "empty.txt"),
            ("spaces.txt", b" \n\n \t ", "spaces.txt"),
            ("stub.html", b"<html><body><nav>Start</nav></body></html>", "stub.html"),
        ],
    )
    def test_what_is_no_article_fails_and_the_rest_goes_on(
        self, corpus, tmp_path, translate, name, content, message
    ):
        (corpus / name).write_bytes(content)
        result = self.run(translate, corpus, tmp_path)
        assert result.code == 1
        assert result.last_line == "2 translated, 0 unchanged, 0 skipped, 1 failed"
        assert message in result.err
        assert "Traceback" not in result.err

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("English", "The minister said on Monday that the talks would go on for weeks. "),
            ("French", "Le ministre a déclaré lundi que les discussions continueront encore. "),
            ("Russian", "Министр заявил в понедельник, что переговоры будут продолжены. "),
        ],
    )
    def test_other_languages_are_skipped(self, corpus, tmp_path, translate, language, text):
        (corpus / "other.txt").write_text(text * 5, encoding="utf-8")
        result = self.run(translate, corpus, tmp_path)
        assert result.code == 0
        assert result.last_line == "2 translated, 0 unchanged, 1 skipped, 0 failed"
        assert f"looks {language}" in result.err
        again = self.run(translate, corpus, tmp_path)
        assert again.last_line == "0 translated, 2 unchanged, 1 skipped, 0 failed"
        anyway = self.run(translate, corpus, tmp_path, "--any-language")
        assert anyway.last_line.startswith("3 translated")

    def test_too_large(self, corpus, tmp_path, translate, monkeypatch):
        monkeypatch.setenv("TRANSLATE_MAX_FILE_SIZE", "100")
        result = self.run(translate, corpus, tmp_path)
        assert result.code == 1
        assert "more than 100" in result.err

    @pytest.mark.skipif(os.name == "nt", reason="permissions work otherwise there")
    def test_an_output_that_cannot_be_written(self, corpus, tmp_path, translate):
        (tmp_path / "out").write_text("a file where the folder should be")
        result = self.run(translate, corpus, tmp_path)
        assert result.code == 2
        assert "Traceback" not in result.err
        assert str(tmp_path / "out") in result.err

    def test_a_sentence_of_3000_words_and_a_line_of_a_megabyte(self, tmp_path, translate):
        (tmp_path / "in").mkdir()
        words = " ".join(f"und dann kam der {n}. Zug" for n in range(600))
        (tmp_path / "in" / "long.txt").write_text(words, encoding="utf-8")
        (tmp_path / "in" / "line.txt").write_text("Es regnet in Köln. " * 50_000, encoding="utf-8")
        result = self.run(translate, tmp_path / "in", tmp_path)
        assert result.last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
        text = (tmp_path / "out" / "long.md").read_text(encoding="utf-8")
        assert "DER 599. ZUG" in text

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            (("--beam-size", "0"), "beam_size must be at least 1"),
            (("--rows", "line"), "rows is one of paragraph, sentence"),
            (("--model", "nobody/nothing"), "echo engine has no model"),
            (("--engine", "google"), "engine is one of"),
            (("--config", "nothing.toml"), "check --config"),
        ],
    )
    def test_bad_options(self, corpus, tmp_path, translate, option, message):
        result = translate("run", corpus, "--engine", "echo", "--out", tmp_path / "o", *option)
        assert (result.code, message in result.err) == (2, True)

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            (("--device", "cuda"), "--device: the echo engine has no model; drop it or --engine"),
            (("--workers", "7"), "--workers: the echo engine has no model"),
            (("--beam-size", "9"), "--beam-size: the echo engine has no model"),
            (("--verbose", "-q"), "--verbose: a quiet run names no files; drop it or --quiet"),
            (("--dry-run", "--metrics", "x.prom"), "--metrics: a dry run writes nothing; drop it"),
            (("--dry-run", "--digest", "x.md"), "--digest: a dry run writes nothing; drop it"),
        ],
    )
    def test_an_option_that_has_no_effect_is_refused(
        self, corpus, tmp_path, translate, options, says
    ):
        result = self.run(translate, corpus, tmp_path, *options)
        assert (result.code, says in result.err) == (2, True), result.err
        assert not (tmp_path / "out").exists()

    def test_a_file_for_many_runs_may_say_more_than_this_one_needs(self, corpus, translate):
        settings = 'beam_size = 2\nworkers = 1\nverbose = true\nmetrics = "x.prom"\n'
        (corpus.parent / "translate.toml").write_text(settings)
        result = translate("run", corpus, "--engine", "echo", "--quiet", "--dry-run")
        assert (result.code, result.err) == (0, "")

    @pytest.mark.parametrize(
        "option", [("--model", "no"), ("--engine", "no"), ("--beam-size", 0), ("--output", "x")]
    )
    def test_what_is_scored_as_it_is_needs_no_engine(self, tmp_path, translate, option):
        lines = tmp_path / "lines"
        lines.write_text("Ja.\n")
        files = ("--source", lines, "--reference", lines, "--hypothesis", lines)
        assert translate("eval", *files).code == 0
        result = translate("eval", *files, *option)
        assert (result.code, f"{option[0]}: with --hypothesis nothing" in result.err) == (2, True)

    def test_a_watch_needs_some_quiet(self, corpus, tmp_path, translate):
        result = translate("watch", corpus, "--out", tmp_path / "out", "--settle", "0")
        assert (result.code, "settle is at least 0.05 s for a watch" in result.err) == (2, True)

    @pytest.mark.parametrize("option", ["--digest", "--metrics"])
    def test_a_folder_for_a_file(self, corpus, tmp_path, translate, option):
        """Said before the run, not after it."""
        result = self.run(translate, corpus, tmp_path, option, tmp_path)
        assert (result.code, f"name a file in it for {option}" in result.err) == (2, True)
        assert not (tmp_path / "out").exists()

    def test_a_file_to_watch(self, corpus, translate):
        """A folder that is not there may come; a file does not become one."""
        result = translate("watch", corpus / "a.txt")
        assert (result.code, "a.txt: a file, not a folder" in result.err) == (2, True)

    def test_an_unknown_model(self, corpus, tmp_path, translate):
        result = translate("run", corpus, "--out", tmp_path / "o", "--model", "nobody/nothing")
        assert result.code == 2
        assert "translate models pull nobody/nothing" in result.err

    @pytest.mark.parametrize("command", ["run", "summarize"])
    def test_an_unknown_summarizer(self, corpus, tmp_path, translate, command):
        """A typing mistake stops the run before it begins."""
        what = (corpus, "--out", tmp_path / "o", "--engine", "echo")
        arguments = what if command == "run" else (corpus / "a.txt",)
        result = translate(command, *arguments, "--summarizer", "extractiv")
        assert (result.code, result.out) == (2, "")
        assert "did you mean 'extractive'?" in result.err
        assert not list(tmp_path.rglob("o/*.md"))

    @pytest.mark.parametrize("name", ["distilbart", "nobody/no-such-model"])
    def test_a_summary_model_that_is_not_here(self, corpus, tmp_path, translate, caplog, name):
        """Quoting takes over and says so: what is missing tonight may be pulled tomorrow."""
        arguments = ("run", corpus, "--out", tmp_path / "o", "--engine", "echo")
        result = translate(*arguments, "--summarizer", name)
        assert result.last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
        assert "not found" in caplog.text
        assert "quoted from the articles instead" in caplog.text
        summarizer = front_matter(tmp_path / "o" / "a.md")["summarizer"]
        assert f"|instead-of:{name.rsplit('/')[-1]}" in summarizer

    def test_an_unknown_key_names_the_nearest(self, corpus, translate):
        (corpus.parent / "translate.toml").write_text("beamsize = 2\n")
        result = translate("run", corpus)
        assert (result.code, "did you mean 'beam_size'" in result.err) == (2, True)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The output of the built-in model, for the tests that look at it."""
    return tmp_path_factory.mktemp("out")


class TestBuiltInModel:
    """Real translations, without the network."""

    def test_the_sample_corpus(self, out, translate, no_network):
        result = translate("run", ROOT / "corpus", "--out", out)
        assert result.code == 0, result.err
        translated, unchanged, skipped, failed = map(
            int, COUNTS.fullmatch(result.last_line).groups()
        )
        assert (translated >= 8, unchanged, skipped, failed) == (True, 0, 0, 0)
        assert "draft" in result.err
        for file in out.glob("*/*.md"):
            assert "Draft by the built-in model" in file.read_text(encoding="utf-8")

    def test_reads_like_its_references(self, out):
        """chrF against the human translation of the same articles, with a floor."""
        hypotheses, references = [], []
        by_title = {}
        for file in (ROOT / "tests" / "articles").glob("*.json"):
            labelled = json.loads(file.read_text(encoding="utf-8"))
            by_title[labelled["title_de"]] = labelled
        for file in sorted(out.rglob("*.md")):
            if file.parent == out:
                continue
            labelled = by_title.get(front_matter(file)["source_title"])
            if labelled:
                english = [" ".join(s["en"] for s in b["sentences"]) for b in labelled["blocks"]]
                references.append(" ".join(english))
                hypotheses.append(" ".join(cells[1].strip() for cells in rows(file)[1:]))
        assert len(references) >= 8
        assert sacrebleu.corpus_chrf(hypotheses, [references]).score > 45


class TestOtherCommands:
    """`text`, `summarize`, `inspect`, `status`, `models`, `doctor`, `eval`."""

    def test_text(self, translate):
        result = translate("text", "Guten Tag. Es regnet.", "--engine", "echo")
        assert (result.out, result.err) == ("GUTEN TAG. ES REGNET.\n", "")

    def test_text_a_line_in_a_line_out(self, translate, monkeypatch):
        content = "Guten Tag.\r\n\nEs  regnet.\u2028Ja.\n5".encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))
        assert translate("text", "--engine", "echo").out == "GUTEN TAG.\n\nES REGNET. JA.\n5\n"

    def test_text_answers_before_the_next_line_comes(self):
        """Another program writes a line and waits for its translation."""
        command = [sys.executable, "-m", "translate", "text", "--engine", "echo"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as process:
            for line in ("Guten Tag.\n", "Es regnet.\n"):
                process.stdin.write(line.encode())
                assert select.select([process.stdout], [], [], 60)[0]
                assert process.stdout.readline().decode() == line.upper()
            process.stdin.close()

    def test_text_asks_a_closed_standard_input_nothing(self, translate, monkeypatch):
        monkeypatch.setattr("sys.stdin", None)
        assert translate("text", "Ja.", "--engine", "echo").out == "JA.\n"
        result = translate("text", "--engine", "echo")
        assert (result.code, "standard input is closed; give a TEXT" in result.err) == (2, True)

    def test_text_that_is_not_utf8(self, translate, monkeypatch):
        stdin = io.TextIOWrapper(io.BytesIO("Müller kam.\n".encode("latin-1")), encoding="ascii")
        monkeypatch.setattr("sys.stdin", stdin)
        result = translate("text", "--engine", "echo")
        assert (result.code, result.out) == (2, "")
        assert "standard input: not UTF-8" in result.err

    def test_summarize(self, tmp_path, translate):
        file = tmp_path / "a.txt"
        paragraphs = [
            "The city of Cologne will build a bridge over the Rhine for 12 million euros.",
            "Work starts in October. The mayor said the bridge was needed.",
            "Some residents complain about noise. Others want more trees on the bank.",
            "The council votes next week. A majority is likely, the newspaper reports.",
        ]
        file.write_text("\n\n".join(paragraphs))
        result = json.loads(translate("summarize", file, "--sentences", 1, "--json").out)
        assert result["path"] == str(file)
        (sentence,) = result["sentences"]
        (number,) = sentence["paragraphs"]
        assert sentence["text"] in paragraphs[number - 1]

    def test_summarize_what_was_written(self, corpus, tmp_path, translate):
        """Of a written article the English column is read, not its table."""
        out = tmp_path / "out"
        translate("run", corpus, "--out", out)
        result = translate("summarize", out / "a.md", "--json")
        text = (out / "a.md").read_text(encoding="utf-8")
        summary = text.partition("**Summary**")[2].partition("| German")[0]
        sentences = [sentence["text"] for sentence in json.loads(result.out)["sentences"]]
        assert sentences == re.findall(r"^- (.*) \(¶", summary, re.MULTILINE)
        assert sentences

    def test_what_is_too_short_has_no_summary(self, tmp_path, translate):
        (tmp_path / "a.txt").write_text("It rains. It pours.")
        result = translate("summarize", tmp_path / "a.txt")
        assert (result.out, "too short for a summary" in result.err) == ("", True)

    def test_inspect(self, corpus, translate):
        result = json.loads(translate("inspect", corpus / "a.txt", "--json").out)
        assert result["path"] == str(corpus / "a.txt")
        assert result["encoding"] == "utf-8"
        assert [block["kind"] for block in result["blocks"]] == ["title", "paragraph", "paragraph"]
        for block in result["blocks"]:
            assert "".join(block["segments"]) == block["text"]
        assert result["furniture"] == []

    def test_inspect_looks_at_each_segment_once(self, tmp_path, translate, monkeypatch):
        """A book of many paragraphs takes as many steps, not their square."""
        (tmp_path / "a.txt").write_text("Es regnet. Ja.\n\n" * 50)
        asked = []

        class Counting(Segment):
            def __getattribute__(self, name):
                asked.append(name)
                return super().__getattribute__(name)

        def counted(article):
            return [Counting(s.text, s.block, s.trailing) for s in segment(article)]

        monkeypatch.setattr("translate.segmentation.segment", counted)
        for options in ((), ("--json",)):
            asked.clear()
            translate("inspect", tmp_path / "a.txt", *options)
            assert 90 <= asked.count("block") <= 200

    def test_inspect_for_people(self, corpus, translate):
        assert "¶2 paragraph" in translate("inspect", corpus / "a.txt").out

    def test_status(self, corpus, tmp_path, translate):
        arguments = (corpus, "--out", tmp_path / "out", "--engine", "echo")
        before = translate("status", corpus, "--out", tmp_path / "out")
        assert "2 to translate" in before.out
        assert "no run yet" in before.out
        translate("run", *arguments)
        assert not (tmp_path / "out" / ".translate" / "lock.json").exists()

    def test_models(self, translate):
        assert "* starter-de-en" in translate("models", "list").out
        assert translate("models", "where").out.strip().endswith("models/starter-de-en")
        assert translate("models", "verify").code == 0
        assert translate("models", "where", "nothing").code == 2

    def test_doctor(self, translate):
        result = translate("doctor")
        assert result.code == 0, result.out
        assert "starter-de-en" in result.out

    def test_eval(self, tmp_path, translate):
        for name, text in (("de", "Guten Tag.\nJa.\n"), ("en", "GUTEN TAG.\nJA.\n")):
            (tmp_path / name).write_text(text)
        arguments = ("eval", "--source", tmp_path / "de", "--reference", tmp_path / "en")
        result = json.loads(translate(*arguments, "--engine", "echo", "--json").out)
        scores = {s["metric"]: s["value"] for s in result["scores"]}
        assert scores["chrF2"] == 100
        output = tmp_path / "nothing" / "out.txt"
        assert f"{output}: cannot be written" in translate(*arguments, "--output", output).err
        (tmp_path / "de").write_text("Guten\u2028Tag.\nJa.\n")
        (tmp_path / "en").write_text("GUTEN\x0b\x85 TAG.\r\nJA.", newline="")
        assert json.loads(translate(*arguments, "--engine", "echo", "--json").out)["sentences"] == 2
        (tmp_path / "en").write_text("one line\n")
        assert "different numbers of lines" in translate(*arguments, "--engine", "echo").err

    def test_help_names_every_command(self, translate):
        text = translate("--help").out
        for command in ("run", "text", "summarize", "inspect", "check", "eval", "status", "models"):
            assert re.search(rf"^  {command} ", text, re.MULTILINE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_failure(corpus, tmp_path, translate):
    (corpus / "a.txt").chmod(0)
    result = translate("run", corpus, "--out", tmp_path / "out", "--engine", "echo")
    (corpus / "a.txt").chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert result.last_line == "1 translated, 0 unchanged, 0 skipped, 1 failed"
    assert "cannot be read" in result.err


def test_a_copied_corpus_gives_the_same_bytes(corpus, tmp_path, translate):
    """Nothing of this machine or this hour stands in an article."""
    other = shutil.copytree(corpus, tmp_path / "other")
    translate("run", corpus, "--out", tmp_path / "o1", "--engine", "echo")
    translate("run", other, "--out", tmp_path / "o2", "--engine", "echo")
    for name in ("a.md", "b.md"):
        assert (tmp_path / "o1" / name).read_bytes() == (tmp_path / "o2" / name).read_bytes()


class TestDigest:
    """What came in with a run, and over a week."""

    def test_the_same_story_stands_once(self, corpus, tmp_path, translate):
        text = (corpus / "a.txt").read_text(encoding="utf-8")
        (corpus / "copy.txt").write_text("Neue Rheinbrücke\n" + text.split("\n", 1)[1], "utf-8")
        out, elsewhere = tmp_path / "out", tmp_path / "mail" / "today.md"
        arguments = ("run", corpus, "--out", out, "--engine", "echo", "--digest", elsewhere)
        translate(*arguments)
        digest = (out / "digest.md").read_text(encoding="utf-8")
        assert "3 articles, 2 stories" in digest
        assert "Also in: " in digest
        assert "](../out/a.md)" in elsewhere.read_text(encoding="utf-8")
        assert "3 articles" in translate("digest", "--out", out, "--since", "1h").out
        assert "0 articles" in translate("digest", "--out", out, "--since", "2999-01-01").out
        assert translate("digest", "--out", out, "--since", "soon").code == 2


def run_apart(*arguments: object, **streams: object) -> subprocess.CompletedProcess:
    """The command line in a process of its own, for what becomes of its streams."""
    command = [sys.executable, "-m", "translate", *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, **streams)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_disk_that_is_full(corpus):
    """One sentence, also where the output waits in a buffer until the end."""
    with Path("/dev/full").open("w") as full:
        result = run_apart("inspect", corpus / "a.txt", stdout=full)
    assert result.returncode == 2
    assert result.stderr == (
        "translate: standard output or a file: No space left on device; make room and start again\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_disk_under_a_file_is_named(tmp_path, translate):
    """And what is no file stays what it is."""
    (tmp_path / "de").write_text("Ja.\n")
    files = ("--source", tmp_path / "de", "--reference", tmp_path / "de", "--engine", "echo")
    result = translate("eval", *files, "--output", "/dev/full")
    assert result.code == 2
    assert "/dev/full: cannot be written (No space left on device)" in result.err
    assert not Path("/dev/full").is_file()


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_stream_that_is_closed(tmp_path, closed):
    """What was meant for one is not written to the other."""
    program = f"exec {closed}>&-; exec {shlex.quote(sys.executable)} -m translate"
    arguments = f"run {shlex.quote(str(tmp_path / 'no'))} --engine echo"
    done = subprocess.run(
        ["sh", "-c", f"{program} {arguments}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert ("no such folder" in done.stderr) == (closed == "1")


def test_what_the_system_refuses_is_no_bug_of_ours(corpus, translate, monkeypatch):
    """Wherever it happens, it is one sentence that names the file."""
    error = PermissionError(errno.EACCES, "Permission denied", "there")

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("translate.corpus.status.status_of", refuse)
    result = translate("status", corpus)
    assert result.code == 2
    assert result.err.startswith("translate: there: Permission denied; check its permissions")
    error.errno = errno.EBADF
    with pytest.raises(OSError, match="there"):
        translate("status", corpus)


@pytest.mark.skipif(os.name == "nt", reason="pipes work otherwise there")
def test_a_reader_that_goes_away(corpus):
    """As any Unix command, and never as if all were well or articles had failed."""
    reading, writing = os.pipe()
    os.close(reading)
    result = run_apart("text", "Ja.", "--engine", "echo", stdout=writing)
    os.close(writing)
    assert (result.returncode, result.stderr) == (141, "")


def test_ctrl_c_while_the_commands_are_imported(monkeypatch):
    """A moment in which no command is there yet that could say anything."""

    class Interrupted:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "translate.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "translate.cli")
    monkeypatch.delattr("translate.cli", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupted, *sys.meta_path])
    with pytest.raises(SystemExit) as stop:
        begin()
    assert stop.value.code == 130


class TestQualityCommands:
    """`check`, `glossary`, `--fail-on`, with the built-in model's output."""

    def test_fail_on(self, corpus, tmp_path, translate, monkeypatch):
        from translate import quality
        from translate.data import Finding, Report, Severity

        doubt = Report((Finding("numbers", Severity.WARNING, "so so", 0),))
        monkeypatch.setattr(quality, "check", lambda *_: doubt)
        arguments = ("run", corpus, "--out", tmp_path / "out", "--force")
        assert translate(*arguments).code == 0
        assert translate(*arguments, "--fail-on", "error").code == 0
        assert translate(*arguments, "--fail-on", "warning").code == 1

    def test_check_pairs(self, tmp_path, translate):
        file = tmp_path / "pairs.tsv"
        file.write_text("Es kamen 11.000.\t1,000 came.\nJa.\tYes.\n", encoding="utf-8")
        lines = [
            json.loads(line)
            for line in translate("check", "--pairs", file, "--json").out.splitlines()
        ]
        assert [line["line"] for line in lines] == [1, 2]
        (finding,) = lines[0]["findings"]
        assert (finding["check"], finding["severity"]) == ("numbers", "error")
        assert set(finding) == {"check", "severity", "message"}
        assert lines[1]["findings"] == []

    def test_check_refuses_what_it_cannot_honour(self, corpus, tmp_path, translate):
        pairs = tmp_path / "pairs.tsv"
        pairs.write_bytes("Müller kam.\tMüller came.\n".encode("latin-1"))
        assert "pairs.tsv: not UTF-8" in translate("check", "--pairs", pairs).err
        assert "give one of them" in translate("check", tmp_path, "--pairs", pairs).err
        assert "with --pairs" in translate("check", tmp_path, "--strict").err
        assert "a file, not a folder" in translate("check", pairs).err
        assert "no articles in it that `translate run` wrote" in translate("check", corpus).err

    def test_what_was_written_lies_where_the_settings_say(
        self, corpus, tmp_path, translate, monkeypatch
    ):
        """`check` and `glossary suggest` read the same environment and file as `run`."""
        monkeypatch.setenv("TRANSLATE_OUT", str(tmp_path / "elsewhere"))
        translate("run", corpus, "--engine", "echo")
        assert "of 5 rows worth checking" in translate("check").err
        assert translate("glossary", "suggest").code == 0

    def test_check_asks_for_the_terms_of_a_glossary(self, tmp_path, translate):
        pairs, terms = tmp_path / "pairs.tsv", tmp_path / "terms.tsv"
        pairs.write_text("Der Bundestag tagt.\tThe Federal Diet meets.\n", encoding="utf-8")
        terms.write_text("Bundestag\tFederal Diet\n", encoding="utf-8")
        assert '"Bundestag" is missing' in translate("check", "--pairs", pairs).out
        assert translate("check", "--pairs", pairs, "--glossary", terms).out == ""
        terms.write_text("Bundestag\tBundestag\n", encoding="utf-8")
        assert "the glossary says" in translate("check", "--pairs", pairs, "--glossary", terms).out

    def test_check_what_was_written(self, corpus, tmp_path, translate):
        out = tmp_path / "out"
        translate("run", corpus, "--out", out, "--engine", "echo")
        file = out / "a.md"
        text = file.read_text(encoding="utf-8")
        ours = "DIE STADT KÖLN BAUT EINE NEUE BRÜCKE ÜBER DEN RHEIN. SIE KOSTET 12 MILLIONEN EURO."
        theirs = (
            "The city of Cologne builds a new bridge over the Rhine. It costs 15 million euros."
        )
        assert ours in text
        file.write_text(text.replace(ours, theirs), "utf-8")
        lines = [json.loads(line) for line in translate("check", out, "--json").out.splitlines()]
        doubtful = [line for line in lines if line["path"] == "a.md" and line["row"] == 2]
        assert any(f["check"] == "numbers" for f in doubtful[0]["findings"])

    def test_a_glossary_is_applied_and_named(self, tmp_path, translate):
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text("Es regnet heute in Quaxdorf.", encoding="utf-8")
        terms = tmp_path / "terms.tsv"
        terms.write_text("Quaxdorf\tQuaxville\tplace\nno tab here\n", encoding="utf-8")
        result = translate("run", tmp_path / "in", "--out", tmp_path / "out", "--glossary", terms)
        assert "line 2: there is no tab in it" in result.err
        text = (tmp_path / "out" / "a.md").read_text(encoding="utf-8")
        assert "|glossary:" in front_matter(tmp_path / "out" / "a.md")["translator"]
        assert "Quaxville" in text
        assert translate("glossary", "check", terms).code == 1
        refused = translate("run", tmp_path / "in", "--engine", "echo", "--glossary", terms)
        assert (refused.code, "drop --glossary" in refused.err) == (2, True)
        nothing = translate("glossary", "suggest", tmp_path / "out")
        assert (nothing.out, "nothing without an entry" in nothing.err) == ("", True)
