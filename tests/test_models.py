"""Models are found, checked, fetched and removed; what is broken is named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from translate import models
from translate.engines import load_engine
from translate.errors import EngineError
from translate.models import Model
from translate.settings import Settings

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class TestFind:
    """By name, short name, folder; in the order of the places."""

    def test_built_in_model_is_the_default(self):
        assert models.translation_model().is_built_in

    def test_the_full_model_is_taken_where_it_is(self, opus_shaped):
        root = opus_shaped.parent.parent
        assert models.translation_model("auto", root).name == models.FULL_MODEL
        assert models.find("opus-mt-de-en", root).folder == opus_shaped

    @pytest.mark.parametrize("layout", ["Helsinki-NLP--opus-mt-de-en", "opus-mt-de-en"])
    def test_other_layouts_of_its_folder(self, opus_shaped, tmp_path, layout):
        shutil.copytree(opus_shaped, tmp_path / layout)
        assert models.translation_model("auto", tmp_path).folder == tmp_path / layout

    def test_in_the_hub_cache(self, opus_shaped, tmp_path, monkeypatch):
        repository = tmp_path / "hub" / "models--Helsinki-NLP--opus-mt-de-en"
        shutil.copytree(opus_shaped, repository / "snapshots" / COMMIT)
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text(COMMIT)
        monkeypatch.setenv("HF_HOME", str(tmp_path))
        model = models.translation_model()
        assert (model.name, model.revision) == (models.FULL_MODEL, COMMIT[:12])
        with pytest.raises(EngineError, match="not ours to remove"):
            models.remove(model)

    def test_by_its_folder(self, tiny_bin):
        assert models.require(str(tiny_bin)).folder == tiny_bin

    def test_by_a_folder_of_a_bare_name(self, tiny_bin, tmp_path, monkeypatch):
        """After the models that are called so."""
        monkeypatch.chdir(tmp_path)
        for name in ("tiny", models.BUILT_IN_MODEL):
            shutil.copytree(tiny_bin, tmp_path / name)
        assert models.require("tiny").folder == Path("tiny")
        assert models.require(models.BUILT_IN_MODEL).folder != Path(models.BUILT_IN_MODEL)

    def test_what_is_not_here_is_said_with_the_way_to_get_it(self):
        with pytest.raises(EngineError, match="translate models pull nobody/nothing"):
            models.require("nobody/nothing")

    @pytest.mark.parametrize("name", ["/no/such/folder", "./nothing"])
    def test_a_folder_that_is_not_there(self, name):
        """Nobody can pull a path."""
        with pytest.raises(EngineError, match="no such folder") as caught:
            models.require(name)
        assert "pull" not in str(caught.value)

    def test_a_folder_without_a_model(self, tmp_path):
        with pytest.raises(EngineError, match="is it the folder of a model"):
            models.require(str(tmp_path))


class TestComplete:
    """A missing or truncated file is named before anything is loaded."""

    @pytest.mark.parametrize("name", ["source.spm", "target.spm", "vocab.json"])
    def test_missing_file(self, opus_shaped, tmp_path, name):
        folder = shutil.copytree(opus_shaped, tmp_path / "model")
        (folder / name).unlink()
        with pytest.raises(EngineError, match=name):
            load_engine(Settings(model=str(folder)))

    def test_missing_weights(self, opus_shaped, tmp_path):
        folder = shutil.copytree(opus_shaped, tmp_path / "model")
        (folder / "model.safetensors").unlink()
        with pytest.raises(EngineError, match="no weights"):
            load_engine(Settings(model=str(folder)))

    def test_truncated_weights(self, opus_shaped, tmp_path):
        folder = shutil.copytree(opus_shaped, tmp_path / "model")
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1000])
        with pytest.raises(EngineError, match=r"model.safetensors: .* bytes instead of"):
            load_engine(Settings(model=str(folder)))

    def test_broken_config(self, opus_shaped, tmp_path):
        folder = shutil.copytree(opus_shaped, tmp_path / "model")
        (folder / "config.json").write_text("{")
        with pytest.raises(EngineError, match=r"config.json: cannot be read"):
            load_engine(Settings(model=str(folder)))

    def test_other_size_than_in_the_manifest(self, tiny_bin, tmp_path):
        model = Model("tiny", shutil.copytree(tiny_bin, tmp_path / "model"))
        models.write_manifest(model, revision=COMMIT, licence="mit")
        (model.folder / "vocab.json").write_text("{}")
        with pytest.raises(EngineError, match=r"vocab.json: 2 bytes instead of"):
            models.check_complete(model)

    def test_same_size_other_bytes_is_seen_by_verify(self, tiny_bin, tmp_path):
        model = Model("tiny", shutil.copytree(tiny_bin, tmp_path / "model"))
        models.write_manifest(model, revision=COMMIT, licence="mit")
        assert models.verify(model) == []
        weights = model.weights
        content = bytearray(weights.read_bytes())
        content[-1] ^= 1
        weights.write_bytes(content)
        assert "SHA-256" in models.verify(model)[0]


class Hub(BaseHTTPRequestHandler):
    """As much of the Hub as `pull` asks of it, for the files of one folder."""

    folder: Path
    asked: list[str]

    def do_HEAD(self):
        self._answer(with_body=False)

    def do_GET(self):
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        if path.startswith("/api/models/Helsinki-NLP/opus-mt-de-en"):
            if "/tree/" in path:
                tree = [
                    {
                        "type": "file",
                        "path": file.name,
                        "size": file.stat().st_size,
                        "oid": "0" * 40,
                    }
                    for file in sorted(self.folder.iterdir())
                ]
                self._send(json.dumps(tree).encode(), with_body=with_body)
                return
            names = [{"rfilename": file.name} for file in sorted(self.folder.iterdir())]
            content = {"id": "Helsinki-NLP/opus-mt-de-en", "sha": COMMIT, "siblings": names,
                       "cardData": {"license": "cc-by-4.0"}}  # fmt: skip
            self._send(json.dumps(content).encode(), with_body=with_body)
            return
        name = path.rsplit("/", 1)[-1]
        if "/resolve/" not in path or not (self.folder / name).is_file():
            self.send_error(404)
            return
        if with_body:
            self.asked.append(name)
        self._send((self.folder / name).read_bytes(), with_body=with_body)

    def _send(self, content: bytes, *, with_body: bool) -> None:
        start = 0
        if given := self.headers.get("Range"):
            start = int(given.removeprefix("bytes=").split("-")[0])
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", '"' + hashlib.sha1(content).hexdigest() + '"')  # noqa: S324
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if with_body:
            self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(opus_shaped, tmp_path, monkeypatch):
    """A server on this machine that serves a tiny model, and files that nobody needs."""
    folder = shutil.copytree(
        opus_shaped,
        tmp_path / "served",
        ignore=lambda *_: ["ctranslate2-int8", "ctranslate2-float32"],
    )
    for name in ("tf_model.h5", "rust_model.ot", "flax_model.msgpack", "pytorch_model.bin"):
        (folder / name).write_bytes(b"not needed")
    asked: list[str] = []
    handler = type("Served", (Hub,), {"folder": folder, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


class TestPull:
    """Only the files that are needed, with a manifest; a second pull fetches nothing."""

    def test_pull_and_run(self, hub, tmp_path):
        endpoint, asked = hub
        model = models.pull("opus-mt-de-en", tmp_path / "here", endpoint=endpoint)
        names = {path.name for path in model.folder.iterdir()}
        assert {"config.json", "source.spm", "vocab.json", "model.safetensors"} <= names
        assert not {"tf_model.h5", "rust_model.ot", "pytorch_model.bin", ".cache"} & names
        assert model.manifest["revision"] == COMMIT
        assert model.manifest["licence"] == "cc-by-4.0"
        assert models.verify(model) == []
        settings = Settings(models_dir=tmp_path / "here")
        assert load_engine(settings).signature.startswith("opus-mt-de-en@0123456789ab|")
        assert sorted(set(asked)) == sorted(asked)

    def test_unknown_name(self, hub, tmp_path):
        with pytest.raises(EngineError, match="nobody/nothing: could not be fetched"):
            models.pull("nobody/nothing", tmp_path, endpoint=hub[0])

    def test_no_name_of_a_model(self, hub, tmp_path):
        with pytest.raises(EngineError, match="use OWNER/NAME"):
            models.pull("a b/c/d", tmp_path, endpoint=hub[0])

    def test_no_network(self, tmp_path, monkeypatch):
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        with pytest.raises(EngineError, match="could not be fetched"):
            models.pull("opus-mt-de-en", tmp_path, endpoint="http://127.0.0.1:9")


def test_remove_deletes_what_was_pulled_only(tiny_bin, tmp_path):
    model = models.require(str(shutil.copytree(tiny_bin, tmp_path / "tiny")))
    models.write_manifest(model, revision=COMMIT, licence="unknown")
    models.remove(model)
    assert not model.folder.exists()
    with pytest.raises(EngineError, match="the built-in model"):
        models.remove(models.require("starter-de-en"))


def test_remove_leaves_other_files(tiny_bin, tmp_path):
    """Somebody keeps notes beside the weights."""
    model = models.require(str(shutil.copytree(tiny_bin, tmp_path / "tiny")))
    models.write_manifest(model, revision=COMMIT, licence="unknown")
    (model.folder / "notes").mkdir()
    (model.folder / "notes" / "thesis.txt").write_text("all my work")
    models.remove(model)
    assert [path.name for path in model.folder.iterdir()] == ["notes"]


@pytest.mark.parametrize("name", ["somebodys", "linked"])
def test_remove_leaves_what_was_not_pulled(name, tiny_bin, tmp_path):
    """Other programs have a `config.json` and weights too; a link leads to somebody's folder."""
    folder = shutil.copytree(tiny_bin, tmp_path / "somebodys")
    if name == "linked":
        models.write_manifest(models.require(str(folder)), revision=COMMIT, licence="unknown")
        (tmp_path / "linked").symlink_to(folder)
    with pytest.raises(EngineError, match="delete it by hand"):
        models.remove(models.require(str(tmp_path / name)))
    assert (folder / "pytorch_model.bin").exists()


