namespace Clemap.Telemetry.Rollups;

/// <summary>Parts of statements that read the registers around a border or in a quarter hour <c>t</c>; <c>b</c> is a border, <c>register</c> import or export.</summary>
internal static class RegisterSql
{
    // The reading at a border, or those before and after it. Nothing is looked up before a border that was measured, or after which there is nothing.
    public static string Neighbours(string register) =>
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

    public static string Border(string register)
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

    public static string Ends(string register) =>
        $"""
         f.is_{register}_known as is_{register}_first_known, l.is_{register}_known as is_{register}_last_known,
         f.{register}_between or l.{register}_between as {register}_between, f.{register}_wh as {register}_first_wh, l.{register}_wh as {register}_last_wh,
         f.{register}_p_at, f.{register}_p_wh, l.{register}_n_at, l.{register}_n_wh
         """;

    public static string IsUneven(string register) =>
        $"""
         (f.is_{register}_known and f.{register}_wh is null) or (l.is_{register}_known and l.{register}_wh is null)
         or coalesce(l.{register}_wh not between m.{register}_high and m.{register}_high + {RegisterRules.GraceWh}, false)
         """;

    /// <summary>
    /// From one register value to the next, over the quarter hour and those beside it. A minute counts by its first and last register, unless others lie
    /// outside of them: then each row counts.
    /// </summary>
    public static string Steps(string register) =>
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
