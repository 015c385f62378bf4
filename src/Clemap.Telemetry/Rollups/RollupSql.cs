namespace Clemap.Telemetry.Rollups;

/// <summary>
/// $1 organisation, $2 sources and $3 starts of quarter hours (one each), $4 and $5 the span of all that is looked at, so that the planner leaves out
/// the partitions of other days. Laterals, because it has no statistics of partitions that were just filled and must not choose to join whole days.
/// </summary>
internal static class RollupSql
{
    private const string Values =
        """
        current_l1min, current_l1avg, current_l1max, current_l2min, current_l2avg, current_l2max, current_l3min, current_l3avg, current_l3max,
        active_min, active_avg, active_max, readings, import_first_wh, import_last_wh, export_first_wh, export_last_wh
        """;

    /// <summary>
    /// Takes due buckets out of the log: $2 closed before, $3 most rows. A bucket rests a moment so that a batch stream can finish its quarter hour; one
    /// that is still open is due once a minute.
    /// </summary>
    public const string TakeDue =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket
            where organisation_id = $1 and marked_at <= now() - case when bucket < $2 then interval '1 second' else interval '1 minute' end
            order by id limit $3)
        returning source_id, bucket
        """;

    /// <summary>Takes buckets in [$2, $3) out of the log, due or not; $4 most rows.</summary>
    public const string TakeSpan =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket where organisation_id = $1 and bucket >= $2 and bucket < $3 order by id limit $4)
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
    /// The dirty ones, and those up to an hour away whose borders were not measured or which have no row: a late reading changes what is interpolated.
    /// </summary>
    public const string Targets =
        """
        select distinct d.source_id, d.at + step * interval '15 minutes'
        from unnest($2, $3) d(source_id, at) cross join generate_series(-4, 4) step
        left join lateral (
            select quality from telemetry.reading_quarter q
            where q.organisation_id = $1 and q.source_id = d.source_id and q.at = d.at + step * interval '15 minutes' limit 1) q on true
        where step = 0 or q.quality is distinct from 0
        """;

    /// <summary>Registers only grow, so the smallest in a minute is the first. An unchanged row is not written again.</summary>
    public const string Minutes =
        $"""
        insert into telemetry.reading_minute as old (organisation_id, source_id, at, {Values})
        select $1, t.source_id, m.*
        from unnest($2, $3) t(source_id, at) cross join lateral (
            select date_bin('1 minute', r.at, 'epoch'),
                min(current_l1a), avg(current_l1a)::real, max(current_l1a),
                min(current_l2a), avg(current_l2a)::real, max(current_l2a),
                min(current_l3a), avg(current_l3a)::real, max(current_l3a),
                min(active_w), avg(active_w)::real, max(active_w),
                count(*)::smallint, min(import_wh), max(import_wh), min(export_wh), max(export_wh)
            from (
                select at, current_l1a, current_l2a, current_l3a, import_wh, export_wh, case when num_nonnulls(active_l1w, active_l2w, active_l3w) > 0
                    then coalesce(active_l1w, 0) + coalesce(active_l2w, 0) + coalesce(active_l3w, 0) end as active_w
                from telemetry.reading
                where organisation_id = $1 and source_id = t.source_id and at >= t.at and at < t.at + interval '15 minutes'
                    and at >= $4 and at < $5) r
            group by 1) m
        on conflict (organisation_id, source_id, at) do update set ({Values}) = (select {Excluded})
        where ({Old}) is distinct from ({Excluded})
        """;

    /// <summary>
    /// Energy is the difference of the registers AT the two borders, each rounded to a whole Wh once, so that neighbours share it and sums are exact.
    /// A border without a row is interpolated between neighbours that are at most an hour apart.
    /// </summary>
    public const string Quarters =
        $"""
        with target as (select source_id, at from unnest($2, $3) t(source_id, at)),
        border as materialized (
            select b.source_id, b.at, coalesce(x.import_wh, i.wh) import_wh, coalesce(x.export_wh, e.wh) export_wh,
                (x.import_wh is null and i.wh is not null) or (x.export_wh is null and e.wh is not null) estimated
            from (select source_id, at from target union select source_id, at + interval '15 minutes' from target) b
            left join lateral (
                select import_wh, export_wh from telemetry.reading
                where organisation_id = $1 and source_id = b.source_id and at = b.at and at >= $4 and at < $5 limit 1) x on true
            left join lateral ({ImportBetween}) i on true
            left join lateral ({ExportBetween}) e on true),
        quarter as (
            select t.source_id, t.at, m.*, f.import_wh, l.import_wh, f.export_wh, l.export_wh,
                case when f.import_wh is null or l.import_wh is null or l.import_wh < f.import_wh
                    or (f.export_wh is null) <> (l.export_wh is null) or l.export_wh < f.export_wh then 2
                when f.estimated or l.estimated then 1 else 0 end::smallint as quality
            from target t
            join border f on f.source_id = t.source_id and f.at = t.at
            join border l on l.source_id = t.source_id and l.at = t.at + interval '15 minutes'
            cross join lateral (
                select min(current_l1min),
                    (sum(current_l1avg::float8 * readings) / sum(readings) filter (where current_l1avg is not null))::real,
                    max(current_l1max),
                    min(current_l2min),
                    (sum(current_l2avg::float8 * readings) / sum(readings) filter (where current_l2avg is not null))::real,
                    max(current_l2max),
                    min(current_l3min),
                    (sum(current_l3avg::float8 * readings) / sum(readings) filter (where current_l3avg is not null))::real,
                    max(current_l3max),
                    min(active_min), (sum(active_avg::float8 * readings) / sum(readings) filter (where active_avg is not null))::real, max(active_max),
                    coalesce(sum(readings), 0)::smallint as readings
                from (
                    select * from telemetry.reading_minute
                    where organisation_id = $1 and source_id = t.source_id and at >= t.at and at < t.at + interval '15 minutes'
                    order by at) minutes) m)
        insert into telemetry.reading_quarter as old (organisation_id, source_id, at, {Values}, quality)
        select $1, quarter.* from quarter where readings > 0 or quality < 2
        on conflict (organisation_id, source_id, at) do update set ({Values}, quality) = (select {Excluded}, excluded.quality)
        where ({Old}, old.quality) is distinct from ({Excluded}, excluded.quality)
        """;

    private const string Excluded =
        """
        excluded.current_l1min, excluded.current_l1avg, excluded.current_l1max, excluded.current_l2min, excluded.current_l2avg, excluded.current_l2max,
        excluded.current_l3min, excluded.current_l3avg, excluded.current_l3max, excluded.active_min, excluded.active_avg, excluded.active_max,
        excluded.readings, excluded.import_first_wh, excluded.import_last_wh, excluded.export_first_wh, excluded.export_last_wh
        """;

    private const string Old =
        """
        old.current_l1min, old.current_l1avg, old.current_l1max, old.current_l2min, old.current_l2avg, old.current_l2max,
        old.current_l3min, old.current_l3avg, old.current_l3max, old.active_min, old.active_avg, old.active_max,
        old.readings, old.import_first_wh, old.import_last_wh, old.export_first_wh, old.export_last_wh
        """;

    // Nothing is looked up for a border that was measured.
    private const string ImportBetween =
        """
        select round(p.wh + (n.wh - p.wh) * (extract(epoch from b.at - p.at) / extract(epoch from n.at - p.at)))::bigint as wh
        from (select at, import_wh wh from telemetry.reading where organisation_id = $1 and source_id = b.source_id
                and at >= b.at - interval '1 hour' and at < b.at and at >= $4 and at < $5 and import_wh is not null and x.import_wh is null order by at desc limit 1) p,
            (select at, import_wh wh from telemetry.reading where organisation_id = $1 and source_id = b.source_id
                and at > b.at and at <= b.at + interval '1 hour' and at >= $4 and at < $5 and import_wh is not null order by at limit 1) n
        where n.at - p.at <= interval '1 hour' and n.wh >= p.wh
        """;

    private const string ExportBetween =
        """
        select round(p.wh + (n.wh - p.wh) * (extract(epoch from b.at - p.at) / extract(epoch from n.at - p.at)))::bigint as wh
        from (select at, export_wh wh from telemetry.reading where organisation_id = $1 and source_id = b.source_id
                and at >= b.at - interval '1 hour' and at < b.at and at >= $4 and at < $5 and export_wh is not null and x.export_wh is null order by at desc limit 1) p,
            (select at, export_wh wh from telemetry.reading where organisation_id = $1 and source_id = b.source_id
                and at > b.at and at <= b.at + interval '1 hour' and at >= $4 and at < $5 and export_wh is not null order by at limit 1) n
        where n.at - p.at <= interval '1 hour' and n.wh >= p.wh
        """;
}
