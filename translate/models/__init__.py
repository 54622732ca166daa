"""
What is in `models/`: find a model, check that it is whole, say where it came from.

A model is a folder in the layout of the Hugging Face Hub: `config.json`, weights as
`model.safetensors` or `pytorch_model.bin`, tokenizer files. Folders are looked for in
`--models-dir`/`TRANSLATE_MODELS`, `./models`, the checkout, the user's data folder, the local Hub
cache and the installed package, in this order. The network is touched by `pull` alone.

    >>> translation_model("starter-de-en").is_built_in
    True
"""

from translate.models.checking import check_complete, verify, write_manifest
from translate.models.finding import (
    find,
    installed,
    require,
    roots,
    translation_model,
    user_models,
)
from translate.models.folder import (
    BUILT_IN_MODEL,
    FULL_MODEL,
    SHORT_NAMES,
    SUMMARY_MODEL,
    Model,
    read_json,
)
from translate.models.pulling import pull, remove

__all__ = [
    "BUILT_IN_MODEL",
    "FULL_MODEL",
    "SHORT_NAMES",
    "SUMMARY_MODEL",
    "Model",
    "check_complete",
    "find",
    "installed",
    "pull",
    "read_json",
    "remove",
    "require",
    "roots",
    "translation_model",
    "user_models",
    "verify",
    "write_manifest",
]
