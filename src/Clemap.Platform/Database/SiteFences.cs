using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought roles at sites.</summary>
internal static class SiteFences
{
    private const string Schema = PlatformContext.SchemaName;
    private const string OwnDevice = "device_id in (select d.id from platform.devices d)";

    /// <summary>The second fence by site, on every table of this module.</summary>
    public static void FenceSites(this MigrationBuilder migration)
    {
        migration.Sql(
            $"""
             create function platform.reaches_all() returns boolean language sql stable as
             $$ select coalesce(pg_catalog.current_setting('app.site_ids', true), '') = '*' $$;

             create function platform.reached_sites() returns uuid[] language sql stable as
             $$ select case when coalesce(pg_catalog.current_setting('app.site_ids', true), '') in ('', '*') then '{"{}"}'::uuid[]
                            else pg_catalog.current_setting('app.site_ids', true)::uuid[] end $$;

             create function platform.sources_at(organisation uuid, sites uuid[]) returns table (source_id uuid) language sql stable as
             $$
                 select (entry.value ->> 'id')::uuid
                 from platform.site_models m
                 join platform.devices d on d.organisation_id = m.organisation_id and d.id = m.device_id
                 cross join lateral pg_catalog.jsonb_array_elements((m.document -> 'meters') || (m.document -> 'stations')) entry
                 where m.organisation_id = organisation and d.site_id = any (sites) and d.state <> 'Retired'
             $$;

             revoke all on function platform.reaches_all(), platform.reached_sites(), platform.sources_at(uuid, uuid[]) from public;
             grant execute on function platform.reaches_all(), platform.reached_sites(), platform.sources_at(uuid, uuid[]) to {DatabaseConnections.AppRole};
             """);
        migration.FenceByOrganisation(Schema, "site_memberships");
        foreach (var table in new[] { "memberships", "site_memberships", "invitations", "api_clients", "api_client_secrets" })
            migration.FenceBySites(Schema, table);
        migration.FenceBySites(Schema, "organisations", command: "insert");
        migration.FenceBySites(Schema, "organisations", command: "update");
        // Whoever acts at a site leaves entries; who reads them reads the organisation's.
        migration.FenceBySites(Schema, "audit", command: "select");
        migration.FenceBySites(Schema, "sites", "id = any ((select platform.reached_sites())::uuid[])");
        migration.FenceBySites(Schema, "devices", RowLevelSecurity.OwnSite);
        foreach (var table in new[] { "site_models", "desired_states", "reported_states" })
            migration.FenceBySites(Schema, table, OwnDevice);
        // Whoever acts at a site has the options of its licences, and says of none where it is used.
        migration.FenceBySites(Schema, "licences", "id in (select a.licence_id from platform.licence_assignments a)");
        migration.FenceBySites(Schema, "licence_assignments", RowLevelSecurity.OwnSite, "select");
        migration.FenceBySites(Schema, "licence_assignments", command: "insert");
        migration.FenceBySites(Schema, "licence_assignments", command: "delete");
        FenceClaimsBySites(migration);
    }

    // A claim passes the fences of devices, since nobody owns the device yet: for which of its sites the caller acts it reads where the fences read it.
    private static void FenceClaimsBySites(MigrationBuilder migration) => migration.Sql(
        $"""
         alter function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid) rename to claim_device_at_any_site;
         revoke all on function platform.claim_device_at_any_site(uuid, uuid, text, bytea, timestamptz, uuid) from {DatabaseConnections.AppRole};

         create function platform.claim_device(device uuid, site uuid, device_serial text, code_hash bytea, moment timestamptz, entry uuid)
             returns varchar
             language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
         $$
         begin
             if not (platform.reaches_all() or site = any (platform.reached_sites())) then
                 return null;
             end if;
             return platform.claim_device_at_any_site(device, site, device_serial, code_hash, moment, entry);
         end
         $$;

         revoke all on function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid) from public;
         grant execute on function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid) to {DatabaseConnections.AppRole};
         """);

