using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought organisations below others.</summary>
internal static class SubOrganisationFences
{
    /// <summary>
    /// An organisation sees its own row only, as before; of those below it these functions tell and do what two organisations share. Each asks the settings of the fences whether the
    /// caller acts for the whole of the organisation that it names.
    /// </summary>
    public static void FenceSubOrganisations(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            create policy hierarchy_insert on platform.organisations for insert to current_user with check (true);
            create policy hierarchy_update on platform.organisations for update to current_user using (true) with check (true);

            create function platform.acts_for(organisation uuid) returns boolean language sql stable as
            $$ select platform.reaches_all() and coalesce(pg_catalog.current_setting('app.organisation_id', true), '') = organisation::text $$;

            create function platform.sub_organisations(organisation uuid)
                returns table (id uuid, name varchar, created_at timestamptz, sites bigint, owners bigint)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                select o.organisation_id, o.name, o.created_at,
                       (select count(*) from platform.sites s where s.organisation_id = o.organisation_id),
                       (select count(*) from platform.memberships m where m.organisation_id = o.organisation_id and m.role = 'owner')
                from platform.organisations o
                where o.parent_id = organisation and platform.acts_for(organisation)
                order by lower(o.name), o.organisation_id
            $$;

            create function platform.people_above(organisation uuid)
                returns table (person_id uuid, role varchar, organisation_name varchar)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                with recursive above as (
                    select o.parent_id as id from platform.organisations o where o.organisation_id = organisation
                    union all
                    select o.parent_id from platform.organisations o join above a on o.organisation_id = a.id
                )
                select m.person_id, m.role, o.name
                from above a
                join platform.organisations o on o.organisation_id = a.id
                join platform.memberships m on m.organisation_id = a.id and m.role <> 'resident'
                where platform.acts_for(organisation)
            $$;

            create function platform.add_sub_organisation(
                organisation uuid, child uuid, child_name text, actor uuid, moment timestamptz, entry_here uuid, entry_there uuid, origin text, most_levels int, most_below int)
                returns varchar
                language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
            declare
                levels int;
                told jsonb := jsonb_build_object('name', child_name);
            begin
                if not platform.acts_for(organisation) then
                    raise exception 'The caller does not act for organisation %.', organisation using errcode = 'insufficient_privilege';
                end if;
                -- Of two that come at once the second finds the name taken.
                perform from platform.organisations o where o.organisation_id = organisation for update;
                with recursive above as (
                    select o.parent_id, 1 as level from platform.organisations o where o.organisation_id = organisation
                    union all
                    select o.parent_id, a.level + 1 from platform.organisations o join above a on o.organisation_id = a.parent_id
                )
                select max(a.level) into levels from above a;
                if levels >= most_levels then
                    return 'too-deep';
                end if;
                if exists (select from platform.organisations o where o.parent_id = organisation and lower(o.name) = lower(child_name)) then
                    return 'taken';
                end if;
                if (select count(*) from platform.organisations o where o.parent_id = organisation) >= most_below then
                    return 'too-many';
                end if;
                insert into platform.organisations (organisation_id, name, created_at, parent_id) values (child, child_name, moment, organisation);
                insert into platform.audit (organisation_id, id, at, actor_id, action, subject_id, after, origin)
                values (organisation, entry_here, moment, actor, 'organisation.created', child, told, origin),
                       (child, entry_there, moment, actor, 'organisation.created', child, told, origin);
                return 'made';
            end
            $$;

            create function platform.release_sub_organisation(
                organisation uuid, child uuid, actor uuid, moment timestamptz, entry_here uuid, entry_there uuid, origin text)
                returns varchar
                language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
            declare
                told jsonb;
            begin
                if not platform.acts_for(organisation) then
                    raise exception 'The caller does not act for organisation %.', organisation using errcode = 'insufficient_privilege';
                end if;
                select jsonb_build_object('name', o.name) into told from platform.organisations o where o.organisation_id = child and o.parent_id = organisation for update;
                if not found then
                    return 'not-found';
                end if;
                if not exists (select from platform.memberships m where m.organisation_id = child and m.role = 'owner') then
                    return 'no-owner';
                end if;
                update platform.organisations o set parent_id = null where o.organisation_id = child;
                insert into platform.audit (organisation_id, id, at, actor_id, action, subject_id, after, origin)
                values (organisation, entry_here, moment, actor, 'organisation.released', child, told, origin),
                       (child, entry_there, moment, actor, 'organisation.released', child, told, origin);
                return 'released';
            end
            $$;
            """);
        migration.Sql(
            $"""
             drop function platform.standing_of(uuid);
             create function platform.standing_of(person uuid)
                 returns table (organisation_id uuid, organisation_name varchar, role varchar, site_id uuid, from_above boolean)
                 language sql stable security definer set search_path = pg_catalog, pg_temp as
             $$
                 with recursive held as (
                     select m.organisation_id, m.role, false as from_above from platform.memberships m where m.person_id = person
                     union
                     select o.organisation_id, h.role, true
                     from held h join platform.organisations o on o.parent_id = h.organisation_id
                     where h.role <> 'resident'
                 ),
                 standing as (
                     select h.organisation_id, h.role, null::uuid as site_id, bool_and(h.from_above) as from_above from held h group by h.organisation_id, h.role
                     union all
                     select m.organisation_id, m.role, m.site_id, false from platform.site_memberships m where m.person_id = person
                     union
                     select a.organisation_id, case when a.may_change then 'support-change' else 'support-read' end, null, false
                     from platform.support_access a
                     where a.revoked_at is null and a.ends_at > now() and exists (select from platform.support_people p where p.person_id = person)
                       and not exists (select from held h where h.organisation_id = a.organisation_id)
                 )
                 select o.organisation_id, o.name, s.role, s.site_id, s.from_above
                 from standing s join platform.organisations o on o.organisation_id = s.organisation_id
             $$;

             -- Below which organisation one stands, only these functions say.
             revoke update on platform.organisations from {DatabaseConnections.AppRole};
             grant update (name) on platform.organisations to {DatabaseConnections.AppRole};
             create policy topmost on platform.organisations as restrictive for insert to {DatabaseConnections.AppRole} with check (parent_id is null);

             revoke all on function platform.standing_of(uuid), platform.acts_for(uuid), platform.sub_organisations(uuid), platform.people_above(uuid),
                 platform.add_sub_organisation(uuid, uuid, text, uuid, timestamptz, uuid, uuid, text, int, int),
                 platform.release_sub_organisation(uuid, uuid, uuid, timestamptz, uuid, uuid, text) from public;
             grant execute on function platform.standing_of(uuid), platform.acts_for(uuid), platform.sub_organisations(uuid), platform.people_above(uuid),
                 platform.add_sub_organisation(uuid, uuid, text, uuid, timestamptz, uuid, uuid, text, int, int),
                 platform.release_sub_organisation(uuid, uuid, uuid, timestamptz, uuid, uuid, text) to {DatabaseConnections.AppRole};
             """);
    }

    /// <summary>Back to organisations that each stand by themselves.</summary>
    public static void UnfenceSubOrganisations(this MigrationBuilder migration)
    {
        migration.Sql(
            $"""
            drop policy topmost on platform.organisations;
            grant update on platform.organisations to {DatabaseConnections.AppRole};
            drop function platform.standing_of(uuid);
            drop function platform.release_sub_organisation(uuid, uuid, uuid, timestamptz, uuid, uuid, text);
            drop function platform.add_sub_organisation(uuid, uuid, text, uuid, timestamptz, uuid, uuid, text, int, int);
            drop function platform.people_above(uuid);
            drop function platform.sub_organisations(uuid);
            drop function platform.acts_for(uuid);
            drop policy hierarchy_insert on platform.organisations;
            drop policy hierarchy_update on platform.organisations;
            """);
        migration.CreateStandingWithSupport();
    }
}
