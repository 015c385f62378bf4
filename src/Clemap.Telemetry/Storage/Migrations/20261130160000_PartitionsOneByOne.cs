using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>
/// A month of minutes can be made by itself: whoever makes it with the day in one transaction holds one table while waiting for the other, in a circle with any reader of both.
/// </summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261130160000_PartitionsOneByOne")]
internal sealed class PartitionsOneByOne : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        $$"""
        create or replace function telemetry.ensure_minute_partition(month date) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        declare
            first date := date_trunc('month', month::timestamp)::date;
            partition_name text := 'reading_minute_' || to_char(first, 'YYYYMM');
        begin
            if month not between date '2000-01-01' and date '2100-01-01' then
                raise exception 'no partition for %', month using errcode = 'invalid_parameter_value';
            end if;
            perform pg_advisory_xact_lock(hashtextextended('telemetry.ensure_partition', 0));
            if exists (select from pg_class where relname = partition_name and relnamespace = 'telemetry'::regnamespace) then return; end if;
            execute format('create table telemetry.%I (like telemetry.reading_minute including defaults)', partition_name);
            execute format('revoke all on telemetry.%I from public', partition_name);
            execute format('alter table telemetry.reading_minute attach partition telemetry.%I for values from (%L) to (%L)',
                partition_name, to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
        end $$;
        grant execute on function telemetry.ensure_minute_partition(date) to {{DatabaseConnections.AppRole}}, {{DatabaseConnections.IngestRole}};
        """);
}
