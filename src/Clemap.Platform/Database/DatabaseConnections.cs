namespace Clemap.Platform.Database;

/// <summary>Connection strings of the three database roles.</summary>
/// <param name="Migrator">Owns the schemas; only migrations use it.</param>
/// <param name="App">Bound by row-level security; owns nothing.</param>
/// <param name="Ingest">May only insert readings.</param>
public sealed record DatabaseConnections(string Migrator, string App, string Ingest)
{
    public const string AppRole = "clemap_app";
    public const string IngestRole = "clemap_ingest";
    public const string MigratorRole = "clemap_migrator";
}
