"""Counts as functions, so that their plan is made once for each connection.

Planning took two thirds of the time of a count. A plan made once must hold for any day, any
organisation and any length of the queue, so every table is read by an index, in look-ups (LATERAL
with OFFSET 0); only the queue, short as it is, is gone through once. The functions see what the
caller may see; one call is one statement and so one snapshot.
"""

from django.db import migrations

# ``borne`` have totals: the last vector, changes since, and what is queued at cells under them that
# day. ``live`` have none: they are counted from segments.
PARTS = """
    WITH RECURSIVE asked AS MATERIALIZED (
        SELECT DISTINCT a.id, b.organisation_id IS NOT NULL AS has_totals
        FROM unnest(asked_ids) a(id)
        LEFT JOIN members_totalbearer b ON b.organisation_id = a.id
    ),
    borne AS MATERIALIZED (
        SELECT asked.id, c.day AS since, c.vector FROM asked
        LEFT JOIN LATERAL (
            SELECT day, vector FROM members_totalcheckpoint
            WHERE organisation_id = asked.id AND day <= asked_day
            ORDER BY day DESC LIMIT 1
        ) c ON true
        WHERE asked.has_totals
    ),
    live(top, id) AS (
        SELECT id, id FROM asked WHERE NOT has_totals
        UNION
        SELECT live.top, below.organisation_id
        FROM live CROSS JOIN LATERAL (
            SELECT p.organisation_id FROM organisations_placement p
            WHERE p.parent_id = live.id AND p.superseded_at IS NULL AND p.valid_from <= asked_day
              AND (p.valid_to IS NULL OR p.valid_to > asked_day) OFFSET 0
        ) below
    ),
    rising(cell, node) AS (
        SELECT DISTINCT q.cell_id, q.cell_id FROM members_totalqueue q
        WHERE q.day <= asked_day AND EXISTS (SELECT 1 FROM borne)
        UNION
        SELECT rising.cell, above.parent_id
        FROM rising CROSS JOIN LATERAL (
            SELECT p.parent_id FROM organisations_placement p
            WHERE p.organisation_id = rising.node AND p.parent_id IS NOT NULL
              AND p.superseded_at IS NULL AND p.valid_from <= asked_day
              AND (p.valid_to IS NULL OR p.valid_to > asked_day) OFFSET 0
        ) above
    ),
    parts(top, slot, val) AS (
        SELECT borne.id, (v.place - 1)::integer, v.val::bigint
        FROM borne CROSS JOIN LATERAL unnest(borne.vector) WITH ORDINALITY v(val, place)
        WHERE v.val <> 0 {of_vector}
        UNION ALL
        SELECT borne.id, e.slot, e.val
        FROM borne CROSS JOIN LATERAL (
            SELECT d.slots, d.vals FROM members_totaldelta d
            WHERE d.organisation_id = borne.id AND d.day <= asked_day
              AND d.day >= coalesce(borne.since, '-infinity'::date) OFFSET 0
        ) d CROSS JOIN LATERAL unnest(d.slots, d.vals) e(slot, val)
        {of_entries}
        UNION ALL
        SELECT rising.node, e.slot, e.val
        FROM rising
        JOIN borne ON borne.id = rising.node
        CROSS JOIN LATERAL (
            SELECT q.slots, q.vals FROM members_totalqueue q
            WHERE q.cell_id = rising.cell AND q.day <= asked_day OFFSET 0
        ) q CROSS JOIN LATERAL unnest(q.slots, q.vals) e(slot, val)
        {of_entries}
        UNION ALL
        {of_segments}
    )
"""
SEGMENTS = """
        FROM live CROSS JOIN LATERAL (
            SELECT {columns} FROM members_segment s
            WHERE s.organisation_id = live.id AND s.lo <= asked_day AND s.hi > asked_day
            OFFSET 0
        ) s
"""
# One pass over the segments for all dimensions, each with its first slot added: totals/vector.py.
BY_DIMENSION = (
    """
        SELECT live.top,
               CASE WHEN grouping(gender) = 0 THEN gender
                    WHEN grouping(ethnicity) = 0 THEN 2 + ethnicity
                    WHEN grouping(education) = 0 THEN 57 + education
                    WHEN grouping(theory) = 0 THEN 65 + theory
                    WHEN grouping(standing) = 0 THEN 70 + standing
                    ELSE 74 + least(greatest(birth_year - 1900, 0), 119) END,
               count(*)
    """
    + SEGMENTS.format(columns="gender, ethnicity, education, theory, standing, birth_year")
    + """
        GROUP BY GROUPING SETS (
            (live.top, gender), (live.top, ethnicity), (live.top, education), (live.top, theory),
            (live.top, standing), (live.top, birth_year)
        )
    """
)
HEADS = "SELECT live.top, 0, s.n" + SEGMENTS.format(columns="count(*) AS n")

OPENING = """
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
"""

COUNTS = (
    "CREATE FUNCTION members_counts(asked_ids bigint[], asked_day date)"
    " RETURNS TABLE (top bigint, slots integer[], vals bigint[])"
    + OPENING
    + PARTS.format(of_vector="", of_entries="", of_segments=BY_DIMENSION)
    + """
    SELECT sums.top, array_agg(sums.slot), array_agg(sums.val)
    FROM (
        SELECT parts.top, parts.slot, sum(parts.val)::bigint AS val FROM parts
        GROUP BY parts.top, parts.slot
    ) sums
    GROUP BY sums.top;
END $$;
CREATE FUNCTION members_heads(asked_ids bigint[], asked_day date)
 RETURNS TABLE (top bigint, heads bigint)
"""
    + OPENING
    + PARTS.format(of_vector="AND v.place <= 2", of_entries="WHERE e.slot < 2", of_segments=HEADS)
    + """
    SELECT parts.top, sum(parts.val)::bigint FROM parts GROUP BY parts.top;
END $$;
"""
)

UNDO = "DROP FUNCTION members_heads; DROP FUNCTION members_counts;"


class Migration(migrations.Migration):
    dependencies = [("members", "0012_labels_by_look_up")]

    operations = [migrations.RunSQL(COUNTS, UNDO)]