@pytest.mark.parametrize("manifest", [{"files": ["a"]}, {"files": {"a": {}}}, {"files": 3}])
def test_a_manifest_that_pull_has_not_written(manifest, tiny_bin, tmp_path):
    folder = shutil.copytree(tiny_bin, tmp_path / "tiny")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    problems = models.verify(models.require(str(folder)))
    assert len(problems) == 1
    assert "not a manifest that pull has written" in problems[0]


def test_the_weights_are_read_once_for_their_digest(tiny_bin, tmp_path):
    """Changed weights are another revision."""
    model = models.require(str(shutil.copytree(tiny_bin, tmp_path / "tiny")))
    before = model.revision
    assert model.revision == before
    with model.weights.open("ab") as file:
        file.write(b"more")
    assert model.revision != before


class TestCommands:
    """`translate models …`, as a person uses it."""

    def test_remove_what_is_not_here(self, translate):
        result = translate("models", "remove", "nothere")
        assert result.code == 2
        assert "no model 'nothere' is here" in result.err
        assert models.BUILT_IN_MODEL in result.err
        assert "pull" not in result.err

    def test_list_goes_on_where_a_model_is_broken(self, tmp_path, translate):
        (tmp_path / "models" / "torn").mkdir(parents=True)
        (tmp_path / "models" / "torn" / "config.json").write_text("{}")
        result = translate("models", "list", "--models-dir", tmp_path / "models")
        assert result.code == 0
        assert re.search(r"^  torn  BROKEN  see: translate models verify torn", result.out)
        assert f"* {models.BUILT_IN_MODEL}" in result.out

    def test_the_folder_named_in_the_environment(self, opus_shaped, translate, monkeypatch):
        """As for `translate run`."""
        root = opus_shaped.parent.parent
        monkeypatch.setenv("TRANSLATE_MODELS", str(root))
        assert f"* {models.FULL_MODEL}" in translate("models", "list").out
        assert translate("models", "where").out.strip() == str(opus_shaped.resolve())

    def test_a_folder_of_models_that_is_not_there_is_said(self, tmp_path, translate):
        result = translate("models", "list", "--models-dir", tmp_path / "modles")
        assert (result.code, "modles: no such folder" in result.err) == (0, True)
