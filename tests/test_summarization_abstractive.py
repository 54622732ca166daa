"""Abstractive summaries: tiny models of both families, long texts, and what is not true."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from translate.data import (
    BlockKind,
    Finding,
    Origin,
    Report,
    Segment,
    Severity,
    Summary,
    SummarySentence,
    Translation,
)
from translate.models import Model
from translate.settings import Settings
from translate.summarization import EnglishSentence, EnglishText
from translate.summarization.abstractive import Abstractive
from translate.summarization.checking import carried_doubts, check_summary
from translate.summarization.generation import (
    CTranslateGenerator,
    Draft,
    Pieces,
    TransformersGenerator,
)
from translate.summarization.length import LARGEST_SHARE
from translate.summarization.loading import load_summarizer, signature

PARAGRAPH = (
    "The Bundestag passed a law on Thursday. The minister spoke in Berlin. "
    "The weather will stay cool and rainy over the weekend, the spokesman said."
)
ENGLISH = [PARAGRAPH] * 30

TEXT = EnglishText(
    "Talks resume in Geneva",
    tuple(
        EnglishSentence(sentence, block)
        for block, sentence in enumerate(
            [
                "The talks between Kyiv and Moscow resumed in Geneva on Tuesday after 7 months.",
                "On the table is the exchange of 320 prisoners between the two countries.",
                "A zone of 40 kilometers around a power plant is also under negotiation there.",
                "Swiss mediator Beat Lüscher does not expect quick results from the new round.",
                "The next round of the talks is planned for October 3 in Ankara in Turkey.",
                "Diplomats from several countries walk up and down the stairs of the old hotel.",
            ],
            start=1,
        )
    ),
)


def save_bart(folder: Path, *, tokenizer: str) -> Model:
    """A random BART in the layout of distilbart-cnn: as tokenizer.json, or vocab and merges."""
    import torch
    from tokenizers import ByteLevelBPETokenizer
    from transformers import BartConfig, BartForConditionalGeneration

    folder.mkdir(parents=True)
    pieces = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pieces.train_from_iterator(ENGLISH, 330, special_tokens=special, show_progress=False)
    pieces.save_model(str(folder))
    if tokenizer == "tokenizer.json":
        pieces.save(str(folder / tokenizer))
    config = BartConfig(
        vocab_size=pieces.get_vocab_size(), d_model=32, encoder_layers=2, decoder_layers=2,
        encoder_ffn_dim=64, decoder_ffn_dim=64, encoder_attention_heads=4,
        decoder_attention_heads=4, max_position_embeddings=128, init_std=0.3, bos_token_id=0,
        pad_token_id=1, eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0,
        forced_eos_token_id=2,
    )  # fmt: skip
    torch.manual_seed(1)
    BartForConditionalGeneration(config).save_pretrained(folder)
    names = {"tokenizer_class": "BartTokenizer", "bos_token": "<s>", "eos_token": "</s>"}
    content = {**names, "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(content), encoding="utf-8")
    return Model(folder.name, folder)


def save_t5(folder: Path) -> Model:
    """A random T5: relative positions, a prefix that names the task, no piece at the beginning."""
    import torch
    from tokenizers import SentencePieceUnigramTokenizer
    from transformers import T5Config, T5ForConditionalGeneration

    folder.mkdir(parents=True)
    pieces = SentencePieceUnigramTokenizer()
    special = ["<pad>", "</s>", "<unk>"]
    options = {"vocab_size": 150, "unk_token": special[2], "show_progress": False}
    pieces.train_from_iterator(ENGLISH, special_tokens=special, **options)
    pieces.save(str(folder / "tokenizer.json"))
    config = T5Config(
        vocab_size=pieces.get_vocab_size(), d_model=32, d_kv=8, d_ff=64, num_layers=2,
        num_heads=4, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
        task_specific_params={"summarization": {"prefix": "summarize: "}},
    )  # fmt: skip
    torch.manual_seed(1)
    model = T5ForConditionalGeneration(config)
    with torch.no_grad():
        # Padding is no answer: transformers counts the start piece among repetitions, CTranslate2
        # does not, and a trained model never repeats it.
        model.shared.weight[0] = 0
    model.save_pretrained(folder)
    content = {"tokenizer_class": "T5Tokenizer", "eos_token": "</s>", "extra_ids": 0}
    content |= {"unk_token": "<unk>", "pad_token": "<pad>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(content), encoding="utf-8")
    return Model(folder.name, folder)


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory):
    root = tmp_path_factory.mktemp("summarizers")
    return {
        "bart": save_bart(root / "bart", tokenizer="tokenizer.json"),
        "bart, old files": save_bart(root / "old-bart", tokenizer="vocab.json"),
        "t5": save_t5(root / "t5"),
    }


FAMILIES = ("bart", "t5")


class Author:
    """A generator that answers by a function, reads so many words, and keeps what it was asked."""

    def __init__(self, answer, longest=10_000):
        self.answer, self.longest, self.asked = answer, longest, []

    def count(self, text):
        return len(text.split())

    def generate(self, texts, most):
        self.asked += texts
        return [self.answer(text) for text in texts]


@pytest.fixture
def write(tmp_path):
    """Summarize one text with an author in place of a model."""
    folder = tmp_path / "author"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")

    def summarize(author, text=TEXT, **settings):
        model = Model("author", folder)
        return Abstractive(model, Settings(**settings), author).summarize([text])[0]

    return summarize


@pytest.mark.parametrize("family", FAMILIES)
def test_both_engines_write_the_same(tiny_models, family):
    """Same model, float32, greedy: the same text to the letter, alone and in a batch."""
    model, settings = tiny_models[family], Settings(beam_size=1, workers=1)
    fast = CTranslateGenerator(model, settings, "float32")
    reference = TransformersGenerator(model, settings)
    texts = ["The minister spoke in Berlin.", PARAGRAPH, "The weather will stay cool."]
    assert fast.generate(texts, 24) == reference.generate(texts, 24)
    assert [fast.generate([text], 24)[0] for text in texts] == fast.generate(texts, 24)
    assert fast.longest == reference.longest
    assert fast.count(texts[0]) == reference.count(texts[0])


@pytest.mark.parametrize("family", [*FAMILIES, "bart, old files"])
def test_pieces_give_the_text_back(tiny_models, family):
    pieces = Pieces(tiny_models[family])
    text = "The minister spoke in Berlin."
    assert pieces.decode(pieces.encode(text)).endswith(text)


@pytest.mark.parametrize(
    ("family", "engine"), [("bart", "ctranslate2"), ("bart", "marian"), ("t5", "marian")]
)
def test_a_model_loads_from_its_folder(tiny_models, family, engine):
    """Random weights write nonsense: every sentence that is shown is checked or quoted."""
    folder = str(tiny_models[family].folder)
    settings = Settings(summarizer=folder, engine=engine, beam_size=1, workers=1)
    summarizer = load_summarizer(settings)
    assert summarizer.signature == signature(settings)
    assert tiny_models[family].short_name in summarizer.signature
    summary = check_summary(summarizer.summarize([TEXT])[0], TEXT).summary
    assert {sentence.text for sentence in summary.sentences} <= {s.text for s in TEXT.sentences}


def test_a_long_article_is_read_whole(write):
    """In parts, then the parts' drafts once more; every sentence was read by the model."""
    sentences = tuple(
        EnglishSentence(f"Speaker number {n} told the assembly about village {n}.", n)
        for n in range(100)
    )
    author = Author(lambda text: Draft(" ".join(text.split()[:9])), longest=120)
    write(author, EnglishText("", sentences))
    assert all(len(text.split()) <= 120 for text in author.asked)
    first_round = " ".join(author.asked)
    assert all(sentence.text in first_round for sentence in sentences)
    assert len(author.asked) > 8


