"""A table of a source is a table's rows on the page, and back from there."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("rows", ["paragraph", "sentence"])
def test_a_row_of_a_table_stays_a_row_and_is_learnt_as_one(rows, corpus, tmp_path, translate):
    out = tmp_path / "out"
    table = "| Amt | Geld |\n|:--|--:|\n| Schulen | 12,3 Mio. Euro |\n| Kultur | 3,3 Mio. Euro |\n"
    text = f"# Haushalt\n\nDie Stadt hat am Montag ihren Haushalt vorgelegt.\n\n{table}"
    (corpus / "t.md").write_text(text)
    arguments = ("run", corpus, "--out", out, "--engine", "echo", "--rows", rows)
    translate(*arguments)
    page = (out / "t.md").read_text()
    row = r"| • Schulen \| 12,3 Mio. Euro | • SCHULEN \| 12,3 MIO. EURO |"
    assert row in page
    mine = row.replace(r"SCHULEN \| 12,3 MIO. EURO", r"Schools \| 12.3m euros")
    (out / "t.md").write_text(page.replace(row, mine))
    translate(*arguments, "--force")
    assert mine in (out / "t.md").read_text()
