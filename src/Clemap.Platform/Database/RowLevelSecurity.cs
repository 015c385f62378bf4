using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>Steps that migrations of owned tables share.</summary>
public static class RowLevelSecurity
{
    /// <summary>
    /// Enables and forces row-level security with one policy for reading and writing, and grants the table to the app role. The empty setting of a
    /// used connection counts as "no organisation".
    /// </summary>
    /// <param name="migration">The migration being built.</param>
    /// <param name="schema">Schema of the table.</param>
    /// <param name="table">Table with a column <c>organisation_id</c>.</param>
    /// <param name="privileges">Granted to the app role.</param>
    public static void FenceByOrganisation(
        this MigrationBuilder migration, string schema, string table, string privileges = "select, insert, update, delete") =>
        migration.Sql(
            $"""
             alter table {schema}.{table} enable row level security;
             alter table {schema}.{table} force row level security;
             create policy organisation on {schema}.{table}
                 using (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid)
                 with check (organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid);
             grant {privileges} on {schema}.{table} to {DatabaseConnections.AppRole};
             """);

    /// <summary>Of rows with a column for their site. The setting <c>app.site_ids</c> is asked once a statement.</summary>
    public const string OwnSite = "site_id = any ((select platform.reached_sites())::uuid[])";

    /// <summary>Of rows with a column <c>source_id</c> or the like for a meter or station of a site.</summary>
    public static string SiteOfSource(string column) =>
        $"{column} in (select s.source_id from platform.sources_at((select nullif(current_setting('app.organisation_id', true), '')::uuid), (select platform.reached_sites())) s)";

    /// <summary>
    /// Narrows what the organisation's policy opens to the app role: to scopes that act for the whole organisation and, in those that act for some of its sites, to the rows of these.
    /// Without the setting there is nothing to see.
    /// </summary>
    /// <param name="migration">The migration being built.</param>
    /// <param name="schema">Schema of the table.</param>
    /// <param name="table">One that <see cref="FenceByOrganisation"/> has fenced.</param>
    /// <param name="rows">Condition for a row of one of the sites; <see langword="null"/> when the table is about the organisation as a whole.</param>
    /// <param name="command"><c>all</c>, or the one command that is narrowed.</param>
    /// <param name="check">Condition for new rows; <see langword="null"/> when it is <paramref name="rows"/>.</param>
    public static void FenceBySites(
        this MigrationBuilder migration, string schema, string table, string? rows = null, string command = "all", string? check = null)
    {
        const string Whole = "(select platform.reaches_all())";
        var condition = rows is null ? Whole : $"{Whole} or {rows}";
        var read = command == "insert" ? "" : $"using ({condition})";
        var written = command is "select" or "delete" ? "" : $"with check ({check ?? condition})";
        migration.Sql(
            $"create policy {(command == "all" ? "sites" : "sites_" + command)} on {schema}.{table} as restrictive for {command} to {DatabaseConnections.AppRole} {read} {written};");
    }

    /// <summary>Lets the app role use the schema; call it first in a module's first migration.</summary>
    public static void OpenSchema(this MigrationBuilder migration, string schema) =>
        migration.Sql($"create schema if not exists {schema}; grant usage on schema {schema} to {DatabaseConnections.AppRole};");
}
