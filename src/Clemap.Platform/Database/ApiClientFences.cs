using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought API clients.</summary>
internal static class ApiClientFences
{
    /// <summary>
    /// A client that asks for a token names itself before its organisation is known, so that one function looks across to find its secrets' hashes, and one to note that a secret was used: at
    /// most once a minute, and only while client and secret stand.
    /// </summary>
    public static void FenceApiClients(this MigrationBuilder migration)
    {
        migration.FenceByOrganisation(PlatformContext.SchemaName, "api_clients", "select, insert, update");
        migration.FenceByOrganisation(PlatformContext.SchemaName, "api_client_secrets", "select, insert, update");
        migration.Sql(
            """
            create policy directory on platform.api_clients for select to current_user using (true);
            create policy directory on platform.api_client_secrets for select to current_user using (true);
            create policy used on platform.api_client_secrets for update to current_user using (true) with check (true);

            create function platform.find_api_client(client uuid)
                returns table (organisation_id uuid, name varchar, scopes text[], ended_at timestamptz,
                               secret_id uuid, secret_hash bytea, expires_at timestamptz, revoked_at timestamptz)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                select c.organisation_id, c.name, c.scopes, c.ended_at, s.id, s.secret_hash, s.expires_at, s.revoked_at
                from platform.api_clients c
                join platform.api_client_secrets s on s.organisation_id = c.organisation_id and s.client_id = c.id
                where c.id = client
                order by s.revoked_at is not null, s.expires_at desc limit 20
            $$;

            create function platform.use_api_client(client uuid, secret uuid, moment timestamptz)
                returns table (organisation_id uuid)
                language sql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
                update platform.api_client_secrets s set last_used_at = moment
                from platform.api_clients c
                where s.client_id = client and s.id = secret and s.revoked_at is null and s.expires_at > moment
                  and c.organisation_id = s.organisation_id and c.id = s.client_id and c.ended_at is null
                  and (s.last_used_at is null or s.last_used_at < moment - interval '1 minute');
                select s.organisation_id
                from platform.api_client_secrets s
                join platform.api_clients c on c.organisation_id = s.organisation_id and c.id = s.client_id
                where s.client_id = client and s.id = secret and s.revoked_at is null and s.expires_at > moment and c.ended_at is null
            $$;
            """);
        migration.Sql(
            $"""
             revoke all on function platform.find_api_client(uuid), platform.use_api_client(uuid, uuid, timestamptz) from public;
             grant execute on function platform.find_api_client(uuid), platform.use_api_client(uuid, uuid, timestamptz) to {DatabaseConnections.AppRole};
             """);
    }

    public static void UnfenceApiClients(this MigrationBuilder migration) => migration.Sql(
        """
        drop function platform.use_api_client(uuid, uuid, timestamptz);
        drop function platform.find_api_client(uuid);
        """);
}