def test_a_sentence_longer_than_the_model_reads_is_read_in_pieces(write):
    words = [f"word{n}" for n in range(500)]
    sentences = (*TEXT.sentences, EnglishSentence(" ".join(words) + ".", 9))
    author = Author(lambda text: Draft(text.split(".")[0] + "."), longest=60)
    write(author, EnglishText("", sentences))
    read = set(" ".join(author.asked).split())
    assert all(len(text.split()) <= 60 for text in author.asked)
    assert set(words[:-1]) <= read


def test_a_model_that_does_not_shorten_comes_to_an_end(write):
    author = Author(Draft, longest=30)
    assert write(author).sentences


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (Draft("The talks resumed. Kyiv met Moscow."), ["The talks resumed.", "Kyiv met Moscow."]),
        (Draft("The talks resumed. Kyiv met"), ["The talks resumed."]),
        (Draft("The talks resumed. Kyiv met Mr.", is_complete=False), ["The talks resumed."]),
        (Draft("One. Two. Three. Four."), ["One.", "Two.", "Three."]),
    ],
)
def test_a_summary_ends_at_a_sentence_end(write, draft, expected):
    """Also where the model was stopped in a sentence, or says more than was asked for."""
    summary = write(Author(lambda _: draft))
    assert [sentence.text for sentence in summary.sentences] == expected


