"""Every engine keeps the promises of `Engine`; the two real ones agree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sacrebleu

from tests.conftest import ENGLISH, GERMAN
from translate import models
from translate.engines import conversion, load_engine, needs_conversion, signature
from translate.engines.conversion import converted
from translate.engines.ctranslate import CTranslateEngine
from translate.engines.marian import MarianEngine
from translate.engines.pieces import Pieces
from translate.errors import EngineError
from translate.models import Model
from translate.segmentation import split
from translate.settings import Settings

SENTENCES = [sentence.strip() for sentence in split(GERMAN)]


@pytest.fixture(scope="module", params=["echo", "ctranslate2", "marian"])
def engine(request: pytest.FixtureRequest):
    return load_engine(Settings(engine=request.param, device="cpu", workers=1))


@pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
class TestEveryEngine:
    """Length, order, empty input, and the same answer alone as among others."""

    def test_one_hypothesis_for_each_sentence_in_order(self, engine):
        answers = engine.translate([*SENTENCES, "Ja.", SENTENCES[0]])
        assert len(answers) == len(SENTENCES) + 2
        assert answers[0] == answers[-1]
        assert all(answer.text and answer.is_complete for answer in answers)

    def test_nothing_in_nothing_out(self, engine):
        assert engine.translate([]) == []
        assert engine.alternatives([]) == []

    def test_alone_as_among_others(self, engine):
        among = engine.translate(SENTENCES)
        alone = [engine.translate([sentence])[0] for sentence in SENTENCES]
        assert [a.text for a in among] == [a.text for a in alone]
        assert [a.score for a in among] == pytest.approx([a.score for a in alone], abs=1e-3)

    def test_several_threads_may_ask_at_once(self, engine):
        parts = [SENTENCES[:2], SENTENCES[2:], SENTENCES[:1]]
        with ThreadPoolExecutor(max_workers=len(parts)) as pool:
            together = list(pool.map(engine.translate, parts))
        assert [[h.text for h in some] for some in together] == [
            [h.text for h in engine.translate(part)] for part in parts
        ]

    def test_alternatives_are_several_and_differ(self, engine):
        (hypotheses,) = engine.alternatives(SENTENCES[:1])
        assert hypotheses
        assert len({hypothesis.text for hypothesis in hypotheses}) == len(hypotheses)

    def test_length_counts_pieces(self, engine):
        assert engine.length("Ja.") < engine.length(GERMAN) < engine.longest

    def test_signature_is_known_before_the_engine_is_loaded(self, engine):
        name = engine.signature.split("|engine:")[-1].split("-")[0]
        assert engine.signature == signature(Settings(engine=name.split("|")[0], device="cpu"))


@pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
class TestAgainstTheReference:
    """CTranslate2 and transformers give the same text from the same folder."""

    @pytest.mark.parametrize("model_name", ["opus_shaped", "tiny_bin"])
    @pytest.mark.parametrize("beam_size", [1, 4])
    def test_float32_gives_the_same_text(self, model_name, beam_size, request):
        model = models.require(str(request.getfixturevalue(model_name)))
        settings = Settings(model=str(model.folder), beam_size=beam_size, device="cpu", workers=1)
        fast = CTranslateEngine(model, settings, "float32").translate(SENTENCES)
        reference = MarianEngine(model, settings).translate(SENTENCES)
        # A random model wanders off into ties after a while; what it starts with is no chance.
        for ours, theirs in zip(fast, reference, strict=True):
            assert ours.text.split()[:8] == theirs.text.split()[:8]

    def test_float32_of_the_built_in_model_gives_the_same_text(self):
        """Its start vector is learnt, not zero: conversion must keep it."""
        model = models.require("starter-de-en")
        settings = Settings(beam_size=4, device="cpu", workers=1)
        fast = CTranslateEngine(model, settings, "float32").translate(SENTENCES)
        reference = MarianEngine(model, settings).translate(SENTENCES)
        assert [h.text for h in fast] == [h.text for h in reference]
        assert [h.score for h in fast] == pytest.approx([h.score for h in reference], abs=2e-2)

    def test_int8_stays_close(self):
        lines = (Path(__file__).parent / "cases" / "sentences.tsv").read_text(encoding="utf-8")
        german = [line.split("\t")[0] for line in lines.splitlines()][:24]
        settings = Settings(device="cpu", workers=1)
        model = models.require("starter-de-en")
        fast = [h.text for h in CTranslateEngine(model, settings).translate(german)]
        reference = [h.text for h in MarianEngine(model, settings).translate(german)]
        assert sacrebleu.corpus_chrf(fast, [reference]).score >= 90

    def test_pieces_are_those_of_the_reference_tokenizer(self, opus_shaped):
        from transformers import MarianTokenizer

        tokenizer = MarianTokenizer.from_pretrained(str(opus_shaped), local_files_only=True)
        ours = Pieces(opus_shaped)
        for sentence in [*SENTENCES, "Ein  Satz – mit «Zeichen» ☃ und 1.234,5 %."]:
            (pieces,) = ours.encode([sentence])
            assert tokenizer.convert_tokens_to_ids(pieces) == tokenizer(sentence).input_ids
        answer = [*tokenizer.spm_target.encode(ENGLISH, out_type=str), "</s>"]
        ids = tokenizer.convert_tokens_to_ids(answer)
        assert ours.decode(answer) == tokenizer.decode(ids, skip_special_tokens=True) == ENGLISH


class TestConversion:
    """Made once, made again when the weights change, never half made."""

    def test_same_as_ctranslate2s_own_converter(self, opus_shaped, tmp_path):
        from ctranslate2.converters import TransformersConverter

        with pytest.warns(UserWarning, match="sacremoses"):
            TransformersConverter(str(opus_shaped)).convert(str(tmp_path / "theirs"))
        conversion.convert(opus_shaped, tmp_path / "ours", "float32")
        ours, theirs = (tmp_path / name for name in ("ours", "theirs"))
        assert (ours / "model.bin").read_bytes() == (theirs / "model.bin").read_bytes()
        names = ("shared_vocabulary.json", "config.json")
        for name in names:
            assert json.loads((ours / name).read_text()) == json.loads((theirs / name).read_text())

    def test_kept_and_made_again_when_the_weights_change(self, tiny_bin, tmp_path):
        folder = shutil.copytree(tiny_bin, tmp_path / "model")
        model = Model("tiny", folder)
        target = converted(model)
        before = (target / "model.bin").stat().st_mtime_ns
        assert converted(model) == target
        assert (target / "model.bin").stat().st_mtime_ns == before
        (folder / "pytorch_model.bin").touch()
        assert converted(model) == target
        assert (target / "model.bin").stat().st_mtime_ns > before
        assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []

    def test_it_is_known_beforehand_whether_it_takes_longer(self, tiny_bin, tmp_path):
        folder = shutil.copytree(tiny_bin, tmp_path / "model")
        settings = Settings(model=str(folder), device="cpu")
        assert needs_conversion(settings)
        converted(Model("tiny", folder))
        assert not needs_conversion(settings)
        assert not needs_conversion(Settings(engine="echo"))

    def test_what_a_killed_conversion_left_is_cleared_away(self, tiny_bin, tmp_path):
        """Not that of another process, which may be at work."""
        folder = shutil.copytree(tiny_bin, tmp_path / "model")
        left, at_work = (folder / f".ctranslate2-int8-{name}" for name in ("left", "atwork"))
        left.mkdir()
        at_work.mkdir()
        os.utime(left, (0, 0))
        converted(Model("tiny", folder))
        assert at_work.exists()
        assert not left.exists()

    def test_ctrl_c_does_not_reach_the_conversion(self, tiny_bin, tmp_path, monkeypatch):
        """The terminal sends it to the whole group; the run ends after what is under way."""
        groups = []
        real = subprocess.run
        monkeypatch.setattr(
            subprocess, "run", lambda *a, **kw: groups.append(kw["process_group"]) or real(*a, **kw)
        )
        converted(Model("tiny", shutil.copytree(tiny_bin, tmp_path / "model")))
        assert groups == [0]

    def test_a_folder_that_cannot_be_written_uses_the_cache(self, tiny_bin, tmp_path, monkeypatch):
        folder = shutil.copytree(tiny_bin, tmp_path / "model")
        writable = conversion._is_writable
        monkeypatch.setattr(
            conversion, "_is_writable", lambda t: t.parent != folder and writable(t)
        )
        target = converted(Model("tiny", folder))
        assert folder not in target.parents
        assert (target / "model.bin").is_file()

    def test_weights_that_do_not_fit_are_refused(self, tiny_bin, tmp_path):
        folder = shutil.copytree(tiny_bin, tmp_path / "model")
        config = json.loads((folder / "config.json").read_text())
        config["encoder_layers"] = 5
        (folder / "config.json").write_text(json.dumps(config))
        with pytest.raises(EngineError, match="cannot be converted"):
            converted(Model("tiny", folder))
        assert not (folder / "ctranslate2-int8").exists()

    def test_a_bin_that_runs_code_is_refused(self, tiny_bin, tmp_path):
        """`weights_only`: a pickle that calls something is not loaded."""
        import torch

        folder = shutil.copytree(tiny_bin, tmp_path / "model")
        canary = tmp_path / "canary"

        class Evil:
            def __reduce__(self):
                return (Path.touch, (canary,))

        torch.save({"model.shared.weight": Evil()}, folder / "pytorch_model.bin")
        with pytest.raises(EngineError, match="cannot be converted"):
            converted(Model("tiny", folder))
        assert not canary.exists()


def test_a_summarization_model_is_no_translation_model(tmp_path):
    folder = tmp_path / "bart"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "bart"}')
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    with pytest.raises(EngineError, match="a bart model, not MarianMT"):
        load_engine(Settings(model=str(folder)))
