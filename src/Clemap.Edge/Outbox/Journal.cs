using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <param name="Number">Grows with each entry.</param>
/// <param name="At">UTC.</param>
/// <param name="Who"><c>cloud</c>, <c>local</c> or <c>edge</c>.</param>
/// <param name="What">A stable code, for example <c>desired-state.refused</c>.</param>
/// <param name="Detail">One plain English sentence.</param>
internal sealed record JournalEntry(long Number, DateTimeOffset At, string Who, string What, string Detail);

/// <summary>Who changed what, and when: kept in the edge's own file, so that it can be read where the cloud is far.</summary>
internal sealed class Journal(EdgeDatabase database, TimeProvider time, ILogger<Journal> log)
{
    public const string Cloud = "cloud";
    public const string Local = "local";
    public const string Edge = "edge";

    /// <summary>About three megabytes; the oldest go first.</summary>
    public const int MostEntries = 10_000;

    private const int LongestDetail = 2_000;

    /// <summary>Never fails: what the disk does not take is in the log at least.</summary>
    public void Add(string who, string what, string detail)
    {
        try
        {
            database.Write(connection =>
            {
                connection.Execute(
                    "insert into journal(at, who, what, detail) values ($at, $who, $what, $detail)",
                    ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()), ("$who", who), ("$what", what),
                    ("$detail", detail.Length > LongestDetail ? detail[..LongestDetail] : detail));
                connection.Execute("delete from journal where number <= (select max(number) from journal) - $most", ("$most", MostEntries));
            });
        }
        catch (Exception failure) when (failure is SqliteException or IOException or InvalidOperationException)
        {
            log.LogError("The journal could not take {What} of {Who} ({Detail}): {Message}", what, who, detail, failure.Message);
        }
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only entries with a smaller number; <see langword="null"/> from the newest.</param>
    public IReadOnlyList<JournalEntry> Read(long? before, int most) => database.Use(connection => connection.Query(
        "select number, at, who, what, detail from journal where number < $before order by number desc limit $most",
        row => new JournalEntry(
            row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4)),
        ("$before", before ?? long.MaxValue), ("$most", most)));
}
