using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>Who may take entries out of the audit, and that nobody changes one.</summary>
internal static class AuditFences
{
    /// <summary>
    /// The app role adds and reads; the migrator's daily job deletes what is too old. A change is refused to every role, the owner too: the trigger asks no rights.
    /// </summary>
    public static void FenceAudit(this MigrationBuilder migration) => migration.Sql(
        """
        create policy retention_select on platform.audit for select to current_user using (true);
        create policy retention on platform.audit for delete to current_user using (true);

        create function platform.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as
        $$
        begin
            raise exception 'The audit is only ever added to.' using errcode = 'insufficient_privilege';
        end
        $$;
        create trigger append_only before update or truncate on platform.audit for each statement execute function platform.refuse_change();
        create index ix_audit_at on platform.audit (at);
        """);

    public static void UnfenceAudit(this MigrationBuilder migration) => migration.Sql(
        """
        drop index platform.ix_audit_at;
        drop trigger append_only on platform.audit;
        drop function platform.refuse_change();
        drop policy retention on platform.audit;
        drop policy retention_select on platform.audit;
        """);
}
