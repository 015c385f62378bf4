using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Alarms, open and cleared, and the function that says in which organisations to look for them.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129190100_Alarms")]
internal sealed class Alarms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table telemetry.alarm (
                organisation_id uuid not null, id uuid not null, site_id uuid not null, device_id uuid not null,
                kind text not null, subject_id uuid not null, element text not null, phase smallint check (phase between 1 and 3),
                value double precision, bound double precision,
                since timestamptz not null, raised_at timestamptz not null, calm_since timestamptz,
                cleared_at timestamptz, cleared_because text,
                acknowledged_at timestamptz, acknowledged_by uuid, note text,
                primary key (organisation_id, id),
                check (num_nonnulls(cleared_at, cleared_because) in (0, 2))
            );
            create unique index alarm_open on telemetry.alarm (organisation_id, kind, subject_id) where cleared_at is null;
            create index alarm_cleared on telemetry.alarm (organisation_id, cleared_at) where cleared_at is not null;
            create index alarm_site on telemetry.alarm (organisation_id, site_id, id);
            """);
        migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, "alarm");
        migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, "alarm", RowLevelSecurity.OwnSite);

        // From one organisation to the next by the index: as many steps as there are organisations, however many rows each has.
        migrationBuilder.Sql(
            $"""
            create policy overview on telemetry.latest for select to current_user using (true);
            create policy overview on telemetry.alarm for select to current_user using (true);
            create function telemetry.organisations_to_watch() returns setof uuid
            language sql stable security definer set search_path = pg_catalog, pg_temp as $$
                with recursive known(id) as (
                    (select organisation_id from telemetry.latest order by organisation_id limit 1)
                    union all
                    select (select l.organisation_id from telemetry.latest l where l.organisation_id > known.id order by l.organisation_id limit 1)
                    from known where known.id is not null)
                select id from known where id is not null
                union
                select organisation_id from telemetry.alarm where cleared_at is null;
            $$;
            revoke all on function telemetry.organisations_to_watch() from public;
            grant execute on function telemetry.organisations_to_watch() to {DatabaseConnections.AppRole};
            """);
    }
}
