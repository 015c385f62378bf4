using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought licences.</summary>
internal static class LicenceFences
{
    /// <summary>The role that serves requests reads what was bought and says where it is used; what was bought only staff enter, as the migrator.</summary>
    public static void FenceLicences(this MigrationBuilder migration)
    {
        migration.FenceByOrganisation(PlatformContext.SchemaName, "licences", "select");
        migration.FenceByOrganisation(PlatformContext.SchemaName, "licence_assignments", "select, insert, delete");
        migration.Sql(
            """
            create policy sales on platform.licences to current_user using (true) with check (true);
            create policy sales on platform.licence_assignments to current_user using (true) with check (true);
            create policy introduction on platform.sites for select to current_user using (true);
            create policy introduction on platform.site_models for select to current_user using (true);
            """);
    }

    /// <summary>Whoever was there before licences goes on with all that there is, for as many stations as stand there.</summary>
    public static void LicenseWhatIsUsed(this MigrationBuilder migration) => migration.Sql(
        """
        insert into platform.licences (organisation_id, id, plan, stations, valid_from, order_reference, added_at)
        select o.organisation_id, gen_random_uuid(), 'floem-complete', greatest(1, coalesce(sum(jsonb_array_length(m.document->'stations')), 0)), current_date, 'before licences', now()
        from platform.organisations o
            left join platform.devices d on d.organisation_id = o.organisation_id and d.state <> 'Retired'
            left join platform.site_models m on m.organisation_id = d.organisation_id and m.device_id = d.id
        group by o.organisation_id;
        insert into platform.licence_assignments (organisation_id, licence_id, site_id, assigned_at)
        select l.organisation_id, l.id, s.id, now() from platform.licences l join platform.sites s on s.organisation_id = l.organisation_id;
        drop policy introduction on platform.site_models;
        drop policy introduction on platform.sites;
        """);
}
