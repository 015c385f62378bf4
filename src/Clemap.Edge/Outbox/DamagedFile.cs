using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>Sets a damaged file aside under the time and saves what can be read of it: first what is billed or ordered, then the newest readings.</summary>
internal static class DamagedFile
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>Older ones are deleted, so that a failing disk does not fill itself.</summary>
    private const int KeptFiles = 2;

    /// <summary>The control waits for this at a start: so many are saved in about two seconds.</summary>
    private const int MostReadings = 100_000;

    private static readonly string[] Parts = ["", "-wal", "-shm"];

    public static bool Is(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;

    /// <returns>Where it is now.</returns>
    public static string Rename(string file, DateTimeOffset now)
    {
        string aside = $"{file}.damaged-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        // The write-ahead log belongs to the file of its name.
        foreach (string part in Parts)
            if (File.Exists(file + part))
                File.Move(file + part, aside + part, overwrite: true);
        foreach (string old in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + ".damaged-*Z").Order(StringComparer.Ordinal).SkipLast(KeptFiles))
            foreach (string part in Parts)
                File.Delete(old + part);
        return aside;
    }

    /// <returns>How many rows of each table were saved, in words.</returns>
    public static string Recover(string aside, SqliteConnection fresh)
    {
        try
        {
            using var damaged = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = aside, Pooling = false }.ToString());
            damaged.Open();
            var saved = EdgeSchema.Precious.Select(table => (Table: table, Rows: Copy(damaged, fresh, table, "")))
                .Append((Table: "readings", Rows: Copy(damaged, fresh, "readings", $"order by at desc limit {MostReadings}"))).ToList();
            fresh.Execute("insert or replace into counts(name, value) select 'waiting', count(*) from readings");
            return saved.Sum(table => table.Rows) == 0 ? "nothing" : string.Join(", ", saved.Select(table => $"{table.Rows} {table.Table}"));
        }
        catch (SqliteException)
        {
            return "nothing"; // not even its first page can be read
        }
    }

    private static int Copy(SqliteConnection damaged, SqliteConnection fresh, string table, string order)
    {
        int rows = 0;
        using var transaction = fresh.BeginTransaction();
        try
        {
            using var select = damaged.CreateCommand();
            select.CommandText = $"select * from {table} {order}";
            using var reader = select.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            string sql = $"insert or ignore into {table}({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select(column => "$" + column))})";
            while (reader.Read())
                rows += fresh.Execute(sql, [.. columns.Select((column, i) => ("$" + column, (object?)reader.GetValue(i)))]);
        }
        catch (SqliteException)
        {
            // The rest of this table is behind the damage; what came before it is kept.
        }
        transaction.Commit();
        return rows;
    }
}
