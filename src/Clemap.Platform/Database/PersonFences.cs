using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>How a person's address leaves the invitations of organisations that the person is not (or no longer) of.</summary>
internal static class PersonFences
{
    /// <summary>Whoever calls it has shown that the address is theirs. An invitation that was open is withdrawn: nobody could accept it any more.</summary>
    public static void LetPeopleGo(this MigrationBuilder migration)
    {
        migration.Sql(
            """
            create function platform.forget_person(person uuid, address text, moment timestamptz) returns void
                language sql volatile security definer set search_path = pg_catalog, pg_temp as
            $$
                update platform.invitations i
                set email = '', withdrawn_at = case when i.accepted_at is null then coalesce(i.withdrawn_at, moment) else i.withdrawn_at end
                where i.accepted_by = person or lower(i.email) = lower(address)
            $$;
            """);
        migration.Sql(
            $"""
             revoke all on function platform.forget_person(uuid, text, timestamptz) from public;
             grant execute on function platform.forget_person(uuid, text, timestamptz) to {DatabaseConnections.AppRole};
             """);
    }

    public static void KeepPeople(this MigrationBuilder migration) => migration.Sql("drop function platform.forget_person(uuid, text, timestamptz);");
}
