"""
Translation: segments become translations; memory and people first, the engine for the rest.

    human_translations     what people wrote of an article's segments
    translate_sentences    what the engine makes of the rest, and of what is doubtful once more
    answer                 a translation for each segment, in order; nothing cut off or lost

The unit of work is the segments of a whole batch of articles: the engine fills its batches across
them, and a sentence that ten papers print is translated once.
"""

from translate.translation.answering import answer, sentences_to_translate, to_remember, translate
from translate.translation.asking import LONGEST, translate_sentences
from translate.translation.judging import TRUSTING, Attempt, Judge
from translate.translation.people import human_translations

__all__ = [
    "LONGEST",
    "TRUSTING",
    "Attempt",
    "Judge",
    "answer",
    "human_translations",
    "sentences_to_translate",
    "to_remember",
    "translate",
    "translate_sentences",
]
