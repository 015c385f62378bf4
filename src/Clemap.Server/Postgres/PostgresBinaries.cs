namespace Clemap.Server.Postgres;

/// <summary>Finds <c>initdb</c> and <c>pg_ctl</c> on this machine.</summary>
internal static class PostgresBinaries
{
    public const string Variable = "CLEMAP_POSTGRES_BIN";

    /// <summary>The folder named by <see cref="Variable"/>, else the newest of Debian's, else the search path.</summary>
    /// <exception cref="PrivatePostgresException">None has both programs.</exception>
    public static string Find()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, "bin"))
            : [];
        var candidates = new[] { Environment.GetEnvironmentVariable(Variable) }
            .Concat(debian)
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return candidates.FirstOrDefault(IsComplete)
            ?? throw new PrivatePostgresException($"PostgreSQL is not installed: install the package postgresql or set {Variable} to the folder of initdb.");
    }

    private static bool IsComplete(string? folder) =>
        !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl"));

    private static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;
}
