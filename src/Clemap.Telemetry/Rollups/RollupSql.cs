using static Clemap.Telemetry.Rollups.RegisterSql;
using static Clemap.Telemetry.Rollups.RollupColumns;

namespace Clemap.Telemetry.Rollups;

/// <summary>
/// $1 organisation, $2 sources and $3 starts of quarter hours (one each). Laterals, because the planner has no statistics of partitions that were just
/// filled and must not choose to join whole days. The rules are in <c>docs/telemetry.md</c>.
/// </summary>
internal static class RollupSql
{
    /// <summary>
    /// Minutes from each of $3 until $6, out of rows in [$4, $5). First and last register are found by one smallest and one largest number that leads with the
    /// ten-second slot, which costs less than sorting; beyond 2^60 a register is none. Returns the minutes that changed.
    /// </summary>
    public static readonly string Minutes =
        $"""
        insert into telemetry.reading_minute as old (organisation_id, source_id, at, {List(Minute)})
        select $1, t.source_id, m.at, {List(Minute[..31], "m.")},
            {MinuteRegister("import")}, {MinuteRegister("export")}
        from unnest($2, $3, $6) t(source_id, first, until) cross join lateral (
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
                where organisation_id = $1 and source_id = t.source_id and at >= t.first and at < t.until
                    and at >= $4 and at < $5) r
            group by 1) m
        {Replace(Minute)}
        returning source_id, at
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
}
