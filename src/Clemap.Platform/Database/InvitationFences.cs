using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought invitations.</summary>
internal static class InvitationFences
{
    /// <summary>
    /// Whoever holds a link is not yet of the organisation, so that two functions look across: one shows what the link is for, the other uses it. Using it is one
    /// statement that only one caller wins, and the membership and the audit entry stand or fall with it.
    /// </summary>
    public static void FenceInvitations(this MigrationBuilder migration)
    {
        migration.FenceByOrganisation(PlatformContext.SchemaName, "invitations", "select, insert, update");
        migration.Sql(
            """
            create policy directory on platform.invitations for select to current_user using (true);
            create policy acceptance on platform.invitations for update to current_user using (true) with check (true);
            create policy acceptance on platform.memberships for insert to current_user with check (true);
            create policy acceptance on platform.audit for insert to current_user with check (true);
            """);
        migration.CreateInvitationFunctions();
    }

    public static void CreateInvitationFunctions(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            create function platform.find_invitation(hash bytea, moment timestamptz)
                returns table (organisation_name varchar, email varchar, role varchar)
                language sql stable security definer set search_path = pg_catalog, pg_temp as
            $$
                select o.name, i.email, i.role
                from platform.invitations i join platform.organisations o on o.organisation_id = i.organisation_id
                where i.secret_hash = hash and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > moment
            $$;

            create function platform.accept_invitation(hash bytea, person uuid, address text, moment timestamptz, entry uuid, origin text)
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
                insert into platform.memberships (organisation_id, person_id, role, since)
                values (taken.organisation_id, person, taken.role, moment) on conflict do nothing;
                insert into platform.audit (organisation_id, id, at, actor_id, action, subject_id, after, origin)
                values (taken.organisation_id, entry, moment, person, 'invitation.accepted', taken.id, jsonb_build_object('role', taken.role), origin);
                return true;
            end
            $$;
            """);
        migration.Sql(
            $"""
             revoke all on function platform.find_invitation(bytea, timestamptz), platform.accept_invitation(bytea, uuid, text, timestamptz, uuid, text) from public;
             grant execute on function platform.find_invitation(bytea, timestamptz), platform.accept_invitation(bytea, uuid, text, timestamptz, uuid, text)
                 to {DatabaseConnections.AppRole};
             """);
    }
}
