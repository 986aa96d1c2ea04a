"""Who may touch segments, and the one function that writes them.

Segments say what a member was counted as, day by day, so they are personal; but a count must see
every segment under an organisation, also those of members who have since moved out of sight. The
way out: roles that answer requests may read all columns but the member's id, and write nothing.
``members_totals_refresh`` belongs to the owner, opens the whole tree to itself and closes it again.
"""

from django.db import migrations

ROLES = "sotay_web, sotay_worker"

# Offsets as in totals/vector.py; a test compares the two.
SLOTS = """
CREATE FUNCTION members_slots(
    gender smallint, ethnicity smallint, education smallint, theory smallint, standing smallint,
    birth_year smallint
) RETURNS smallint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY[
        gender,
        2 + ethnicity,
        57 + education,
        65 + theory,
        70 + standing,
        74 + least(greatest(birth_year - 1900, 0), 119)
    ]::smallint[]
$$;

CREATE FUNCTION members_vector_add(vector integer[], slots smallint[], vals integer[])
RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    FOR i IN 1 .. coalesce(cardinality(slots), 0) LOOP
        vector[slots[i] + 1] := coalesce(vector[slots[i] + 1], 0) + vals[i];
    END LOOP;
    RETURN vector;
END $$;
"""

# Every join to a table is a LATERAL look-up by index with OFFSET 0, which keeps it a look-up: one
# plan, made once, serves the call with one member and the call with five thousand. Left to choose,
# the planner would plan each call anew, at twice the cost of running it; and a plan made while the
# tables were empty must not go on reading them whole when they have filled.
REFRESH = """
CREATE FUNCTION members_totals_refresh(
    ids bigint[],
    OUT changed bigint, OUT stray_cell bigint, OUT stray_from date, OUT stray_to date
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    endless CONSTANT date := DATE '9999-12-31';
    was text[] := members_open_sight();
BEGIN
    -- A second refresh of the same member waits here; the next statement then sees its outcome.
    -- One look-up each: for a list of ids the planner would read the whole range of the policy.
    PERFORM 1 FROM (SELECT DISTINCT unnest(ids) AS id ORDER BY 1) asked
    CROSS JOIN LATERAL (SELECT 1 FROM members_member WHERE id = asked.id FOR NO KEY UPDATE) held;

    WITH held AS MATERIALIZED (
        SELECT m.id AS member_id, m.gender, m.birth_year,
               least(m.ethnicity, 54)::smallint AS ethnicity,
               h.organisation_id, h.valid_from AS lo, coalesce(h.valid_to, endless) AS hi
        FROM (SELECT DISTINCT unnest(ids) AS id) asked
        CROSS JOIN LATERAL (
            SELECT id, gender, birth_year, ethnicity FROM members_member
            WHERE id = asked.id OFFSET 0
        ) m
        CROSS JOIN LATERAL (
            SELECT organisation_id, valid_from, valid_to FROM members_membership
            WHERE member_id = m.id AND superseded_at IS NULL OFFSET 0
        ) h
    ),
    cuts AS (
        SELECT held.*, lo AS cut FROM held
        UNION
        SELECT held.*, edge.cut FROM held
        CROSS JOIN LATERAL (
            SELECT unnest(ARRAY[valid_from, valid_to]) AS cut FROM members_status
            WHERE member_id = held.member_id AND superseded_at IS NULL OFFSET 0
        ) edge
        WHERE edge.cut > held.lo AND edge.cut < held.hi
    ),
    pieces AS (
        SELECT member_id, organisation_id, gender, ethnicity, birth_year, cut AS lo,
               lead(cut, 1, hi) OVER (PARTITION BY member_id, lo ORDER BY cut) AS hi
        FROM cuts
    ),
    told AS (
        SELECT pieces.*, coalesce(s.education, 0)::smallint AS education,
               coalesce(s.theory, 0)::smallint AS theory,
               coalesce(s.standing, 0)::smallint AS standing
        FROM pieces
        LEFT JOIN LATERAL (
            SELECT education, theory, standing FROM members_status
            WHERE member_id = pieces.member_id AND superseded_at IS NULL
              AND valid_from <= pieces.lo AND (valid_to IS NULL OR valid_to > pieces.lo)
            LIMIT 1
        ) s ON true
    ),
    marked AS (
        SELECT told.*, (
            lag(hi) OVER days IS DISTINCT FROM lo
            OR lag(organisation_id) OVER days <> organisation_id
            OR lag(education) OVER days <> education
            OR lag(theory) OVER days <> theory
            OR lag(standing) OVER days <> standing
        )::int AS begins
        FROM told WINDOW days AS (PARTITION BY member_id ORDER BY lo)
    ),
    joined AS (
        SELECT marked.*, sum(begins) OVER (PARTITION BY member_id ORDER BY lo) AS stretch
        FROM marked
    ),
    fresh AS MATERIALIZED (
        SELECT member_id, organisation_id, min(lo) AS lo, max(hi) AS hi,
               gender, ethnicity, education, theory, standing, birth_year
        FROM joined
        GROUP BY member_id, stretch, organisation_id, gender, ethnicity, education, theory,
                 standing, birth_year
    ),
    stored AS MATERIALIZED (
        SELECT s.* FROM (SELECT DISTINCT unnest(ids) AS id) asked
        CROSS JOIN LATERAL (
            SELECT member_id, organisation_id, lo, hi,
                   gender, ethnicity, education, theory, standing, birth_year
            FROM members_segment WHERE member_id = asked.id OFFSET 0
        ) s
    ),
    gone AS MATERIALIZED (SELECT * FROM stored EXCEPT SELECT * FROM fresh),
    made AS MATERIALIZED (SELECT * FROM fresh EXCEPT SELECT * FROM stored),
    removed AS (
        DELETE FROM members_segment segment USING gone
        WHERE segment.member_id = gone.member_id AND segment.lo = gone.lo
        RETURNING 1
    ),
    written AS (
        INSERT INTO members_segment (member_id, organisation_id, lo, hi, gender, ethnicity,
                                     education, theory, standing, birth_year)
        SELECT member_id, organisation_id, lo, hi, gender, ethnicity,
               education, theory, standing, birth_year
        FROM made
        WHERE (SELECT count(*) FROM removed) >= 0  -- what goes has gone before what comes
        RETURNING 1
    ),
    differences AS (
        SELECT edge.organisation_id, edge.day, slot, sum(edge.sign) AS val
        FROM (
            SELECT made.*, lo AS day, 1 AS sign FROM made
            UNION ALL SELECT made.*, hi, -1 FROM made WHERE hi < endless
            UNION ALL SELECT gone.*, lo, -1 FROM gone
            UNION ALL SELECT gone.*, hi, 1 FROM gone WHERE hi < endless
        ) edge
        CROSS JOIN LATERAL unnest(
            members_slots(gender, ethnicity, education, theory, standing, birth_year)
        ) slot
        GROUP BY 1, 2, 3
        HAVING sum(edge.sign) <> 0
    ),
    queued AS (
        INSERT INTO members_totalqueue (cell_id, day, slots, vals)
        SELECT organisation_id, day, array_agg(slot ORDER BY slot),
               array_agg(val::integer ORDER BY slot)
        FROM differences GROUP BY organisation_id, day
        RETURNING 1
    ),
    stray AS (
        SELECT organisation_id, lower(bare) AS first, upper(bare) AS past
        FROM (
            SELECT made.organisation_id, datemultirange(daterange(made.lo, made.hi)) - coalesce(
                (
                    SELECT range_agg(daterange(valid_from, coalesce(valid_to, endless)))
                    FROM organisations_placement
                    WHERE organisation_id = made.organisation_id AND superseded_at IS NULL
                ), '{}'
            ) AS bare
            FROM (SELECT DISTINCT organisation_id, lo, hi FROM made) made
        ) outside
        WHERE NOT isempty(bare)
        ORDER BY 1, 2 LIMIT 1
    )
    SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM removed),
           (SELECT organisation_id FROM stray), (SELECT first FROM stray), (SELECT past FROM stray)
    INTO changed, stray_cell, stray_from, stray_to
    FROM (SELECT count(*) FROM queued) done;

    PERFORM members_restore_sight(was);
END $$;
"""

RIGHTS = f"""
REVOKE ALL ON FUNCTION members_totals_refresh(bigint[]) FROM PUBLIC;
DO $$
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('sotay_web', 'sotay_worker')) = 2 THEN
        REVOKE ALL ON members_segment FROM {ROLES};
        GRANT SELECT (organisation_id, lo, hi, gender, ethnicity, education, theory, standing,
                      birth_year) ON members_segment TO {ROLES};
        GRANT EXECUTE ON FUNCTION members_totals_refresh(bigint[]) TO {ROLES};
    END IF;
END $$;
"""

UNDO = """
DROP FUNCTION members_totals_refresh;
DROP FUNCTION members_vector_add;
DROP FUNCTION members_slots;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0003_totals")]

    operations = [migrations.RunSQL(SLOTS + REFRESH + RIGHTS, UNDO)]
