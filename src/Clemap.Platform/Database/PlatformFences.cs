using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the first migration: rights, policies and functions.</summary>
internal static class PlatformFences
{
    private const string Schema = PlatformContext.SchemaName;

    /// <summary>Policies, and no more rights than the module uses: versions and audit entries are only ever added.</summary>
    public static void FencePlatform(this MigrationBuilder migration)
    {
        migration.FenceByOrganisation(Schema, "organisations", "select, insert, update");
        migration.FenceByOrganisation(Schema, "memberships");
        migration.FenceByOrganisation(Schema, "sites", "select, insert, update");
        migration.FenceByOrganisation(Schema, "devices", "select, insert, update");
        migration.FenceByOrganisation(Schema, "site_models", "select, insert, update");
        migration.FenceByOrganisation(Schema, "desired_states", "select, insert");
        migration.FenceByOrganisation(Schema, "reported_states", "select, insert, update");
        migration.FenceByOrganisation(Schema, "audit", "select, insert");
    }

    /// <summary>
    /// The only look-ups across organisations: who a person is, and who a device is, before their organisation is known. They run with the rights of the
    /// migrator; row-level security is forced on it too, so it gets a policy for just these tables.
    /// </summary>
    public static void CreateDirectoryFunctions(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            create policy directory on platform.organisations for select to current_user using (true);
            create policy directory on platform.memberships for select to current_user using (true);
            create policy directory on platform.devices for select to current_user using (true);
            create policy enrolment on platform.devices for update to current_user using (true) with check (true);
            """);
        migration.Sql(
            """
            create function platform.memberships_of(person uuid)
                returns table (organisation_id uuid, organisation_name varchar, role varchar)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                select o.organisation_id, o.name, m.role
                from platform.memberships m join platform.organisations o on o.organisation_id = m.organisation_id
                where m.person_id = person
            $$;
            """);
        migration.Sql(
            $"""
             revoke all on function platform.memberships_of(uuid) from public;
             grant execute on function platform.memberships_of(uuid) to {DatabaseConnections.AppRole};
             """);
        migration.CreateDeviceFunctions();
    }

    /// <summary>The look-ups of devices, as they were before devices could be claimed.</summary>
    public static void CreateDeviceFunctions(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            create function platform.find_device(device uuid)
                returns table (device_id uuid, organisation_id uuid, site_id uuid, serial varchar, state varchar, public_key jsonb)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                select d.id, d.organisation_id, d.site_id, d.serial, d.state, d.public_key from platform.devices d where d.id = device
            $$;
            """);
        // One statement: of two that come at once the second waits for the first and then finds the key set. The same key again is a lost answer.
        migration.Sql(
            """
            create function platform.enrol_device(device_serial text, code_hash bytea, key jsonb)
                returns table (device_id uuid, organisation_id uuid, site_id uuid, serial varchar, state varchar, public_key jsonb)
                language sql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
                update platform.devices d set public_key = key
                where d.serial = device_serial and d.one_time_code_hash = code_hash and d.state in ('Claimed', 'Commissioned')
                  and (d.public_key is null or d.public_key = key)
                returning d.id, d.organisation_id, d.site_id, d.serial, d.state, d.public_key
            $$;
            """);
        migration.Sql(
            $"""
             revoke all on function platform.find_device(uuid), platform.enrol_device(text, bytea, jsonb) from public;
             grant execute on function platform.find_device(uuid), platform.enrol_device(text, bytea, jsonb) to {DatabaseConnections.AppRole};
             """);
    }
}
