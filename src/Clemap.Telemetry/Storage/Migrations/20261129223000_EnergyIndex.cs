using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>
/// The energy of quarter hours stands in the key's index, so that billing reads a month without the rows and their forty other columns. For that the table is vacuumed as it grows, and not
/// when a fifth of all its years is new.
/// </summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129223000_EnergyIndex")]
internal sealed class EnergyIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // Beside the readers and writers of a table that has rows already; what an attempt that was cut off left is not good.
        migrationBuilder.Sql("drop index concurrently if exists telemetry.reading_quarter_energy;", suppressTransaction: true);
        migrationBuilder.Sql(
            "create unique index concurrently if not exists reading_quarter_energy on telemetry.reading_quarter (organisation_id, source_id, at) include (import_wh, export_wh, readings, quality);",
            suppressTransaction: true);
        migrationBuilder.Sql(
            """
            alter table telemetry.reading_quarter drop constraint reading_quarter_pkey, add constraint reading_quarter_pkey primary key using index reading_quarter_energy;
            alter table telemetry.reading_quarter set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.01);
            """);
    }
}
