using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <param name="Number">Grows with each entry.</param>
/// <param name="At">UTC.</param>
/// <param name="Who"><c>cloud</c>, <c>local</c> or <c>edge</c>.</param>
/// <param name="What">A stable code, for example <c>desired-state.refused</c>.</param>
/// <param name="Detail">One plain English sentence.</param>
/// <param name="Person">The local account that did it; absent where nobody did.</param>
/// <param name="Values">What stands in the sentence of <paramref name="What"/> in other languages, at {0}, {1}, …</param>
internal sealed record JournalEntry(long Number, DateTimeOffset At, string Who, string What, string Detail, string? Person = null, IReadOnlyList<string>? Values = null);

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
    public void Add(string who, string what, string detail, params string[] values) => Add(who, null, what, detail, values);

    /// <summary>What somebody with a local account did.</summary>
    public void AddOf(string person, string what, string detail, params string[] values) => Add(Local, person, what, detail, values);

    private void Add(string who, string? person, string what, string detail, string[] values)
    {
        try
        {
            database.Write(connection =>
            {
                connection.Execute(
                    "insert into journal(at, who, what, detail, person, sentence) values ($at, $who, $what, $detail, $person, $sentence)",
                    ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()), ("$who", who), ("$what", what),
                    ("$detail", Bounded(detail)), ("$person", person),
                    ("$sentence", values.Length == 0 ? null : JsonSerializer.Serialize([.. values.Select(Bounded)], ValuesJson.Default.StringArray)));
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
    /// <param name="ofPeople">Only what people did.</param>
    public IReadOnlyList<JournalEntry> Read(long? before, int most, bool ofPeople = false) => database.Use(connection => connection.Query(
        $"select number, at, who, what, detail, person, sentence from journal where number < $before {(ofPeople ? "and person is not null" : "")} order by number desc limit $most",
        row => new JournalEntry(
            row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : JsonSerializer.Deserialize(row.GetString(6), ValuesJson.Default.StringArray)),
        ("$before", before ?? long.MaxValue), ("$most", most)));

    private static string Bounded(string text) => text.Length > LongestDetail ? text[..LongestDetail] : text;
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class ValuesJson : JsonSerializerContext;
