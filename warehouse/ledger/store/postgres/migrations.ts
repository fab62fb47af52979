/**
 * One entry a version, run in order; never edited, only added to. Names are unqualified: they are
 * made in the ledger's schema. Texts compare by their bytes, as in SQLite.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE payloads (
     hash TEXT COLLATE "C" PRIMARY KEY, salt TEXT NOT NULL, body TEXT NOT NULL
   );
   CREATE TABLE events (
     seq INTEGER PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE,
     kind TEXT COLLATE "C" NOT NULL, actor TEXT COLLATE "C" NOT NULL, at TEXT COLLATE "C" NOT NULL,
     payload_hash TEXT COLLATE "C" NOT NULL UNIQUE, prev_hash TEXT COLLATE "C" NOT NULL UNIQUE,
     hash TEXT COLLATE "C" NOT NULL UNIQUE, unique_key TEXT COLLATE "C" UNIQUE
   );
   CREATE INDEX events_by_kind ON events (kind, seq);

   CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$;
   CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE ON events
     FOR EACH ROW EXECUTE FUNCTION refuse('the ledger is append-only');
   CREATE TRIGGER events_are_never_emptied BEFORE TRUNCATE ON events
     FOR EACH STATEMENT EXECUTE FUNCTION refuse('the ledger is append-only');
   CREATE TRIGGER payloads_are_never_changed BEFORE UPDATE ON payloads
     FOR EACH ROW EXECUTE FUNCTION refuse('a payload may be erased, not changed');
   CREATE TRIGGER payloads_are_never_emptied BEFORE TRUNCATE ON payloads
     FOR EACH STATEMENT EXECUTE FUNCTION refuse('a payload may be erased, not changed');

   -- The schema as it is called now: a restored ledger stands beside the one before it.
   CREATE FUNCTION refuse_unless_told() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE is_told BOOLEAN;
     BEGIN
       EXECUTE format(
         'SELECT EXISTS (
            SELECT 1 FROM %1$I.events AS erased
            JOIN %1$I.events AS erasing
              ON erasing.kind = ''payload_erased'' AND erasing.seq > erased.seq
            JOIN %1$I.payloads AS told ON told.hash = erasing.payload_hash
            WHERE erased.payload_hash = $1 AND told.body::json ->> ''event_id'' = erased.id
          )', TG_TABLE_SCHEMA
       ) INTO is_told USING OLD.hash;
       IF is_told THEN RETURN OLD; END IF;
       RAISE EXCEPTION 'a payload is erased by an event that says so';
     END $$;
   CREATE TRIGGER payloads_are_deleted_where_an_event_says_so BEFORE DELETE ON payloads
     FOR EACH ROW EXECUTE FUNCTION refuse_unless_told();`,
];
