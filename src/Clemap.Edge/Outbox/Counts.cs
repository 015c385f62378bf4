using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>Numbers kept with the rows they count, in the same transaction.</summary>
internal static class Counts
{
    /// <summary>Readings that wait to be sent.</summary>
    public const string Waiting = "waiting";

    /// <summary>Readings that were thinned or deleted because the file was full.</summary>
    public const string Thinned = "thinned";

    /// <summary>Unix time before which readings are thinned to quarter hours.</summary>
    public const string ThinnedBefore = "thinned-before";

    public static long Get(SqliteConnection connection, string name) =>
        connection.Query("select value from counts where name = $name", row => row.GetInt64(0), ("$name", name)) is [var value] ? value : 0;

    public static void Add(SqliteConnection connection, string name, long difference)
    {
        if (difference != 0)
            connection.Execute(
                "insert into counts(name, value) values ($name, $difference) on conflict(name) do update set value = value + $difference",
                ("$name", name), ("$difference", difference));
    }

    public static void Set(SqliteConnection connection, string name, long value) =>
        connection.Execute("insert or replace into counts(name, value) values ($name, $value)", ("$name", name), ("$value", value));
}
