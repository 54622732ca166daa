"""
The recipe of the built-in model: from sentence pairs to `models/starter-de-en`.

    python -m training --data ../shared/training --run ../training-run

runs the stages in order; each can be run alone and each starts where it was stopped:

    prepare    pairs.tsv.xz → cleaned, weighted, encoded pairs        prepare.py, sources.toml
    train      encoded pairs → checkpoints                            train.py and its parts
    export     a checkpoint → a MarianMT folder that `translate` loads      export.py
    evaluate   a MarianMT folder → BLEU and chrF, and the card's table      evaluate.py

The package never imports this folder. Checkpoints stay outside the repository.
"""
