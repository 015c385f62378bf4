using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>
/// Keeps the file within its bound. Raw rows go first, oldest first: of each source and quarter hour the row with its registers at the start stays, which
/// is what energy is reckoned from. Only when that is not enough are quarter hours deleted. Sessions, registers that the edge counts itself, documents and
/// the journal are never touched by it. Nothing that waits goes because of its age: a clock that is years off must not empty the file.
/// </summary>
internal sealed class Retention(EdgeDatabase database, TimeProvider time)
{
    private const int Quarter = 900;
    private const int QuartersInOneTransaction = 4;
    private const int MostRefused = 10_000;

    /// <summary>Thinning begins here, so that there is room for what must not wait.</summary>
    private const double ThinAbove = 0.8;
    private const double DeleteAbove = 0.9;

    /// <summary>So long the keys of what was sent are known.</summary>
    public static readonly TimeSpan KeepSent = TimeSpan.FromHours(1);

    private static readonly TimeSpan NeverThinned = TimeSpan.FromHours(1);

    /// <summary>Readings lost to the bound so far; 0 when all were kept.</summary>
    public long Thinned => database.Use(connection => Counts.Get(connection, Counts.Thinned));

    public void Keep()
    {
        var now = time.GetUtcNow();
        database.Write(connection =>
        {
            long recent = (now - KeepSent).ToUnixTimeSeconds();
            connection.Execute("delete from sent where at < $recent", ("$recent", recent));
            connection.Execute("delete from sessions where status = 1 and ended_at < $recent", ("$recent", recent));
            connection.Execute(
                "delete from refused where (at, source) in (select at, source from refused order by at desc limit -1 offset $most)", ("$most", MostRefused));
        });
        while (IsAbove(ThinAbove) && Thin(now - NeverThinned))
            continue;
        while (IsAbove(DeleteAbove) && DeleteOldestDay())
            continue;
    }

    private bool IsAbove(double share) => database.UsedBytes > share * database.MaximumBytes;

    /// <summary>Thins the oldest hour that is not thinned yet.</summary>
    /// <returns>False when nothing before the limit is left to thin.</returns>
    public bool Thin(DateTimeOffset before)
    {
        long limit = before.ToUnixTimeSeconds();
        long done = database.Use(connection => Counts.Get(connection, Counts.ThinnedBefore));
        // Beyond the limit it was set while the clock was ahead. A quarter hour may be thinned again, which changes nothing.
        if (Oldest(done > limit ? 0 : done) is not { } oldest || oldest / Quarter * Quarter + Quarter > limit)
            return false;
        database.Write(connection =>
        {
            long quarter = oldest / Quarter * Quarter;
            for (int i = 0; i < QuartersInOneTransaction && quarter + Quarter <= limit; i++, quarter += Quarter)
                ThinQuarter(connection, quarter);
            Counts.Set(connection, Counts.ThinnedBefore, quarter);
        });
        return true;
    }

    private static void ThinQuarter(SqliteConnection connection, long quarter)
    {
        var rows = connection.Query(
            "select at, source, body from readings where at >= $from and at < $to order by at",
            row => (At: row.GetInt64(0), Source: row.GetFieldValue<byte[]>(1), HasRegister: ReadingCodec.HasRegister(row.GetFieldValue<byte[]>(2))),
            ("$from", quarter), ("$to", quarter + Quarter));
        int deleted = 0;
        foreach (var source in rows.GroupBy(row => new Guid(row.Source)))
        {
            var registers = source.Where(row => row.HasRegister).ToList();
            long? first = registers is [var start, ..] ? start.At : null;
            // Where the next quarter hour has no row at its start, the energy at the border is reckoned between its two neighbours.
            long? last = registers is [.., var end] && !HasRow(connection, quarter + Quarter, end.Source) ? end.At : null;
            foreach (var row in source.Where(row => row.At != first && row.At != last))
                deleted += Delete(connection, row.At, row.Source);
        }
        Counts.Add(connection, Counts.Waiting, -deleted);
        Counts.Add(connection, Counts.Thinned, deleted);
    }

    private bool DeleteOldestDay()
    {
        if (Oldest(0) is not { } oldest)
            return false;
        database.Write(connection => DeleteBefore(connection, oldest + 86_400));
        return true;
    }

    private static void DeleteBefore(SqliteConnection connection, long limit)
    {
        int deleted = connection.Execute("delete from readings where at < $limit", ("$limit", limit));
        Counts.Add(connection, Counts.Waiting, -deleted);
        Counts.Add(connection, Counts.Thinned, deleted);
    }

    private long? Oldest(long from) => database.Use(connection =>
        connection.Query("select at from readings where at >= $from order by at limit 1", row => (long?)row.GetInt64(0), ("$from", from)).FirstOrDefault());

    private static bool HasRow(SqliteConnection connection, long at, byte[] source) => connection.Query(
        "select 1 from readings where at = $at and source = $source", _ => true, ("$at", at), ("$source", source)).Count > 0;

    private static int Delete(SqliteConnection connection, long at, byte[] source) =>
        connection.Execute("delete from readings where at = $at and source = $source", ("$at", at), ("$source", source));
}
