-- A state file as version 3 of the schema left it. Never edited: somebody has it.
BEGIN TRANSACTION;
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
    , output_size INTEGER NOT NULL DEFAULT -1, output_mtime_ns INTEGER NOT NULL DEFAULT -1, cells BLOB NOT NULL DEFAULT x'', frame TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "articles" VALUES('a.txt',4,5,'b2:00','b2:01','','a.md','b2:02','Yes','',1,0,'2026-01-02T03:04:05+00:00','',-1,-1,X'','');
CREATE TABLE edits (
        id INTEGER PRIMARY KEY,        -- in the order of writing
        article TEXT NOT NULL,         -- path of its source
        source TEXT NOT NULL,          -- the German of a cell
        target TEXT NOT NULL,          -- what a person wrote beside it
        created TEXT NOT NULL,
        UNIQUE (article, source)
    ) STRICT;
INSERT INTO "edits" VALUES(1,'a.txt','Nein.','No.','2026-01-02T03:04:05+00:00');
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
INSERT INTO "memory" VALUES(8911228452997313854,1,'Ja.','YES.',-0.5,'engine','','2026-01-02T03:04:05+00:00');
CREATE TABLE rebuilt (
        id INTEGER PRIMARY KEY CHECK (id = 1)  -- there, once all that lay in OUT is known
    ) STRICT;
INSERT INTO "rebuilt" VALUES(1);
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
INSERT INTO "runs" VALUES(1,'2026-01-02T03:04:05+00:00',1.5,'echo',1,0,0,0,1,0);
CREATE TABLE signatures (
        id INTEGER PRIMARY KEY,
        signature TEXT NOT NULL UNIQUE
    ) STRICT;
INSERT INTO "signatures" VALUES(1,'echo');
CREATE INDEX memory_by_signature ON memory (signature);
COMMIT;
PRAGMA user_version = 3;
