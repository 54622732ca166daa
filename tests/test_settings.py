"""Option, environment, file, default: in this order, and nothing is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.errors import SettingsError
from translate.settings import Settings, load_settings, unknown_variables


def test_option_before_environment_before_file_before_default(tmp_path):
    file = tmp_path / "translate.toml"
    file.write_text('beam-size = 3\nrows = "sentence"\nsummary_sentences = 5\n')
    environment = {"TRANSLATE_BEAM_SIZE": "2", "TRANSLATE_ROWS": "paragraph"}
    settings = load_settings({"beam_size": 1}, environment, file)
    assert settings.beam_size == 1
    assert settings.rows == "paragraph"
    assert settings.summary_sentences == 5
    assert settings.model == "auto"


def test_the_file_beside_the_corpus_before_the_one_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "translate.toml").write_text("beam_size = 3\n")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "translate.toml").write_text("beam_size = 2\n")
    assert load_settings({"corpus": Path("news/corpus")}, {}).beam_size == 2
    assert load_settings({}, {}).beam_size == 3


def test_the_corpus_lies_where_it_is_named(tmp_path, monkeypatch):
    """By the environment, and from inside: `.` has a folder above it, too."""
    (tmp_path / "news" / "corpus").mkdir(parents=True)
    (tmp_path / "news" / "translate.toml").write_text("beam_size = 2\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings({}, {"TRANSLATE_CORPUS": "news/corpus"}).beam_size == 2
    monkeypatch.chdir(tmp_path / "news" / "corpus")
    assert load_settings({"corpus": Path()}, {}).beam_size == 2
    assert load_settings({"corpus": Path("../corpus")}, {}).beam_size == 2


def test_a_linked_corpus_has_its_neighbours_where_the_link_lies(tmp_path):
    (tmp_path / "disk" / "corpus").mkdir(parents=True)
    (tmp_path / "translate.toml").write_text("beam_size = 2\n")
    (tmp_path / "news").symlink_to(tmp_path / "disk" / "corpus")
    assert load_settings({"corpus": tmp_path / "news"}, {}).beam_size == 2


def test_models_have_a_short_variable(tmp_path):
    settings = load_settings({}, {"TRANSLATE_MODELS": str(tmp_path)})
    assert settings.models_dir == tmp_path


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("TRANSLATE_MODELDIR", "TRANSLATE_MODELS_DIR"),
        ("TRANSLATE_BEAMSIZE", "TRANSLATE_BEAM_SIZE"),
        ("TRANSLATE_MODLES", "TRANSLATE_MODELS"),
    ],
)
def test_a_variable_that_is_no_setting_is_named_with_the_nearest(name, nearest):
    """It may be another program's, so the run goes on; but it is not ignored silently."""
    environment = {name: "x", "TRANSLATE_MODELS": "m", "TRANSLATE_OUT": "o", "PATH": "p"}
    (sentence,) = unknown_variables(environment)
    assert sentence.startswith(f"{name}: ignored")
    assert sentence.endswith(f"did you mean {nearest}?")
    assert load_settings({}, environment).out == Path("o")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("beam_sise = 2", "unknown setting 'beam_sise'; did you mean 'beam_size'"),
        ('beam_size = "two"', "beam_size is a whole number, not 'two'"),
        ("glossary = 3", "glossary is a path or a list of paths, not 3"),
        ("glossary = [1]", "glossary is a path or a list of paths, not [1]"),
        ("beam_size = 2.5", "beam_size is a whole number, not 2.5"),
        ("beam_size = true", "beam_size is a whole number, not True"),
        ("beam_size = 0", "beam_size must be at least 1, not 0"),
        ('rows = "line"', "rows is one of paragraph, sentence, not 'line'"),
        ('quiet = "maybe"', "quiet is true or false, not 'maybe'"),
        ("beam_size = ", "not valid TOML"),
        ("retry_budget = -1", "retry_budget is a share of the time, 0 or more, not -1.0"),
        ("max_file_size = 0", "max_file_size must be at least 1, not 0"),
        ("limit = 0", "limit must be at least 1"),
        ("beam_size = 100000", "beam_size must be at most 64, not 100000"),
        ("out = ''", "out is empty; name a path"),
        ("model = 5", "model"),
        ("quiet = 5", "quiet"),
        ("[run]\nbeam_size = 2", "unknown setting 'run'"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path, content, message):
    file = tmp_path / "translate.toml"
    file.write_text(content)
    with pytest.raises(SettingsError) as caught:
        load_settings({}, {}, file)
    assert message in str(caught.value)


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="check --config"):
        load_settings({}, {}, tmp_path / "nothing.toml")


def test_the_fingerprint_changes_with_what_changes_the_output_only():
    before = Settings().fingerprint
    assert Settings(rows="sentence").fingerprint != before
    assert Settings(model="other").fingerprint != before
    for harmless in (
        Settings(quiet=True), Settings(workers=4), Settings(force=True), Settings(json=True),
        Settings(limit=3), Settings(corpus=Path("elsewhere")),
    ):  # fmt: skip
        assert harmless.fingerprint == before


def test_a_settings_file_of_windows(tmp_path):
    """Its editor begins files with a byte order mark."""
    file = tmp_path / "translate.toml"
    file.write_text("beam_size = 2\n", encoding="utf-8-sig")
    assert load_settings({}, {}, file).beam_size == 2
