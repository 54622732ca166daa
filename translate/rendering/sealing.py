r"""
A written article carries its own digest, so that a person's edit is seen without any other record.

The seal is the last line of the front matter. It makes the tool's own work known as its own after
a crash between writing and recording, after a copy to another machine, and without the state file.
A list of articles has no front matter: its seal is a comment behind it, which no reader sees.

    >>> article = sealed("---\ntitle: Strike ends\n---\n# Strike ends\n")
    >>> is_sealed(article), is_sealed(article.replace("ends", "begins"))
    (True, False)
"""

from __future__ import annotations

import re

from translate.data import digest_of

# Only in the front matter: its values are on one line each, so the first `---` ends it.
_SEAL = re.compile(r"\A(---\n(?:(?!---\n).*\n)*?)article_digest: (b2:[0-9a-f]+)\n(---\n)")
LIST_SEAL = "<!-- translate "
_LIST_SEAL = re.compile(rf"\n{LIST_SEAL}(\S+) -->\n\Z")
_END = re.compile(r"\A(---\n(?:(?!---\n).*\n)*?)(---\n)")


def sealed(article: str) -> str:
    """Add the digest of an article to its front matter; an article without one stays as it is."""
    line = f"article_digest: {digest_of(article.encode())}\n"
    return _END.sub(lambda match: match[1] + line + match[2], article, count=1)


def unsealed(article: str) -> str:
    """The article without its seal, its line ends as we write them."""
    return _SEAL.sub(r"\1\3", article.replace("\r\n", "\n"), count=1)


def is_sealed(article: str) -> bool:
    """Whether an article is, line ends aside, as it was when it was sealed."""
    match = _SEAL.match(article.replace("\r\n", "\n"))
    return match is not None and match[2] == digest_of(unsealed(article).encode())


def sealed_list(page: str) -> str:
    """Add the digest of a list behind it."""
    return f"{page}\n{LIST_SEAL}{digest_of(page.encode())} -->\n"


def is_sealed_list(page: str) -> bool:
    r"""
    Whether a list is, line ends aside, as it was when it was sealed.

        >>> page = sealed_list("# Articles\n")
        >>> is_sealed_list(page), is_sealed_list(page.replace("Articles", "My notes"))
        (True, False)
    """
    page = page.replace("\r\n", "\n")
    match = _LIST_SEAL.search(page)
    return match is not None and match[1] == digest_of(page[: match.start()].encode())
