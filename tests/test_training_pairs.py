"""The recipe's first stage: what becomes of sentence pairs."""

import json
import lzma

import pytest

from training.encoded import Batches, Encoded, load
from training.pairs import Pair, fault, read_pairs, tidy
from training.prepare import prepare, read_dev, train_tokenizer
from training.recipe import TrainingError

LINES = [
    ("Der Zug fährt heute nicht.", "The train is not running today.", "own_news_a"),
    ("Die Regierung trat am Montag zurück.", "The government resigned on Monday.", "own_news_a"),
    ("vergangene Woche", "last week", "own_lexicon"),
    ("Energiepolitik", "energy policy", "own_lexicon"),
    ("Er kam im Jahr 1998 an.", "He arrived in 1989.", "web30k"),
    ("Der Zug fährt heute nicht!", "The train is not running today", "own_news_b"),
    ("Dieser Satz gehört nur zum Messen.", "This sentence is for measuring only.", "tatoeba"),
]


def written(folder, lines=LINES):
    """A data folder with pairs, development pairs and a tokenizer."""
    text = "".join(f"{german}\t{english}\t1.0\t{source}\n" for german, english, source in lines)
    (folder / "pairs.tsv.xz").write_bytes(lzma.compress(text.encode()))
    (folder / "dev.tsv").write_text("Dieser Satz gehört nur zum Messen.\tThis is for measuring.\n")
    sentences = [side for line in lines for side in line[:2]]
    train_tokenizer(sentences * 20, folder, size=320)
    return folder


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The run folder after the first stage, and its report."""
    run = tmp_path_factory.mktemp("run")
    return run, prepare(written(tmp_path_factory.mktemp("data")), run)


def test_every_pair_is_kept_or_counted_with_a_reason(prepared):
    """Nothing disappears silently, and what is measured on is not trained on."""
    _, report = prepared
    kept = sum(source["pairs"] for source in report["kept"].values())
    assert report["left_out"] == {"numbers differ": 1, "twice": 1, "held out": 1}
    assert kept + sum(report["left_out"].values()) == len(LINES)


def test_the_report_lies_beside_the_data(prepared):
    """The model card's table of data is made from it."""
    run, report = prepared
    assert json.loads((run / "data" / "report.json").read_text("utf-8")) == report


def test_weights_come_from_the_list_of_sources(prepared):
    """The weight in the file itself is a first guess; sources.toml decides."""
    run, _ = prepared
    weights = load(run / "data" / "train.npz").weights
    assert sorted(weights.round(1).tolist()) == pytest.approx([0.8, 0.8, 3.0, 3.0])


def test_a_file_that_was_cut_off_is_refused(tmp_path):
    """Half a download is not half the data but an error."""
    data = written(tmp_path)
    whole = (data / "pairs.tsv.xz").read_bytes()
    (data / "pairs.tsv.xz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TrainingError, match=r"pairs\.tsv\.xz: cut off or damaged after line \d+"):
        prepare(data, tmp_path / "run")


def test_a_line_that_was_cut_off_is_refused(tmp_path):
    """The last line has all its columns and its line end, or the file is not whole."""
    file = tmp_path / "pairs.tsv"
    file.write_text("Ja.\tYes.\t1.0\town_news_a\nNein.\tNo.\t1", "utf-8")
    with pytest.raises(TrainingError, match="line 2 is cut off"):
        list(read_pairs(file))


def test_a_development_pair_without_a_tab_is_refused(tmp_path):
    (tmp_path / "dev.tsv").write_text("Ja.\tYes.\nNein. No.\n", "utf-8")
    with pytest.raises(TrainingError, match=r"dev\.tsv:2: not German, a tab and English"):
        read_dev(tmp_path / "dev.tsv")


def test_pieces_without_their_numbers_are_refused(tmp_path):
    """Another vocabulary would be trained over them."""
    data = written(tmp_path)
    (data / "vocab.json").unlink()
    with pytest.raises(TrainingError, match=r"spm\.model: alone it is of no use"):
        prepare(data, tmp_path / "run")


def test_an_unknown_source_is_refused(tmp_path):
    """Its licence and weight must be known first."""
    data = written(tmp_path, [("Ja.", "Yes.", "found_somewhere"), *LINES])
    with pytest.raises(TrainingError, match=r"'found_somewhere' has no entry in .*sources\.toml"):
        prepare(data, tmp_path / "run")


@pytest.mark.parametrize(
    ("german", "english", "expected"),
    [
        ("Der Kanzler kam.", "the chancellor came.", "The chancellor came."),
        ("vergangene Woche", "last week", "last week"),
        ("eBay klagt.", "eBay sues.", "eBay sues."),
        ("„Gut“, sagte er.", "“Good,” he said.", '"Good," he said.'),
        ("Wie geht’s?", "How’s it going?", "How's it going?"),
    ],
)
def test_english_begins_as_the_german_does(german, english, expected):
    """Lower-case entries taught the first model to begin sentences in lower case."""
    assert tidy(Pair(german, english, "own")).english == expected


@pytest.mark.parametrize(
    ("german", "english", "reason"),
    [
        ("1.200 Menschen kamen.", "1,200 people came.", ""),
        ("1.200 Menschen kamen.", "1,300 people came.", "numbers differ"),
        ("The end of the story is near", "The end of the story is near.", "German side is English"),
        ("Das ist der Anfang.", "Das ist der Anfang und nicht die Mitte", "English side is German"),
        ("", "Nothing.", "empty"),
        ("Ja, das ist so, und es bleibt dabei auch morgen.", "Yes.", "lengths differ"),
    ],
)
def test_faults_of_noisy_sources(german, english, reason):
    """Numbers, languages and lengths tell a misaligned pair."""
    assert fault(Pair(german, english, "web30k"), noisy=True) == reason


def lengths(*pairs):
    """Pairs of so many pieces."""
    import numpy as np

    return Encoded.of(
        [np.ones(source, np.int16) for source, _ in pairs],
        [np.ones(target, np.int16) for _, target in pairs],
        [1.0] * len(pairs),
    )


def test_batches_hold_every_pair_once_within_the_bound():
    """Token-bounded, nothing lost, nothing twice."""
    encoded = lengths(*((3 + n % 50, 3 + n * 7 % 60) for n in range(500)))
    batches = Batches(encoded, tokens=512, padding=9)
    packed = batches.once()
    assert sorted(row for rows in packed for row in rows) == list(range(500))
    for rows in packed:
        source, target = batches.tensors(rows)
        assert source.numel() + target.numel() <= max(512, 8 * (64 + 64))


def test_batches_have_few_shapes():
    """An allocator that meets the same sizes again need not ask for new memory."""
    encoded = lengths(*((3 + n % 30, 3 + n * 7 % 30) for n in range(3000)))
    batches = Batches(encoded, tokens=512, padding=9)
    packed = batches.epoch(0)
    shapes = {tuple(side.shape) for rows in packed for side in batches.tensors(rows)}
    assert len(shapes) <= 24


def test_epochs_differ_and_repeat():
    """Another order in each pass, the same order in each run."""
    batches = Batches(lengths(*((4, 4) for _ in range(100))), tokens=128, padding=9)
    first, again, second = (
        [row for rows in batches.epoch(number) for row in rows] for number in (0, 0, 1)
    )
    assert first == again
    assert first != second


def test_pairs_that_are_too_long_for_the_network_are_left_out():
    """And if none is left, that is said."""
    assert len(lengths((10, 10), (500, 10))) == 1
    with pytest.raises(TrainingError, match="no sentence pair is left"):
        lengths((500, 10))
