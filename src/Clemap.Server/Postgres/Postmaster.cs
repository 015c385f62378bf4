namespace Clemap.Server.Postgres;

/// <summary>The first process of a cluster, as its lock file names it and as Linux knows it.</summary>
internal static class Postmaster
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Its process id; <see langword="null"/> when it does not run, though its lock file may be there still.</summary>
    /// <param name="data">Folder of the cluster.</param>
    public static int? Running(string data) => Named(data) is { } id && StatusOf(id) is { IsPostgres: true, IsDead: false } ? id : null;

    /// <summary>
    /// Takes away the lock file of a cluster that was killed when another program has got its number by now, as happens when a container starts again: PostgreSQL would take that one for itself.
    /// </summary>
    public static void ForgetStranger(string data)
    {
        if (Named(data) is { } id && StatusOf(id) is { IsPostgres: false })
            File.Delete(LockFile(data));
    }

    /// <summary>Waits a moment for one that was killed to be gone altogether: until then PostgreSQL holds that it runs, and starts no other.</summary>
    public static async Task GoneAsync(string data)
    {
        for (var wait = TimeSpan.Zero; wait < LongestEnd && Named(data) is { } id && StatusOf(id) is { IsPostgres: true, IsDead: true }; wait += Look)
            await Task.Delay(Look);
    }

    private static int? Named(string data)
    {
        try
        {
            return int.TryParse(File.ReadLines(LockFile(data)).FirstOrDefault(), out var id) ? id : null;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // "4711 (postgres) S …": the name may hold blanks and brackets, so its end is the last bracket. A zombie is dead, though it can still be sent signals.
    private static (bool IsPostgres, bool IsDead)? StatusOf(int id)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            var end = status.LastIndexOf(')');
            return (status[..end].EndsWith("(postgres", StringComparison.Ordinal), status[end + 2] is 'Z' or 'X');
        }
        catch (IOException)
        {
            return null; // no such process, or it ended while it was looked at
        }
    }

    private static string LockFile(string data) => Path.Combine(data, "postmaster.pid");
}