def test_never_longer_than_a_third(write):
    long = "The talks between Kyiv and Moscow resumed in Geneva on Tuesday after months."
    summary = write(Author(lambda _: Draft(" ".join([long] * 10))), summary_sentences=9)
    words = sum(len(sentence.text.split()) for sentence in summary.sentences)
    assert 0 < words <= TEXT.words * LARGEST_SHARE


def test_as_many_words_as_asked(write):
    draft = Draft("The talks resumed. " * 10)
    summary = write(Author(lambda _: draft), summary_words=7)
    assert [sentence.text for sentence in summary.sentences] == ["The talks resumed."] * 2
    assert "words:7" in summary.method


@pytest.mark.parametrize("draft", ["", "no full stop", "...", "   "])
def test_quoting_takes_over_where_the_model_says_nothing(write, draft):
    summary = write(Author(lambda _: Draft(draft)))
    assert summary.method.startswith("extractive|")
    assert "instead-of:author" in summary.method
    assert {sentence.text for sentence in summary.sentences} <= {s.text for s in TEXT.sentences}


def test_very_short_articles_get_none(write):
    author = Author(lambda _: Draft("Anything goes here."))
    assert write(author, EnglishText("", TEXT.sentences[:3])).sentences == ()
    assert author.asked == []


def test_headings_and_captions_are_not_read(write):
    heading = EnglishSentence("Dispute over gas", 8, BlockKind.HEADING)
    author = Author(lambda _: Draft("The talks resumed."))
    write(author, EnglishText("", (heading, *TEXT.sentences)))
    assert "Dispute" not in author.asked[0]


def test_a_written_sentence_is_traced_to_its_paragraphs(write):
    """By content words; a sentence made of two paragraphs names both."""
    draft = "Kyiv and Moscow talk in Geneva about 320 prisoners. A next round is set for Ankara."
    summary = write(Author(lambda _: Draft(draft)))
    assert [sentence.blocks for sentence in summary.sentences] == [(1, 2), (5,)]


def checked(*sentences):
    written = tuple(SummarySentence(sentence, (1,)) for sentence in sentences)
    return check_summary(Summary(written, "author"), TEXT)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("The talks resumed in Vienna on Tuesday.", "vienna"),
        ("The exchange of 230 prisoners is on the table.", "230"),
        ("The next round of talks is planned for November 3.", "november"),
        ("Mediator Anna Lüscher does not expect quick results.", "anna"),
        ("The talks resumed after twelve months.", "12"),
    ],
)
def test_what_the_article_does_not_say_is_replaced(sentence, named):
    """Names, numbers, dates: the article's nearest sentence stands there, and a finding says so."""
    result = checked(sentence)
    (kept,) = result.summary.sentences
    assert kept.text in {s.text for s in TEXT.sentences}
    assert kept.blocks
    (finding,) = result.findings
    assert named in finding.message
    assert "replaced" in finding.message


@pytest.mark.parametrize(
    "sentence",
    [
        "Talks resumed in Geneva after seven months.",
        "320 prisoners may be exchanged between the countries.",
        "Luscher does not expect quick results from the round.",
        "The next round is planned for October in Turkey.",
        "The Turkish round of talks is planned for October 3.",
    ],
)
def test_what_the_article_says_stays(sentence):
    """In other words, too: a number word, a name without its accent, an adjective of a name."""
    result = checked(sentence)
    assert [kept.text for kept in result.summary.sentences] == [sentence]
    assert result.findings == ()


@pytest.mark.parametrize(
    ("article", "sentence"),
    [
        ("About 200 people saw the castle burn.", "Two hundred people saw the castle burn."),
        ("Twenty-five streets were closed to traffic.", "25 streets were closed to traffic."),
        ("The bridge cost the city €3.5bn in all.", "The bridge cost the city 3.5 billion."),
        ("The bridge cost half a million euros in all.", "The bridge cost 500,000 euros."),
        ("The bridge is 40m long and quite old.", "The bridge is 40 meters long and old."),
        ("A three-year-old boy was found in the forest.", "A boy of 3 was found in the forest."),
        ("The mayor of Łódź opened the bridge.", "The mayor of Lodz opened the bridge."),
    ],
)
def test_numbers_and_names_may_be_written_otherwise(article, sentence):
    """In figures or in words, with a scale in full or in letters, with or without accents."""
    text = EnglishText("", (EnglishSentence(article, 0),))
    summary = Summary((SummarySentence(sentence, (0,)),), "author")
    assert check_summary(summary, text).findings == ()


