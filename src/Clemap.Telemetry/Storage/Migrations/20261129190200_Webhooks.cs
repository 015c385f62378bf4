using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Webhooks and what was and is to be delivered to them. They are about the organisation as a whole.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129190200_Webhooks")]
internal sealed class Webhooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table telemetry.webhook (
                organisation_id uuid not null, id uuid not null, url text not null, kinds text[] not null, made_at timestamptz not null,
                secret text not null, earlier_secret text, earlier_until timestamptz,
                failing_since timestamptz, paused_at timestamptz, paused_reason text,
                primary key (organisation_id, id)
            );
            create table telemetry.webhook_delivery (
                organisation_id uuid not null, id uuid not null, number bigint generated always as identity, webhook_id uuid not null,
                type text not null, alarm_id uuid, at timestamptz not null, queued_at timestamptz not null, due_at timestamptz not null,
                attempts integer not null default 0, state smallint not null default 0, status integer, error text, delivered_at timestamptz,
                primary key (organisation_id, id),
                foreign key (organisation_id, webhook_id) references telemetry.webhook
            );
            create index webhook_delivery_due on telemetry.webhook_delivery (organisation_id, due_at) where state = 0;
            create index webhook_delivery_log on telemetry.webhook_delivery (organisation_id, webhook_id, number);
            """);
        foreach (var table in new[] { "webhook", "webhook_delivery" })
        {
            migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, table);
            migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, table);
        }

        migrationBuilder.Sql(
            $"""
            create policy overview on telemetry.webhook_delivery for select to current_user using (true);
            create policy pruning on telemetry.webhook_delivery for delete to current_user using (true);
            create function telemetry.organisations_to_notify(moment timestamptz) returns setof uuid
            language sql stable security definer set search_path = pg_catalog, pg_temp as $$
                select distinct organisation_id from telemetry.webhook_delivery where state = 0 and due_at <= moment;
            $$;
            create function telemetry.prune_deliveries(moment timestamptz) returns void
            language sql security definer set search_path = pg_catalog, pg_temp as $$
                delete from telemetry.webhook_delivery where state <> 0 and queued_at < moment;
            $$;
            revoke all on function telemetry.organisations_to_notify(timestamptz), telemetry.prune_deliveries(timestamptz) from public;
            grant execute on function telemetry.organisations_to_notify(timestamptz), telemetry.prune_deliveries(timestamptz) to {DatabaseConnections.AppRole};
            """);
    }
}