    /// <summary>Back to one role for the whole organisation. Telemetry and billing go back first.</summary>
    public static void UnfenceSites(this MigrationBuilder migration)
    {
        migration.Sql(
            $"""
            drop function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid);
            alter function platform.claim_device_at_any_site(uuid, uuid, text, bytea, timestamptz, uuid) rename to claim_device;
            grant execute on function platform.claim_device(uuid, uuid, text, bytea, timestamptz, uuid) to {DatabaseConnections.AppRole};
            do
            $$
            declare
                narrowed record;
            begin
                for narrowed in select policyname, tablename from pg_policies where schemaname = 'platform' and permissive = 'RESTRICTIVE' loop
                    execute format('drop policy %I on platform.%I', narrowed.policyname, narrowed.tablename);
                end loop;
            end
            $$;
            drop policy directory on platform.sites;
            drop function platform.standing_of(uuid);
            drop function platform.find_invitation(bytea, timestamptz);
            drop function platform.accept_invitation(bytea, uuid, text, timestamptz, uuid, text);
            drop function platform.sources_at(uuid, uuid[]);
            drop function platform.reached_sites();
            drop function platform.reaches_all();
            """);
        migration.CreateInvitationFunctions();
    }

    /// <summary>
    /// What a person is, in which organisation and at which site, before an organisation is known. <c>memberships_of</c> stays as it is: a node of the version before sees no role at a
    /// site, and takes none for one in the whole organisation.
    /// </summary>
    public static void CreateStanding(this MigrationBuilder migration) => migration.Sql(
        $"""
         create policy directory on platform.site_memberships for select to current_user using (true);
         create policy acceptance on platform.site_memberships for insert to current_user with check (true);
         create policy directory on platform.sites for select to current_user using (true);

         create function platform.standing_of(person uuid)
             returns table (organisation_id uuid, organisation_name varchar, role varchar, site_id uuid)
             language sql stable security definer set search_path = pg_catalog, pg_temp as
         $$
             select o.organisation_id, o.name, m.role, m.site_id
             from (
                 select organisation_id, role, null::uuid as site_id from platform.memberships where person_id = person
                 union all
                 select organisation_id, role, site_id from platform.site_memberships where person_id = person
             ) m
             join platform.organisations o on o.organisation_id = m.organisation_id
         $$;

         drop function platform.find_invitation(bytea, timestamptz);
         create function platform.find_invitation(hash bytea, moment timestamptz)
             returns table (organisation_name varchar, email varchar, role varchar, site_names varchar[])
             language sql stable security definer set search_path = pg_catalog, pg_temp as
         $$
             select o.name, i.email, i.role,
                    array(select s.name from platform.sites s where s.organisation_id = i.organisation_id and s.id = any (i.site_ids) order by s.name)
             from platform.invitations i join platform.organisations o on o.organisation_id = i.organisation_id
             where i.secret_hash = hash and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > moment
         $$;

         create or replace function platform.accept_invitation(hash bytea, person uuid, address text, moment timestamptz, entry uuid, origin text)
             returns boolean
             language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
         $$
         declare
             taken platform.invitations;
         begin
             update platform.invitations i set accepted_at = moment, accepted_by = person
             where i.secret_hash = hash and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > moment and lower(i.email) = lower(address)
             returning * into taken;
             if not found then
                 return false;
             end if;
             if cardinality(taken.site_ids) = 0 then
                 insert into platform.memberships (organisation_id, person_id, role, since)
                 values (taken.organisation_id, person, taken.role, moment) on conflict do nothing;
             else
                 insert into platform.site_memberships (organisation_id, person_id, site_id, role, since)
                 select taken.organisation_id, person, site, taken.role, moment from unnest(taken.site_ids) site on conflict do nothing;
             end if;
             insert into platform.audit (organisation_id, id, at, actor_id, action, subject_id, after, origin)
             values (taken.organisation_id, entry, moment, person, 'invitation.accepted', taken.id,
                     jsonb_strip_nulls(jsonb_build_object('role', taken.role, 'siteIds', case when cardinality(taken.site_ids) > 0 then to_jsonb(taken.site_ids) end)), origin);
             return true;
         end
         $$;

         revoke all on function platform.standing_of(uuid), platform.find_invitation(bytea, timestamptz) from public;
         grant execute on function platform.standing_of(uuid), platform.find_invitation(bytea, timestamptz) to {DatabaseConnections.AppRole};
         """);
}
