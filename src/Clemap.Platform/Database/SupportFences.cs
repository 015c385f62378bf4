using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought platform support.</summary>
internal static class SupportFences
{
    /// <summary>
    /// Support people belong to no organisation, and the app role cannot read or write who they are. What they are in an organisation follows from the access that it granted, for as
    /// long as that lasts: the same function that tells every person's roles tells theirs.
    /// </summary>
    public static void FenceSupport(this MigrationBuilder migration)
    {
        migration.Sql("create table platform.support_people (person_id uuid primary key, since timestamptz not null);");
        migration.FenceByOrganisation(PlatformContext.SchemaName, "support_access", "select, insert, update");
        migration.FenceBySites(PlatformContext.SchemaName, "support_access");
        migration.CreateStandingWithSupport();
        migration.Sql("create policy directory on platform.support_access for select to current_user using (true);");
    }

    public static void CreateStandingWithSupport(this MigrationBuilder migration)
    {
        migration.Sql(Standing(
            """
                union all
                select a.organisation_id, case when a.may_change then 'support-change' else 'support-read' end, null::uuid
                from platform.support_access a
                where a.revoked_at is null and a.ends_at > now() and exists (select from platform.support_people p where p.person_id = person)
                  and not exists (select from platform.memberships m where m.organisation_id = a.organisation_id and m.person_id = person)
            """));
        migration.Sql(
            $"""
             revoke all on function platform.standing_of(uuid) from public;
             grant execute on function platform.standing_of(uuid) to {DatabaseConnections.AppRole};
             """);
    }

    public static void UnfenceSupport(this MigrationBuilder migration)
    {
        migration.Sql(Standing(""));
        migration.Sql("drop table platform.support_people;");
    }

    private static string Standing(string support) =>
        $"""
         create or replace function platform.standing_of(person uuid)
             returns table (organisation_id uuid, organisation_name varchar, role varchar, site_id uuid)
             language sql stable security definer set search_path = pg_catalog, pg_temp as
         $$
             select distinct o.organisation_id, o.name, m.role, m.site_id
             from (
                 select organisation_id, role, null::uuid as site_id from platform.memberships where person_id = person
                 union all
                 select organisation_id, role, site_id from platform.site_memberships where person_id = person
                 {support}
             ) m
             join platform.organisations o on o.organisation_id = m.organisation_id
         $$;
         """;
}
