using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought connections to OpenADR servers.</summary>
internal static class OpenAdrFences
{
    /// <summary>A connection is the organisation's as a whole. Who works polls off asks in which organisations there are any, and learns nothing but ids.</summary>
    public static void FenceOpenAdr(this MigrationBuilder migration)
    {
        migration.FenceByOrganisation(PlatformContext.SchemaName, "openadr_connections");
        migration.FenceBySites(PlatformContext.SchemaName, "openadr_connections");
        migration.Sql(
            $"""
             create policy overview on platform.openadr_connections for select to current_user using (true);
             create function platform.openadr_due(moment timestamptz, most integer) returns table (organisation_id uuid, id uuid)
             language sql stable security definer set search_path = pg_catalog, pg_temp as $$
                 select c.organisation_id, c.id from platform.openadr_connections c where c.next_poll_at <= moment order by c.next_poll_at limit most
             $$;
             revoke all on function platform.openadr_due(timestamptz, integer) from public;
             grant execute on function platform.openadr_due(timestamptz, integer) to {DatabaseConnections.AppRole};
             """);
    }

    public static void UnfenceOpenAdr(this MigrationBuilder migration) => migration.Sql("drop function platform.openadr_due(timestamptz, integer);");
}
