"""Pieces of statements that several rooms of this folder share.

Look-ups in the tree are written as LATERAL with OFFSET 0, which keeps them look-ups by index: the
planner cannot know how short the walks are, and would otherwise read all placements.
"""

# ruff: noqa: S608 - statements are put together from constants of this folder, not from input

ENDLESS = "DATE '9999-12-31'"

# One number for every process: whoever changes totals holds this lock until the end of the
# transaction, and takes its snapshot afterwards (a statement of its own, READ COMMITTED).
LOCK = "SELECT pg_advisory_xact_lock(7420001)"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(7420001)"

_ON_DAY = (
    "p.superseded_at IS NULL AND p.valid_from <= %(day)s::date"
    " AND (p.valid_to IS NULL OR p.valid_to > %(day)s::date)"
)

# What is directly under {node}, and what is directly above it, on %(day)s.
CHILDREN = f"""
    SELECT p.organisation_id FROM organisations_placement p
    WHERE p.parent_id = {{node}} AND {_ON_DAY} OFFSET 0
"""
PARENT = f"""
    SELECT p.parent_id FROM organisations_placement p
    WHERE p.organisation_id = {{node}} AND p.parent_id IS NOT NULL AND {_ON_DAY} OFFSET 0
"""

# The last two parts of a statement that changes totals. Needs ``entries(organisation_id, day, slot,
# val)`` before it: what is to be added, already summed, zeros left out.
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
    later AS (
        SELECT organisation_id, day, array_agg(slot) AS slots, array_agg(val::integer) AS vals
        FROM (
            SELECT c.organisation_id, c.day, e.slot, sum(e.val) AS val
            FROM entries e
            CROSS JOIN LATERAL (
                SELECT c.organisation_id, c.day FROM members_totalcheckpoint c
                WHERE c.organisation_id = e.organisation_id AND c.day > e.day OFFSET 0
            ) c
            GROUP BY c.organisation_id, c.day, e.slot
            HAVING sum(e.val) <> 0
        ) sums
        GROUP BY organisation_id, day
    ),
    moved AS (
        UPDATE members_totalcheckpoint c
        SET vector = members_vector_add(c.vector, later.slots, later.vals)
        FROM later
        WHERE c.organisation_id = later.organisation_id AND c.day = later.day
        RETURNING 1
    )
"""
