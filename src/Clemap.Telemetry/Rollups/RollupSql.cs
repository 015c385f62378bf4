using static Clemap.Telemetry.Rollups.RollupColumns;

namespace Clemap.Telemetry.Rollups;

/// <summary>
/// $1 organisation, $2 sources and $3 starts of quarter hours (one each). Laterals, because the planner has no statistics of partitions that were just
/// filled and must not choose to join whole days. The rules are in <c>docs/telemetry.md</c>.
/// </summary>
internal static class RollupSql
{
    /// <summary>
    /// Takes due buckets out of the log: $2 closed before, $3 most rows, $4 newest mark. A bucket rests a moment so that a batch stream can finish its quarter hour; one
    /// that is still open is due once a minute.
    /// </summary>
    public const string TakeDue =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket
            where organisation_id = $1 and id <= $4 and marked_at <= now() - case when bucket < $2 then interval '3 seconds' else interval '1 minute' end
            order by id limit $3)
        returning source_id, bucket
        """;

    /// <summary>The mark that was made last.</summary>
    public const string NewestMark = "select coalesce(max(id), 0) from telemetry.dirty_bucket where organisation_id = $1";

    /// <summary>Takes buckets in [$2, $3) out of the log, due or not; $4 most rows, $5 newest mark.</summary>
    public const string TakeSpan =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket where organisation_id = $1 and id <= $5 and bucket >= $2 and bucket < $3 order by id limit $4)
        returning source_id, bucket
        """;

    /// <summary>
    /// Puts the marks of quarter hours that are not over back: whoever stores a row relies on there being one until two minutes after the end. Due again in a minute, the last time two
    /// minutes after the end.
    /// </summary>
    public const string MarkAgain =
        """
        insert into telemetry.dirty_bucket (organisation_id, source_id, bucket, marked_at)
        select $1, source_id, bucket, case when bucket + interval '15 minutes' > now() then now() else bucket + interval '17 minutes' end
        from unnest($2, $3) d(source_id, bucket)
        where bucket + interval '17 minutes' > now()
        """;

    /// <summary>
    /// Minutes of the quarter hours, out of rows in [$4, $5). First and last register are found by one smallest and one largest number that leads with the
    /// ten-second slot, which costs less than sorting; beyond 2^60 a register is none. Returns the minutes that changed.
    /// </summary>
    public static readonly string Minutes =
        $"""
        insert into telemetry.reading_minute as old (organisation_id, source_id, at, {List(Minute)})
        select $1, t.source_id, m.at, {List(Minute[..31], "m.")},
            {MinuteRegister("import")}, {MinuteRegister("export")}
        from unnest($2, $3) t(source_id, at) cross join lateral (
            select date_bin('1 minute', r.at, 'epoch') as at, {BandsOfRows}, count(*)::smallint as readings,
                min(slot | import_wh) as import_first, max(slot | import_wh) as import_last, min(import_wh) as import_low, max(import_wh) as import_high,
                min(slot | export_wh) as export_first, max(slot | export_wh) as export_last, min(export_wh) as export_low, max(export_wh) as export_high
            from (
                select at, voltage_l1v, voltage_l2v, voltage_l3v, current_l1a, current_l2a, current_l3a, active_l1w, active_l2w, active_l3w,
                    case when import_wh < 1::bigint << 60 then import_wh end as import_wh, case when export_wh < 1::bigint << 60 then export_wh end as export_wh,
                    (date_part('second', at)::bigint / 10) << 60 as slot,
                    case when num_nonnulls(active_l1w, active_l2w, active_l3w) > 0
                        then coalesce(active_l1w, 0) + coalesce(active_l2w, 0) + coalesce(active_l3w, 0) end as active_w
                from telemetry.reading
                where organisation_id = $1 and source_id = t.source_id and at >= t.at and at < t.at + interval '15 minutes'
                    and at >= $4 and at < $5) r
            group by 1) m
        {Replace(Minute)}
        returning source_id, at
        """;

    /// <summary>
    /// What to reckon again: the dirty ones, and those that are not measured as far as the registers around the minutes that changed ($4 sources,
    /// $5 minutes) reach, since they hang on them. Only an hour far to a side on which a mark up to $6 waits whose rows have never been rolled up: its turn reckons that gap
    /// anyway, and a history that comes in step by step would have it reckoned with each step. With $7 any mark that waits will do; what it leaves stays until rows of the gap arrive.
    /// </summary>
    public static readonly string Targets =
        $"""
        with dirty as (select source_id, at from unnest($2, $3) t(source_id, at)),
        changed as (
            select source_id, date_bin('15 minutes', at, 'epoch') as bucket, min(at) - interval '15 minutes' as first, max(at) + interval '16 minutes' as last
            from unnest($4, $5) m(source_id, at) group by 1, 2),
        waiting as materialized (
            select distinct source_id, bucket from telemetry.dirty_bucket
            where organisation_id = $1 and id <= $6 and source_id in (select source_id from changed)),
        pending as materialized (
            select distinct source_id from telemetry.dirty_bucket where organisation_id = $1 and $7 and bucket <= now() - interval '17 minutes'),
        gap as (
            select c.*, least(i.before, e.before) as before, greatest(i.after, e.after) as after
            from changed c cross join lateral ({Around("import")}) i cross join lateral ({Around("export")}) e),
        reach as (
            select source_id,
                date_bin('15 minutes', least(bucket - interval '15 minutes',
                    case when {IsCut("before", "bucket")} then greatest(before, bucket - interval '1 hour') else before end), 'epoch') as first,
                date_bin('15 minutes', greatest(bucket + interval '15 minutes',
                    case when {IsCut("bucket", "after")} then least(after, bucket + interval '1 hour') else after end), 'epoch') as last
            from gap)
        select source_id, at from dirty
        union
        select r.source_id, s.at
        from reach r cross join lateral generate_series(r.first, r.last, interval '15 minutes') s(at)
        left join lateral (
            select quality from telemetry.reading_quarter q where q.organisation_id = $1 and q.source_id = r.source_id and q.at = s.at limit 1) q on true
        where q.quality is distinct from 0
        """;

    /// <summary>
    /// Quarter hours out of minutes. Energy is the difference of the registers at the two borders, each a whole Wh that its neighbours share. Returns those
    /// where a register does not simply grow, or beside which one jumps: they are left to <see cref="UnevenQuarters"/>.
    /// </summary>
    public static readonly string Quarters =
        $"""
        {Looked},
        reckoned as (
            select *, false as registers_jump, import_last_wh - import_first_wh as counted_import_wh, export_last_wh - export_first_wh as counted_export_wh
            from looked where not uneven)
        {Written}
        select source_id, at from looked where uneven
        """;

    /// <summary>
    /// The same for quarter hours in which a register is added up step by step, with rows in [$4, $5). Returns what changed where a register jumps: the
    /// quarter hours beside it see it too.
    /// </summary>
    public static readonly string UnevenQuarters =
        $"""
        {Looked},
        reckoned as (
            select t.*, coalesce(i.jumps, false) or coalesce(e.jumps, false) as registers_jump,
                case when is_import_first_known and is_import_last_known then i.wh end as counted_import_wh,
                case when is_export_first_known and is_export_last_known then e.wh end as counted_export_wh
            from looked t left join lateral ({Steps("import")}) i on true left join lateral ({Steps("export")}) e on true)
        {Written}
        select source_id, at from written where registers_jump
        """;

    private static string Looked =>
        $"""
        with target as (select source_id, at from unnest($2, $3) t(source_id, at)),
        border as materialized (
            select b.source_id, b.at, {Border("import")}, {Border("export")}
            from (select source_id, at from target union select source_id, at + interval '15 minutes' from target) b
            {Neighbours("import")} {Neighbours("export")}),
        looked as materialized (
            select t.source_id, t.at, m.*, {Ends("import")}, {Ends("export")},
                m.jumps or {IsUneven("import")} or {IsUneven("export")} or exists (
                    select from telemetry.reading_quarter q
                    where q.organisation_id = $1 and q.source_id = t.source_id and q.at in (t.at - interval '15 minutes', t.at + interval '15 minutes')
                        and q.registers_jump) as uneven
            from target t
            join border f on f.source_id = t.source_id and f.at = t.at
            join border l on l.source_id = t.source_id and l.at = t.at + interval '15 minutes'
            cross join lateral (
                select {BandsOfMinutes}, coalesce(sum(readings), 0)::smallint as readings,
                    max(import_last_wh) as import_high, max(export_last_wh) as export_high,
                    coalesce(bool_or(import_jumps or import_first_wh not between import_before and import_before + {RegisterRules.GraceWh}
                        or export_jumps or export_first_wh not between export_before and export_before + {RegisterRules.GraceWh}), false) as jumps
                from (
                    select *, max(import_last_wh) over earlier as import_before, max(export_last_wh) over earlier as export_before
                    from telemetry.reading_minute
                    where organisation_id = $1 and source_id = t.source_id and at >= t.at and at < t.at + interval '15 minutes'
                    window earlier as (order by at rows between unbounded preceding and 1 preceding)) minutes) m)
        """;

    private static string Written =>
        $"""
        , quarter as (
            select r.*, q.quality, case when q.quality < 2 then counted_import_wh end as import_wh, case when q.quality < 2 then counted_export_wh end as export_wh
            from reckoned r cross join lateral (
                select case
                    when counted_import_wh is null or is_export_first_known <> is_export_last_known or (is_export_first_known and counted_export_wh is null) then 2
                    when import_between or export_between or registers_jump then 1
                    else 0 end::smallint as quality) q),
        gone as (
            delete from telemetry.reading_quarter old using quarter q
            where old.organisation_id = $1 and old.source_id = q.source_id and old.at = q.at and q.readings = 0 and q.quality = 2),
        written as (
            insert into telemetry.reading_quarter as old (organisation_id, source_id, at, {List(Quarter)})
            select $1, source_id, at, {List(Quarter)} from quarter where readings > 0 or quality < 2
            {Replace(Quarter)}
            returning source_id, at, registers_jump)
        """;

    private static string MinuteRegister(string register) =>
        $"""
         m.{register}_first & ((1::bigint << 60) - 1), m.{register}_last & ((1::bigint << 60) - 1),
         (m.{register}_first >> 60)::smallint, (m.{register}_last >> 60)::smallint,
         coalesce(m.{register}_low < m.{register}_first & ((1::bigint << 60) - 1) or m.{register}_high > m.{register}_last & ((1::bigint << 60) - 1)
             or m.{register}_high - m.{register}_low > {RegisterRules.GraceWh}, false)
         """;

    private static string Around(string register) =>
        $"""
         select (
             select at from telemetry.reading_minute where organisation_id = $1 and source_id = c.source_id
                 and at < c.first and at >= c.first - interval '31 days' and {register}_first_wh is not null order by reading_minute.at desc limit 1) as before, (
             select at from telemetry.reading_minute where organisation_id = $1 and source_id = c.source_id
                 and at >= c.last and at < c.last + interval '31 days' and {register}_first_wh is not null order by reading_minute.at limit 1) as after
         """;

    // Rows are stored together with their mark, so that a mark without minutes has rows that will become some.
    private static string IsCut(string from, string to) =>
        $"""
         {to} - {from} > interval '1 hour' and (exists (select from pending p where p.source_id = gap.source_id) or exists (
             select from waiting w
             where w.source_id = gap.source_id and w.bucket > {from} and w.bucket < date_bin('15 minutes', {to}, 'epoch') and not exists (
                 select from telemetry.reading_minute m
                 where m.organisation_id = $1 and m.source_id = w.source_id and m.at >= w.bucket and m.at < w.bucket + interval '15 minutes')))
         """;

    // The reading at a border, or those before and after it. Nothing is looked up before a border that was measured, or after which there is nothing.
    private static string Neighbours(string register) =>
        $"""
         left join lateral (
             select at + {register}_first_slot * interval '10 seconds' as at, {register}_first_wh as wh from telemetry.reading_minute
             where organisation_id = $1 and source_id = b.source_id and at >= b.at and at < b.at + interval '31 days' and {register}_first_wh is not null
             order by reading_minute.at limit 1) {register}_n on true
         left join lateral (
             select at + {register}_last_slot * interval '10 seconds' as at, {register}_last_wh as wh from telemetry.reading_minute
             where organisation_id = $1 and source_id = b.source_id and at < b.at and at >= b.at - interval '31 days' and {register}_first_wh is not null
                 and {register}_n.at > b.at
             order by reading_minute.at desc limit 1) {register}_p on true
         """;

    private static string Border(string register)
    {
        var (p, n) = ($"{register}_p", $"{register}_n");
        var known = $"coalesce({n}.at = b.at or {n}.at - {p}.at <= interval '31 days', false)";
        return
            $"""
             {p}.at as {p}_at, {p}.wh as {p}_wh, {n}.at as {n}_at, {n}.wh as {n}_wh, {known} as is_{register}_known, {known} and {n}.at > b.at as {register}_between,
             case when {n}.at = b.at then {n}.wh
                 when {known} and {n}.wh between {p}.wh and {p}.wh + {RegisterRules.SurelyPlausibleWh(Seconds($"{n}.at", $"{p}.at"))} then {p}.wh + {Share($"({n}.wh - {p}.wh)", "b.at", $"{p}.at", $"{n}.at")} end as {register}_wh
             """;
    }

    private static string Ends(string register) =>
        $"""
         f.is_{register}_known as is_{register}_first_known, l.is_{register}_known as is_{register}_last_known,
         f.{register}_between or l.{register}_between as {register}_between, f.{register}_wh as {register}_first_wh, l.{register}_wh as {register}_last_wh,
         f.{register}_p_at, f.{register}_p_wh, l.{register}_n_at, l.{register}_n_wh
         """;

    private static string IsUneven(string register) =>
        $"""
         (f.is_{register}_known and f.{register}_wh is null) or (l.is_{register}_known and l.{register}_wh is null)
         or coalesce(l.{register}_wh not between m.{register}_high and m.{register}_high + {RegisterRules.GraceWh}, false)
         """;

    /// <summary>
    /// From one register value to the next, over the quarter hour and those beside it. A minute counts by its first and last register, unless others lie
    /// outside of them: then each row counts.
    /// </summary>
    private static string Steps(string register) =>
        $"""
         select coalesce(bool_or(here and (wh < before or counted_wh is null)), false) as jumps,
             case when coalesce(bool_or(here and counted_wh is null), false) or coalesce(bool_or(is_fault), false) or count(*) filter (where here and wh < before) > 1 then null
                 else (sum({Share("counted_wh", "least(at, t.at + interval '15 minutes')", "before_at", "at")} - {Share("counted_wh", "greatest(before_at, t.at)", "before_at", "at")}) filter (where here))::bigint
                 end as wh
         from (
             select *, {RegisterRules.Counted} as counted_wh,
                 (here and wh > before and before < high and wh >= high) or (wh < before and wh >= base and (here or high_here > wh)) as is_fault
             from (
                 select point.at, point.wh, before_at, before, high, base, high_here, before_at < t.at + interval '15 minutes' and point.at > t.at as here
                 from (
                     select at, wh, lag(at) over earlier as before_at, lag(wh) over earlier as before, first_value(wh) over earlier as base,
                         max(wh) over (order by at rows between unbounded preceding and 1 preceding) as high,
                         max(wh) filter (where at between t.at and t.at + interval '15 minutes') over (order by at rows between unbounded preceding and 1 preceding) as high_here
                     from ({Points(register)}) p
                     window earlier as (order by at)) point
                 where before_at is not null) step
             left join lateral ({RegisterRules.PowerAround}) power on step.wh not between step.before and step.before + {RegisterRules.GraceWh}
             left join lateral ({RegisterRules.RollOver}) roll on step.wh < step.before) counted
         """;

    private static string Points(string register)
    {
        const string Window =
            "organisation_id = $1 and source_id = t.source_id and at >= t.at - interval '15 minutes' and at < t.at + interval '30 minutes'";
        return
            $"""
             select at + {register}_first_slot * interval '10 seconds' as at, {register}_first_wh as wh from telemetry.reading_minute
             where {Window} and {register}_first_wh is not null and not {register}_jumps
             union select at + {register}_last_slot * interval '10 seconds', {register}_last_wh from telemetry.reading_minute
             where {Window} and {register}_first_wh is not null and not {register}_jumps
             union select r.at, r.wh from telemetry.reading_minute m cross join lateral (
                 select at, {register}_wh as wh from telemetry.reading
                 where organisation_id = $1 and source_id = t.source_id and at >= m.at and at < m.at + interval '1 minute' and at >= $4 and at < $5
                     and {register}_wh < 1::bigint << 60) r
             where m.organisation_id = $1 and m.source_id = t.source_id and m.at >= t.at - interval '15 minutes' and m.at < t.at + interval '30 minutes'
                 and m.{register}_jumps
             union select t.{register}_p_at, t.{register}_p_wh where t.{register}_p_at is not null
             union select t.{register}_n_at, t.{register}_n_wh where t.{register}_n_at is not null
             """;
    }

    // Wh of a step up to a moment in it, rounded half up in whole numbers, so that all parts add up to the step.
    private static string Share(string wh, string at, string from, string to) =>
        $"((2 * {wh} * {Seconds(at, from)} + {Seconds(to, from)}) / (2 * {Seconds(to, from)}))";

    private static string Seconds(string to, string from) => $"extract(epoch from {to} - {from})::bigint";
}
