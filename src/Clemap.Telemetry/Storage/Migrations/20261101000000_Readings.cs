using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Readings in daily partitions, the pointer to the newest, and the log of what a rollup is due for.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261101000000_Readings")]
internal sealed class Readings : Migration
{
    private const string Schema = TelemetryDbContext.SchemaName;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.OpenSchema(Schema);
        migrationBuilder.Sql($"grant usage on schema {Schema} to {DatabaseConnections.IngestRole};");

        // Wide columns first: no padding between them. No grant on any partition, ever: a partition named directly knows no policy.
        migrationBuilder.Sql(
            """
            create table telemetry.reading (
                organisation_id uuid not null, source_id uuid not null, at timestamptz not null,
                received_at timestamptz not null default now(),
                import_wh bigint, export_wh bigint, session_id uuid,
                voltage_l1v real, voltage_l2v real, voltage_l3v real,
                current_l1a real, current_l2a real, current_l3a real,
                active_l1w real, active_l2w real, active_l3w real,
                reactive_var real, apparent_va real, power_factor real, limit_a real,
                state smallint, reason text,
                primary key (organisation_id, source_id, at)
            ) partition by range (at);
            create index on telemetry.reading using brin (at);
            create table telemetry.reading_default partition of telemetry.reading default;

            create table telemetry.latest (
                organisation_id uuid not null, source_id uuid not null, at timestamptz not null,
                primary key (organisation_id, source_id)
            ) with (fillfactor = 50);

            create table telemetry.dirty_bucket (
                id bigint generated always as identity,
                organisation_id uuid not null, source_id uuid not null, bucket timestamptz not null,
                marked_at timestamptz not null default now(),
                primary key (organisation_id, id)
            );
            """);
        migrationBuilder.FenceByOrganisation(Schema, "reading", "select");
        migrationBuilder.FenceByOrganisation(Schema, "latest", "select");
        migrationBuilder.FenceByOrganisation(Schema, "dirty_bucket", "select, delete");
        migrationBuilder.Sql(
            $"grant insert on telemetry.reading, telemetry.dirty_bucket to {DatabaseConnections.IngestRole};");
        Functions(migrationBuilder);
    }

    private static void Functions(MigrationBuilder migrationBuilder)
    {
        // Made beside and attached, because "partition of" would lock the parent against every reader and writer.
        migrationBuilder.Sql(
            """
            create function telemetry.ensure_partition(day date) returns void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
            declare
                partition_name text := 'reading_' || to_char(day, 'YYYYMMDD');
            begin
                if day not between date '2000-01-01' and date '2100-01-01' then
                    raise exception 'no partition for %', day using errcode = 'invalid_parameter_value';
                end if;
                perform pg_advisory_xact_lock(hashtextextended('telemetry.ensure_partition', 0));
                -- Asked of the table: to_regclass may answer from a cache that is older than the lock.
                if exists (select from pg_class where relname = partition_name and relnamespace = 'telemetry'::regnamespace) then return; end if;
                execute format('create table telemetry.%I (like telemetry.reading including defaults)', partition_name);
                execute format('revoke all on telemetry.%I from public', partition_name);
                execute format('alter table telemetry.reading attach partition telemetry.%I for values from (%L) to (%L)',
                    partition_name, to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
            end $$;

            create function telemetry.advance_latest(sources uuid[], times timestamptz[]) returns setof uuid
            language sql security definer set search_path = pg_catalog, pg_temp as $$
                insert into telemetry.latest as l (organisation_id, source_id, at)
                select nullif(current_setting('app.organisation_id', true), '')::uuid, n.source_id, n.at
                from unnest(sources, times) n(source_id, at)
                order by n.source_id
                on conflict (organisation_id, source_id) do update set at = excluded.at where excluded.at > l.at
                returning source_id;
            $$;

            create function telemetry.organisations_to_roll() returns setof uuid
            language sql stable security definer set search_path = pg_catalog, pg_temp as $$
                select distinct organisation_id from telemetry.dirty_bucket;
            $$;

            create function telemetry.has_stray_readings() returns boolean
            language sql stable security definer set search_path = pg_catalog, pg_temp as $$
                select exists (select from telemetry.reading_default);
            $$;

            revoke all on function telemetry.ensure_partition(date), telemetry.advance_latest(uuid[], timestamptz[]),
                telemetry.organisations_to_roll(), telemetry.has_stray_readings() from public;
            """);

        // Row-level security is forced on the owner too, so the one function that looks across organisations needs a policy of its own.
        migrationBuilder.Sql(
            $"""
            create policy overview on telemetry.dirty_bucket for select to current_user using (true);
            grant execute on function telemetry.ensure_partition(date) to {DatabaseConnections.AppRole}, {DatabaseConnections.IngestRole};
            grant execute on function telemetry.advance_latest(uuid[], timestamptz[]) to {DatabaseConnections.IngestRole};
            grant execute on function telemetry.organisations_to_roll(), telemetry.has_stray_readings() to {DatabaseConnections.AppRole};
            """);
    }
}
