"""Pieces of statements that several rooms of this folder share.

Look-ups in the tree are written as LATERAL with OFFSET 0, which keeps them look-ups by index: the
planner cannot know how short the walks are, and would otherwise read all placements.
"""

ENDLESS = "DATE '9999-12-31'"

# One number for every process: whoever changes totals holds this lock until the end of the
# transaction, and takes its snapshot afterwards (a statement of its own, READ COMMITTED).
LOCK = "SELECT pg_advisory_xact_lock(7420001)"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(7420001)"

# The last parts of a statement that changes totals. Needs ``entries(organisation_id, day, slot,
# val)`` before it: what is to be added, already summed, zeros left out. Vectors of later months get
# running sums of what was added up to them, so that years of changes in one fold stay linear.
MERGE = """
    touched AS (
        SELECT DISTINCT organisation_id, day FROM entries
    ),
    merged AS MATERIALIZED (
        SELECT organisation_id, day,
               array_agg(slot ORDER BY slot) FILTER (WHERE val <> 0) AS slots,
               array_agg(val ORDER BY slot) FILTER (WHERE val <> 0) AS vals
        FROM (
            SELECT organisation_id, day, slot, sum(val)::integer AS val
            FROM (
                SELECT organisation_id, day, slot, val FROM entries
                UNION ALL
                SELECT t.organisation_id, t.day, e.slot, e.val
                FROM touched t
                CROSS JOIN LATERAL (
                    SELECT d.slots, d.vals FROM members_totaldelta d
                    WHERE d.organisation_id = t.organisation_id AND d.day = t.day OFFSET 0
                ) d
                CROSS JOIN LATERAL unnest(d.slots, d.vals) e(slot, val)
            ) both_parts
            GROUP BY organisation_id, day, slot
        ) sums
        GROUP BY organisation_id, day
    ),
    emptied AS (
        DELETE FROM members_totaldelta d USING merged m
        WHERE d.organisation_id = m.organisation_id AND d.day = m.day AND m.slots IS NULL
    ),
    kept AS (
        INSERT INTO members_totaldelta (organisation_id, day, slots, vals)
        SELECT organisation_id, day, slots, vals FROM merged WHERE slots IS NOT NULL
        ON CONFLICT (organisation_id, day)
        DO UPDATE SET slots = excluded.slots, vals = excluded.vals
        RETURNING 1
    ),
    upcoming AS MATERIALIZED (
        SELECT t.organisation_id, t.day, c.month
        FROM touched t
        CROSS JOIN LATERAL (
            SELECT c.day AS month FROM members_totalcheckpoint c
            WHERE c.organisation_id = t.organisation_id AND c.day > t.day ORDER BY c.day LIMIT 1
        ) c
    ),
    monthly AS MATERIALIZED (
        SELECT e.organisation_id, e.slot, u.month, sum(e.val) AS val
        FROM entries e
        JOIN upcoming u ON u.organisation_id = e.organisation_id AND u.day = e.day
        GROUP BY e.organisation_id, e.slot, u.month
    ),
    steps AS (
        SELECT organisation_id, slot, month, val FROM monthly
        UNION ALL
        SELECT begun.organisation_id, begun.slot, c.day, 0
        FROM (
            SELECT organisation_id, slot, min(month) AS month FROM monthly
            GROUP BY organisation_id, slot
        ) begun
        CROSS JOIN LATERAL (
            SELECT c.day FROM members_totalcheckpoint c
            WHERE c.organisation_id = begun.organisation_id AND c.day >= begun.month OFFSET 0
        ) c
    ),
    later AS (
        SELECT organisation_id, month AS day, array_agg(slot) AS slots,
               array_agg(val::integer) AS vals
        FROM (
            SELECT organisation_id, slot, month, sum(sum(val)) OVER (
                PARTITION BY organisation_id, slot ORDER BY month
            ) AS val
            FROM steps GROUP BY organisation_id, slot, month
        ) running
        WHERE val <> 0
        GROUP BY organisation_id, month
    ),
    moved AS (
        UPDATE members_totalcheckpoint c
        SET vector = members_vector_add(c.vector, later.slots, later.vals)
        FROM later
        WHERE c.organisation_id = later.organisation_id AND c.day = later.day
        RETURNING 1
    )
"""
