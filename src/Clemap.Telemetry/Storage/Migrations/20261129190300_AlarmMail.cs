using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Who gets alarms by mail, and what the next letter of each tells. It is about the organisation as a whole.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129190300_AlarmMail")]
internal sealed class AlarmMail : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table telemetry.alarm_mail_rule (
                organisation_id uuid not null, person_id uuid not null, kinds text[] not null, site_ids uuid[] not null, language text not null, due_at timestamptz not null,
                primary key (organisation_id, person_id)
            );
            create table telemetry.alarm_mail_item (
                organisation_id uuid not null, person_id uuid not null, alarm_id uuid not null, raised boolean not null, at timestamptz not null,
                primary key (organisation_id, person_id, alarm_id, raised),
                foreign key (organisation_id, person_id) references telemetry.alarm_mail_rule on delete cascade
            );
            """);
        foreach (var table in new[] { "alarm_mail_rule", "alarm_mail_item" })
        {
            migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, table);
            migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, table);
        }

        migrationBuilder.Sql(
            $"""
            create policy overview on telemetry.alarm_mail_item for select to current_user using (true);
            create function telemetry.organisations_to_mail(moment timestamptz) returns setof uuid
            language sql stable security definer set search_path = pg_catalog, pg_temp as $$
                select distinct organisation_id from telemetry.alarm_mail_item where at <= moment - interval '1 minute';
            $$;
            revoke all on function telemetry.organisations_to_mail(timestamptz) from public;
            grant execute on function telemetry.organisations_to_mail(timestamptz) to {DatabaseConnections.AppRole};
            """);
    }
}
