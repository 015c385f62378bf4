namespace Clemap.Telemetry.Alarms;

/// <summary>
/// Looks at readings. $1 is the organisation, which stands beside row-level security so that keys are found by it. Spans of partitioned tables begin and end at parameters: what is
/// reckoned in the statement the planner does not know, and it would plan for every day that is kept.
/// </summary>
internal static class AlarmSql
{
    // Every minute-long span that ended in the last 45 s: looks are at most 30 s apart, so no span goes by between two. What was measured of a minute
    // must be at least four of its six readings. Calm is the last minute; it never overlaps a span that raises, so both are never true at once.
    private const string Spans =
        """
        spans as (
            select id, phase, at, newest, a, bound,
                count(*) over minute >= 4 and min(a - high) over minute >= 0 as raised,
                min(at) over minute as since
            from measured window minute as (partition by id, phase order by at range between interval '50 seconds' preceding and current row))
        """;

    // The pointer to the newest may be a minute behind it. Ends with a bound for the partitions.
    private const string Newest =
        "select max(at) as at from telemetry.reading where organisation_id = $1 and source_id = w.source_id and at >= l.at and at < l.at + interval '5 minutes' and at > ";

    /// <summary>$2 circuits, $3 their meters, $4 their ratings (A), $5 and $6 percent of the rating that raise and that are calm, $7 now, $8 four minutes before. One row a circuit and phase that was measured.</summary>
    public const string Fuses =
        $"""
        with watched as (select * from unnest($2, $3, $4) w(id, source_id, rating)),
        measured as (
            select w.id, p.phase, r.at, n.at as newest, abs(p.a)::float8 as a, w.rating * $5 / 100 as high, w.rating as bound
            from watched w
            join telemetry.latest l on l.organisation_id = $1 and l.source_id = w.source_id and l.at > $7 - interval '3 minutes'
            join lateral ({Newest} $8) n on n.at > $7 - interval '2 minutes'
            join lateral (
                select at, current_l1a, current_l2a, current_l3a from telemetry.reading
                where organisation_id = $1 and source_id = w.source_id and at > $8 and at > n.at - interval '2 minutes' and at <= n.at) r on true
            cross join lateral (values (1::smallint, r.current_l1a), (2::smallint, r.current_l2a), (3::smallint, r.current_l3a)) p(phase, a)
            where p.a is not null),
        {Spans}
        select id, phase,
            coalesce(bool_or(raised) filter (where at > newest - interval '45 seconds'), false),
            count(*) filter (where at > newest - interval '60 seconds') >= 4
                and max(a) filter (where at > newest - interval '60 seconds') < max(bound) * $6 / 100,
            max(a) filter (where at > newest - interval '105 seconds'), max(bound), min(since) filter (where raised)
        from spans group by id, phase
        """;

    /// <summary>$2 stations, $3 tolerance (A), $4 now, $5 four minutes before. One row a station whose current and limit were measured. Current into the vehicle counts, on its largest phase.</summary>
    public const string Stations =
        $"""
        with measured as (
            select w.source_id as id, null::smallint as phase, r.at, n.at as newest, c.a::float8 as a, r.limit_a + $3 as high, r.limit_a::float8 as bound
            from unnest($2) w(source_id)
            join telemetry.latest l on l.organisation_id = $1 and l.source_id = w.source_id and l.at > $4 - interval '3 minutes'
            join lateral ({Newest} $5) n on n.at > $4 - interval '2 minutes'
            join lateral (
                select at, limit_a, current_l1a, current_l2a, current_l3a from telemetry.reading
                where organisation_id = $1 and source_id = w.source_id and at > $5 and at > n.at - interval '2 minutes' and at <= n.at) r on true
            cross join lateral (select greatest(r.current_l1a, r.current_l2a, r.current_l3a) as a) c
            where c.a is not null and r.limit_a is not null),
        {Spans}
        select id, phase,
            coalesce(bool_or(raised) filter (where at > newest - interval '45 seconds'), false),
            count(*) filter (where at > newest - interval '60 seconds') >= 4
                and max(a - bound) filter (where at > newest - interval '60 seconds') <= $3 / 2,
            (array_agg(a order by raised desc, at desc))[1], (array_agg(bound order by raised desc, at desc))[1], min(since) filter (where raised)
        from spans group by id, phase
        """;

    /// <summary>
    /// $2 meters and stations, $3 and $4 a span of whole minutes that is over, $5 readings that are enough, $6 a day before the span. Counted by minutes, and again by the readings themselves
    /// where that is too few, since rollups may be late. The last column is false for what gave none in the day before: it was just commissioned, or has long been silent.
    /// </summary>
    public const string Missing =
        """
        with counted as (
            select w.source_id, coalesce((
                select sum(m.readings) from telemetry.reading_minute m
                where m.organisation_id = $1 and m.source_id = w.source_id and m.at >= $3 and m.at < $4), 0) as n
            from unnest($2) w(source_id)),
        exact as (
            select source_id, case when n >= $5 then n else (
                select count(*) from telemetry.reading r where r.organisation_id = $1 and r.source_id = c.source_id and r.at >= $3 and r.at < $4) end as n
            from counted c)
        select source_id, n::integer, n >= $5 or exists (
            select from telemetry.reading r
            where r.organisation_id = $1 and r.source_id = e.source_id and r.at >= $6 and r.at < $3)
        from exact e
        """;

    /// <summary>$2 and so on one array a column. What is open already stays; the answer is what is new.</summary>
    public const string Raise =
        """
        insert into telemetry.alarm (organisation_id, id, site_id, device_id, kind, subject_id, element, phase, value, bound, since, raised_at)
        select $1, n.id, n.site_id, n.device_id, n.kind, n.subject_id, n.element, n.phase, n.value, n.bound, n.since, $12
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) n(id, site_id, device_id, kind, subject_id, element, phase, value, bound, since)
        order by n.kind, n.subject_id
        on conflict (organisation_id, kind, subject_id) where cleared_at is null do nothing
        returning id
        """;

    /// <summary>$2 alarms that are worth one again after they looked over.</summary>
    public const string Again = "update telemetry.alarm set calm_since = null where organisation_id = $1 and id = any ($2) and cleared_at is null";

    /// <summary>$2 alarms that look over, $3 now.</summary>
    public const string Calm =
        "update telemetry.alarm set calm_since = $3 where organisation_id = $1 and id = any ($2) and cleared_at is null and calm_since is null";

    /// <summary>$2 alarms, $3 now, $4 why. The answer is what is cleared by this.</summary>
    public const string Clear =
        "update telemetry.alarm set cleared_at = $3, cleared_because = $4 where organisation_id = $1 and id = any ($2) and cleared_at is null and (calm_since is not null or $4 <> 'over') returning id";
}
