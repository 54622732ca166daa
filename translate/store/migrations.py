"""
The schema of the state file, as append-only steps counted in `user_version`.

A released step is never edited, because somebody's file has it; a test opens a file of every
version there ever was.
"""

from __future__ import annotations

# Step n brings a file from version n to n + 1. Append only.
MIGRATIONS = (
    """
    CREATE TABLE signatures (
        id INTEGER PRIMARY KEY,
        signature TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE memory (
        key INTEGER PRIMARY KEY,       -- 64 bits of BLAKE2b over signature and source
        signature INTEGER NOT NULL REFERENCES signatures (id),
        source TEXT NOT NULL,          -- one German sentence
        target TEXT NOT NULL,
        score REAL NOT NULL,
        origin TEXT NOT NULL,          -- engine or human
        note TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    ) STRICT;
    CREATE TABLE articles (
        source TEXT PRIMARY KEY,       -- path in the corpus, forward slashes
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        source_digest TEXT NOT NULL,
        fingerprint TEXT NOT NULL,     -- of settings, model and glossary
        skipped TEXT NOT NULL DEFAULT '',  -- why nothing was written, else empty
        output TEXT UNIQUE,            -- path in the output folder
        output_digest TEXT NOT NULL DEFAULT '',  -- of what we wrote, to see a person's edits
        title TEXT NOT NULL DEFAULT '',
        published TEXT NOT NULL DEFAULT '',
        words INTEGER NOT NULL DEFAULT 0,
        warnings INTEGER NOT NULL DEFAULT 0,
        written TEXT NOT NULL,         -- when, UTC
        gone TEXT NOT NULL DEFAULT ''  -- since when the source is no longer there
    ) STRICT;
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started TEXT NOT NULL,
        seconds REAL NOT NULL,
        signature TEXT NOT NULL,
        translated INTEGER NOT NULL,
        unchanged INTEGER NOT NULL,
        skipped INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        sentences INTEGER NOT NULL,    -- sent to the engine
        remembered INTEGER NOT NULL    -- taken from memory
    ) STRICT;
    """,
    # Edits by people are seen by size and time of the output, then found cell by cell. The index
    # makes counting 3 million entries a matter of 0.1 s.
    """
    ALTER TABLE articles ADD COLUMN output_size INTEGER NOT NULL DEFAULT -1;
    ALTER TABLE articles ADD COLUMN output_mtime_ns INTEGER NOT NULL DEFAULT -1;
    ALTER TABLE articles ADD COLUMN cells BLOB NOT NULL DEFAULT x'';  -- 8 bytes for each cell
    ALTER TABLE articles ADD COLUMN frame TEXT NOT NULL DEFAULT '';   -- digest of all the rest
    CREATE INDEX memory_by_signature ON memory (signature);
    """,
    # What a person wrote into an article holds there, whatever others wrote elsewhere. And whether
    # the articles that lay there first are known is a fact of the file: a crash may come before.
    """
    CREATE TABLE edits (
        id INTEGER PRIMARY KEY,        -- in the order of writing
        article TEXT NOT NULL,         -- path of its source
        source TEXT NOT NULL,          -- the German of a cell
        target TEXT NOT NULL,          -- what a person wrote beside it
        created TEXT NOT NULL,
        UNIQUE (article, source)
    ) STRICT;
    CREATE TABLE rebuilt (
        id INTEGER PRIMARY KEY CHECK (id = 1)  -- there, once all that lay in OUT is known
    ) STRICT;
    INSERT INTO rebuilt SELECT 1
        WHERE EXISTS (SELECT 1 FROM articles) OR EXISTS (SELECT 1 FROM runs);
    """,
)
