namespace Clemap.Telemetry.Rollups;

/// <summary>
/// The log of what is to be reckoned. $1 organisation. A mark stands for a quarter hour with new rows; the mark of a gap for those beside it that hang on its registers, up to the next
/// register on either side.
/// </summary>
internal static class MarksSql
{
    /// <summary>
    /// Takes due buckets out of the log: $2 closed before, $3 most rows, $4 newest mark. A bucket rests a moment so that a batch stream can finish its quarter hour; one
    /// that is still open is due once a minute. All marks of a bucket go with the one that is due: their rows are reckoned now, those of the minutes that the marks name.
    /// </summary>
    public const string TakeDue =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from (
                select id, min(id) filter (
                    where id <= $4 and marked_at <= now() - case when bucket < $2 then interval '3 seconds' else interval '1 minute' end) over (partition by source_id, bucket) as due
                from telemetry.dirty_bucket where organisation_id = $1 and not is_gap) mark
            where due is not null order by due limit $3)
        returning source_id, bucket, first_minute, last_minute
        """;

    /// <summary>
    /// Takes gaps out of the log whose source has no more rows that wait: $2 most, $3 newest mark. A history that comes in step by step has each gap reckoned once, at its end.
    /// </summary>
    public const string TakeDueGaps =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket g
            where organisation_id = $1 and is_gap and id <= $3 and marked_at <= now() - interval '3 seconds' and not exists (
                select from telemetry.dirty_bucket w
                where w.organisation_id = $1 and w.source_id = g.source_id and not w.is_gap and w.bucket <= now() - interval '17 minutes')
            order by source_id, bucket limit $2)
        returning source_id, bucket, first_minute, last_minute
        """;

    /// <summary>The mark that was made last; 0 when there is none.</summary>
    public const string Newest = "select coalesce(max(id), 0) from telemetry.dirty_bucket where organisation_id = $1";

    /// <summary>The same of gaps.</summary>
    public const string NewestGap = "select coalesce(max(id), 0) from telemetry.dirty_bucket where organisation_id = $1 and is_gap";

    /// <summary>Takes buckets in [$2, $3) out of the log, due or not; $4 most rows, $5 newest mark.</summary>
    public const string TakeSpan =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket where organisation_id = $1 and not is_gap and id <= $5 and bucket >= $2 and bucket < $3 order by id limit $4)
        returning source_id, bucket, first_minute, last_minute
        """;

    /// <summary>Takes gaps beside buckets in [$2, $3) out of the log; $4 most, $5 newest mark.</summary>
    public const string TakeGapsOfSpan =
        """
        delete from telemetry.dirty_bucket where organisation_id = $1 and id in (
            select id from telemetry.dirty_bucket where organisation_id = $1 and is_gap and id <= $5 and bucket >= $2 and bucket < $3 order by source_id, bucket limit $4)
        returning source_id, bucket, first_minute, last_minute
        """;

    /// <summary>
    /// Puts the marks of quarter hours ($2 sources, $3 starts) that are not over back: whoever stores a row relies on there being one until two minutes after the end. Due again in a
    /// minute, the last time two minutes after the end.
    /// </summary>
    public const string MarkAgain =
        """
        insert into telemetry.dirty_bucket (organisation_id, source_id, bucket, marked_at)
        select $1, source_id, bucket, case when bucket + interval '15 minutes' > now() then now() else bucket + interval '17 minutes' end
        from unnest($2, $3) d(source_id, bucket)
        where bucket + interval '17 minutes' > now()
        """;

    /// <summary>
    /// What to reckon again: the dirty quarter hours ($2 sources, $3 starts), and those that are not measured as far as the registers around the minutes that changed ($4 sources,
    /// $5 minutes) reach, since they hang on them; only an hour far into a gap that is longer, and the gap is marked.
    /// </summary>
    public static readonly string Targets =
        $"""
        with dirty as (select source_id, at from unnest($2, $3) t(source_id, at)),
        {GapsAround("$4", "$5")},
        marked as (
            insert into telemetry.dirty_bucket (organisation_id, source_id, bucket, is_gap)
            select $1, source_id, bucket, true from gap
            where bucket - before > interval '1 hour' or after - bucket > interval '1 hour'
            on conflict do nothing),
        reach as (
            select source_id, greatest(before, bucket - interval '1 hour') as first, least(after, bucket + interval '1 hour') as last from gap)
        select source_id, at from dirty
        union
        {Estimated}
        """;

    /// <summary>The quarter hours that are not measured in the gaps around minutes ($2 sources, $3 minutes), however long.</summary>
    public static readonly string TargetsOfGaps =
        $"""
        with {GapsAround("$2", "$3")},
        reach as (select source_id, before as first, after as last from gap)
        {Estimated}
        """;

    private static string GapsAround(string sources, string minutes) =>
        $"""
        changed as (
            select source_id, date_bin('15 minutes', at, 'epoch') as bucket, min(at) - interval '15 minutes' as first, max(at) + interval '16 minutes' as last
            from unnest({sources}, {minutes}) m(source_id, at) group by 1, 2),
        gap as (
            select c.source_id, c.bucket,
                least(c.bucket - interval '15 minutes', i.before, e.before) as before, greatest(c.bucket + interval '15 minutes', i.after, e.after) as after
            from changed c cross join lateral ({Around("import")}) i cross join lateral ({Around("export")}) e)
        """;

    private const string Estimated =
        """
        select distinct r.source_id, s.at
        from reach r cross join lateral generate_series(date_bin('15 minutes', r.first, 'epoch'), date_bin('15 minutes', r.last, 'epoch'), interval '15 minutes') s(at)
        left join lateral (
            select quality from telemetry.reading_quarter q where q.organisation_id = $1 and q.source_id = r.source_id and q.at = s.at limit 1) q on true
        where q.quality is distinct from 0
        """;

    private static string Around(string register) =>
        $"""
         select (
             select at from telemetry.reading_minute where organisation_id = $1 and source_id = c.source_id
                 and at < c.first and at >= c.first - interval '31 days' and {register}_first_wh is not null order by reading_minute.at desc limit 1) as before, (
             select at from telemetry.reading_minute where organisation_id = $1 and source_id = c.source_id
                 and at >= c.last and at < c.last + interval '31 days' and {register}_first_wh is not null order by reading_minute.at limit 1) as after
         """;
}