@pytest.mark.parametrize(
    ("article", "sentence", "named"),
    [
        ("About 200 people saw it burn.", "Three hundred people saw it burn.", "300"),
        ("The town has two hundred and fifty houses.", "The town has 205 houses.", "205"),
        ("The bridge cost the city €3.5bn.", "The bridge cost the city 3.5 million.", "3500000"),
    ],
)
def test_other_numbers_in_words_are_found(article, sentence, named):
    text = EnglishText("", (EnglishSentence(article, 0),))
    summary = Summary((SummarySentence(sentence, (0,)),), "author")
    assert f"says {named}, which" in check_summary(summary, text).findings[0].message


def test_invented_content_is_replaced():
    """No wrong name in it, but hardly a word of the article either."""
    result = checked("The orchestra played a wonderful concert for children and grandparents.")
    assert "hardly supported" in result.findings[0].message


def test_a_contradicted_negation_is_a_warning():
    result = checked("Swiss mediator Beat Lüscher expects quick results from the new round.")
    assert len(result.summary.sentences) == 1
    assert "contradict" in result.findings[0].message


def test_what_is_quoted_passes_unasked():
    result = checked(TEXT.sentences[0].text)
    assert result.findings == ()


def test_the_same_sentence_does_not_replace_two():
    result = checked("Talks resumed in Vienna on Tuesday.", "Talks resumed in Prague on Tuesday.")
    texts = [sentence.text for sentence in result.summary.sentences]
    assert len(texts) == len(set(texts))


def test_another_reader_of_facts_can_be_given():
    """The quality part brings its own normaliser; here, one that finds nothing."""
    summary = Summary((SummarySentence("The talks resumed in Vienna.", (1,)),), "author")
    assert check_summary(summary, TEXT, facts=lambda _: []).findings == ()


@pytest.mark.parametrize(
    ("sentence", "blocks", "count"),
    [("Quoted and flagged.", (1,), 0), ("Quoted and fine.", (1,), 0), ("Written anew.", (1,), 1)],
)
def test_doubts_about_a_translation_are_carried_over(sentence, blocks, count):
    """A written sentence carries those of its paragraphs; a quoted one is marked itself."""
    translations = [
        Translation(Segment("Eins.", 1), "Quoted and flagged.", -1.0, Origin.ENGINE),
        Translation(Segment("Zwei.", 1), "Quoted and fine.", -0.1, Origin.ENGINE),
    ]
    report = Report((Finding("numbers", Severity.ERROR, "12 became 21", 0),))
    summary = Summary((SummarySentence(sentence, blocks),), "author")
    findings = carried_doubts(summary, translations, report)
    assert len(findings) == count
    assert all(finding.segment == 0 for finding in findings)


@pytest.mark.parametrize("damage", ["missing", "truncated", "another kind"])
def test_a_broken_model_is_named_and_quoting_takes_over(tmp_path, tiny_models, caplog, damage):
    folder = tmp_path / "bart"
    source = tiny_models["bart"].folder
    if damage != "missing":
        folder.mkdir()
        for path in source.iterdir():
            if path.is_file():
                (folder / path.name).write_bytes(path.read_bytes())
    if damage == "truncated":
        content = (folder / "model.safetensors").read_bytes()
        (folder / "model.safetensors").write_bytes(content[:-100])
    if damage == "another kind":
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        (folder / "config.json").write_text(json.dumps(config | {"model_type": "gpt2"}))
    settings = Settings(summarizer=str(folder))
    with caplog.at_level(logging.WARNING):
        summarizer = load_summarizer(settings)
    assert str(folder) in caplog.text
    assert "quoted from the articles instead" in caplog.text
    assert summarizer.signature == signature(settings)
    assert "instead-of:bart" in summarizer.signature
    assert summarizer.summarize([TEXT])[0].sentences


def test_without_a_model_auto_is_the_built_in_one(tmp_path, monkeypatch, caplog):
    """That is no fault, and nothing is said about it."""
    monkeypatch.chdir(tmp_path)
    assert load_summarizer(Settings(models_dir=tmp_path)).signature.startswith("extractive|")
    assert caplog.text == ""


@pytest.mark.parametrize("settings", [{"summarizer": "none"}, {"summary_sentences": 0}])
def test_no_summaries_if_none_are_wanted(settings):
    assert load_summarizer(Settings(**settings)).summarize([TEXT])[0].sentences == ()
