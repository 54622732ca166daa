"""
A folder of articles → a folder of Markdown: find, skip the unchanged, translate, write, record.

The order of writing keeps every crash harmless: translations go into the memory first, then each
article is written by atomic replacement, then all of a batch is recorded in one transaction. What
was not recorded is done again, from memory.
"""

from translate.corpus.finding import STATE_FILE, STATE_FOLDER
from translate.corpus.progress import Counts, Progress
from translate.corpus.running import run

__all__ = ["STATE_FILE", "STATE_FOLDER", "Counts", "Progress", "run"]
