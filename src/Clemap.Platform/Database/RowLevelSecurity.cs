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

    /// <summary>Lets the app role use the schema; call it first in a module's first migration.</summary>
    public static void OpenSchema(this MigrationBuilder migration, string schema) =>
        migration.Sql($"create schema if not exists {schema}; grant usage on schema {schema} to {DatabaseConnections.AppRole};");
}
