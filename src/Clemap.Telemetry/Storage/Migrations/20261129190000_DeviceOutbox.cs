using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>What each device last said of the readings that wait in it.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129190000_DeviceOutbox")]
internal sealed class DeviceOutbox : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table telemetry.device_outbox (
                organisation_id uuid not null, device_id uuid not null, site_id uuid not null,
                heard_at timestamptz not null, pending bigint not null, oldest_at timestamptz, behind_since timestamptz,
                primary key (organisation_id, device_id)
            ) with (fillfactor = 50);
            """);
        migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, "device_outbox", "select");
        migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, "device_outbox", RowLevelSecurity.OwnSite);
        // Behind is who holds back what is older than half an hour. Who was away starts anew: it may just have come back with what it kept.
        migrationBuilder.Sql(
            $"""
            create function telemetry.note_outbox(device uuid, site uuid, waiting bigint, oldest timestamptz, heard timestamptz) returns void
            language sql security definer set search_path = pg_catalog, pg_temp as $$
                insert into telemetry.device_outbox as o (organisation_id, device_id, site_id, heard_at, pending, oldest_at, behind_since)
                values (nullif(current_setting('app.organisation_id', true), '')::uuid, device, site, heard, waiting, oldest,
                    case when oldest < heard - interval '30 minutes' then heard end)
                on conflict (organisation_id, device_id) do update set
                    site_id = excluded.site_id, heard_at = excluded.heard_at, pending = excluded.pending, oldest_at = excluded.oldest_at,
                    behind_since = case when excluded.behind_since is null then null
                        when o.heard_at < excluded.heard_at - interval '5 minutes' then excluded.heard_at
                        else coalesce(o.behind_since, excluded.heard_at) end
                where excluded.heard_at > o.heard_at;
            $$;
            revoke all on function telemetry.note_outbox(uuid, uuid, bigint, timestamptz, timestamptz) from public;
            grant execute on function telemetry.note_outbox(uuid, uuid, bigint, timestamptz, timestamptz) to {DatabaseConnections.IngestRole};
            """);
    }
}
