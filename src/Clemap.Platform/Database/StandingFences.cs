using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the question how many devices stand at once.</summary>
internal static class StandingFences
{
    private static readonly string[] Tables = ["desired_states", "actions", "grid_commands", "grid_targets"];

    /// <summary>
    /// A node asks for all devices whose heartbeat is due, of whichever organisations: of each it learns whether it may act, a number and whether something is open, and nothing of what that is.
    /// Open is what <c>DeviceWishes</c> takes for it.
    /// </summary>
    public static void CreateDeviceStandings(this MigrationBuilder migration)
    {
        foreach (var table in Tables)
            migration.Sql($"create policy directory on platform.{table} for select to current_user using (true);");
        migration.Sql(
            $"""
             create function platform.device_standings(devices uuid[], moment timestamptz, commands_until timestamptz)
                 returns table (device_id uuid, active boolean, version bigint, has_actions boolean, has_grid_commands boolean)
                 language sql stable security definer set search_path = pg_catalog, pg_temp as
             $$
                 select d.id,
                        d.state in ('Claimed', 'Commissioned'),
                        coalesce((select max(s.version) from platform.desired_states s where s.organisation_id = d.organisation_id and s.device_id = d.id), 0),
                        exists (
                            select from platform.actions a
                            where a.organisation_id = d.organisation_id and a.device_id = d.id
                              and a.outcome is null and a.cancelled_at is null and a.accepted_at is null and a.expires_at > moment),
                        exists (
                            select from platform.grid_targets t
                            join platform.grid_commands c on c.organisation_id = t.organisation_id and c.id = t.command_id
                            where t.organisation_id = d.organisation_id and t.site_id = d.site_id
                              and t.ended_at is null and t.refused_code is null and c.until_at > commands_until)
                 from platform.devices d
                 where d.id = any (devices)
             $$;

             revoke all on function platform.device_standings(uuid[], timestamptz, timestamptz) from public;
             grant execute on function platform.device_standings(uuid[], timestamptz, timestamptz) to {DatabaseConnections.AppRole};
             """);
    }

    public static void DropDeviceStandings(this MigrationBuilder migration)
    {
        migration.Sql("drop function platform.device_standings(uuid[], timestamptz, timestamptz);");
        foreach (var table in Tables)
            migration.Sql($"drop policy directory on platform.{table};");
    }
}
