"""The recipe's network is MarianMT's, and what it exports can be loaded and scored."""

from dataclasses import replace

import pytest
import sentencepiece
import torch  # noqa: TID253 (the recipe is written in it)

from training.__main__ import main
from training.card import write_scores
from training.encoded import save
from training.evaluate import evaluate, read_sets, table
from training.export import export
from training.loss import loss
from training.network import Network, load_marian, to_marian
from training.pairs import Pair
from training.prepare import Tokenizer, train_tokenizer
from training.recipe import Architecture, TrainingError
from training.start import grown, network_of
from translate.engines.pieces import shortlist

SENTENCES = ["Der Zug fährt heute nicht.", "The train is not running today.", "Montag, 3. Mai"] * 20


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A folder with a tiny exported model, and its network."""
    data = tmp_path_factory.mktemp("data")
    train_tokenizer(SENTENCES, data, size=320)
    tokenizer = Tokenizer(data)
    pairs = [Pair(sentence, "Monday, the 3rd of May", "own") for sentence in SENTENCES]
    save(data / "train.npz", tokenizer.encode_pairs(pairs, [1.0] * len(pairs)))
    torch.manual_seed(3)
    network = Network(Architecture(2, 1, 32, 2, tokenizer.size, 64))
    folder = tmp_path_factory.mktemp("model")
    export(network, data, folder)
    return folder, network


def test_logits_are_those_of_transformers(exported):
    """Fused projections change the speed, not the numbers (float16 weights: 1e-2)."""
    from transformers import MarianMTModel

    folder, network = exported
    reference = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    rounded = Network(network.architecture)
    load_marian(rounded, {k: v.half() for k, v in to_marian(network).items()})
    padding = network.architecture.padding
    source = torch.randint(2, padding, (3, 9))
    source[0, 6:] = padding
    target = torch.randint(2, padding, (3, 7))
    with torch.no_grad():
        theirs = reference(
            input_ids=source, attention_mask=(source != padding).long(), decoder_input_ids=target
        ).logits
        ours = rounded(source, target) @ rounded.embedding.weight.T
    assert torch.allclose(ours, theirs, atol=1e-4)


def test_pieces_that_no_answer_had_are_suppressed(exported):
    """Both sides share the pieces; only those of the English side are to be answered with."""
    folder, _ = exported
    possible = shortlist(folder)
    assert {"</s>", "<unk>", "<0x41>"} <= set(possible)
    assert "▁Montag" not in possible
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    assert set(processor.encode("Monday, the 3rd of May", out_type=str)) <= set(possible)


def states(network):
    """What a network computes for some fixed pieces."""
    pieces = torch.arange(2, 32).reshape(3, 10)
    with torch.no_grad():
        return network(pieces, pieces)


def test_a_model_that_is_read_back_computes_the_same(exported):
    """To begin a run from what is shipped (float16 weights: three digits)."""
    folder, network = exported
    assert torch.allclose(states(network_of(folder)), states(network), atol=2e-2)


def test_more_feed_forward_units_change_nothing_at_first(exported):
    """The new units write zeros until they have learnt something."""
    _, network = exported
    wider = replace(network.architecture, feed_forward=96)
    assert torch.allclose(states(grown(network, wider)), states(network), atol=1e-5)


def test_more_layers_change_nothing_at_first(exported):
    """Their norms undo one another, here exactly: all gains are one."""
    _, network = exported
    deeper = replace(network.architecture, encoder_layers=4, decoder_layers=2)
    assert torch.allclose(states(grown(network, deeper)), states(network), atol=1e-4)


def test_a_network_cannot_be_grown_in_width(exported):
    """What is not possible is refused before hours are spent."""
    _, network = exported
    with pytest.raises(TrainingError, match="only layers and feed-forward units can be added"):
        grown(network, replace(network.architecture, width=64))


def test_a_folder_without_a_model_is_refused(tmp_path):
    """`--start` names what it needs."""
    with pytest.raises(TrainingError, match="not a MarianMT model"):
        network_of(tmp_path)


def test_loss_and_gradients_are_those_of_cross_entropy(exported):
    """In slices and by hand, but the same."""
    _, network = exported
    padding = network.architecture.padding
    source, target = torch.randint(2, padding, (4, 9)), torch.randint(2, padding, (4, 8))
    target[1, 5:] = padding
    with torch.autocast("cpu", enabled=False):
        total, pieces = loss(network, source, target, 0.1)
    (ours,) = torch.autograd.grad(total, [network.embedding.weight])
    shifted = torch.cat([torch.full_like(target[:, :1], padding), target[:, :-1]], 1)
    logits = network(source, shifted) @ network.embedding.weight.T
    expected = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1),
        target.flatten(),
        ignore_index=padding,
        label_smoothing=0.1,
        reduction="sum",
    )
    (theirs,) = torch.autograd.grad(expected, [network.embedding.weight])
    assert pieces == 29
    # bfloat16 activations keep three digits.
    assert float(total.detach()) == pytest.approx(float(expected.detach()), rel=1e-2)
    assert torch.nn.functional.cosine_similarity(ours.flatten(), theirs.flatten(), 0) > 0.99


def test_an_exported_model_is_scored_by_one_command(exported, tmp_path):
    """The table names the sets, the settings and sacrebleu's signatures."""
    folder, _ = exported
    (tmp_path / "dev.tsv").write_text("Montag\tMonday\n", "utf-8")
    (tmp_path / "small.de").write_text("Der Zug fährt heute nicht.\n", "utf-8")
    (tmp_path / "small.en").write_text("The train is not running today.\n", "utf-8")
    sets = read_sets(tmp_path / "dev.tsv", tmp_path)
    scores = evaluate(folder, sets, [("int8", 1), ("float32", 2)])
    assert [(score.set, score.compute) for score in scores] == [
        ("dev", "int8"), ("small", "int8"), ("dev", "float32"), ("small", "float32"),
    ]  # fmt: skip
    text = table(scores, sets)
    assert "| small (1) | float32 | 2 |" in text
    assert "tok:13a" in text


def test_scores_go_to_their_place_in_the_card(tmp_path):
    """What people wrote around the table stays."""
    card = tmp_path / "README.md"
    card.write_text("# Model\n<!-- scores -->\nold\n<!-- /scores -->\nLimits.\n", "utf-8")
    write_scores(card, "| new |")
    assert card.read_text("utf-8") == (
        "# Model\n<!-- scores -->\n| new |\n<!-- /scores -->\nLimits.\n"
    )


def test_sets_of_unequal_length_are_refused(tmp_path):
    """A reference that is missing a line would shift all that follow."""
    (tmp_path / "dev.tsv").write_text("Ja\tYes\n", "utf-8")
    (tmp_path / "a.de").write_text("Ja\nNein\n", "utf-8")
    (tmp_path / "a.en").write_text("Yes\n", "utf-8")
    with pytest.raises(TrainingError, match=r"2 lines, but 1 in a\.en"):
        read_sets(tmp_path / "dev.tsv", tmp_path)


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    """One sentence and exit code 2, no traceback."""
    missing = str(tmp_path / "nowhere")
    assert main(["prepare", "--data", missing, "--run", str(tmp_path)]) == 2
    assert "dev.tsv: no such file; name its folder with --data" in capsys.readouterr().err
    assert main(["tarin"]) == 2
    assert "no stage tarin" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["train", "--pieces", "0"])
    assert "must be more than 0" in capsys.readouterr().err
