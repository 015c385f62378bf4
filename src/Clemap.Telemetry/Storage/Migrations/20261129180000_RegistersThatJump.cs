using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>
/// Energy of a quarter hour beside its registers, so that it survives a roll-over or an exchange; when in its minute a register was first and last read;
/// voltage and active power per phase. What was rolled up before is marked and reckoned again.
/// </summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129180000_RegistersThatJump")]
internal sealed class RegistersThatJump : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var bands = string.Join(", ", new[] { "voltage", "active" }
            .SelectMany(quantity => new[] { "l1", "l2", "l3" }.SelectMany(phase => new[] { "min", "avg", "max" }.Select(value => $"add {quantity}_{phase}{value} real"))));
        migrationBuilder.Sql(
            $"""
            alter table telemetry.reading_minute {bands},
                add import_first_slot smallint, add import_last_slot smallint, add import_jumps boolean not null default false,
                add export_first_slot smallint, add export_last_slot smallint, add export_jumps boolean not null default false;
            create index reading_minute_import on telemetry.reading_minute (organisation_id, source_id, at) where import_first_wh is not null;
            create index reading_minute_export on telemetry.reading_minute (organisation_id, source_id, at) where export_first_wh is not null;

            alter table telemetry.reading_quarter {bands},
                add import_wh bigint, add export_wh bigint, add registers_jump boolean not null default false;
            grant delete on telemetry.reading_quarter to {DatabaseConnections.AppRole};

            alter table telemetry.reading_quarter no force row level security;
            alter table telemetry.dirty_bucket no force row level security;
            update telemetry.reading_quarter set
                import_wh = import_last_wh - import_first_wh, export_wh = export_last_wh - export_first_wh where quality < 2;
            insert into telemetry.dirty_bucket (organisation_id, source_id, bucket)
                select organisation_id, source_id, at from telemetry.reading_quarter where readings > 0;
            alter table telemetry.dirty_bucket force row level security;
            alter table telemetry.reading_quarter force row level security;
            """);
    }
}
