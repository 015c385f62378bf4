using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Marks of gaps: longer than an hour beside a quarter hour whose rows changed, to be reckoned when no more rows of their source wait.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129220000_GapMarks")]
internal sealed class GapMarks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table telemetry.dirty_bucket add is_gap boolean not null default false;
        create unique index dirty_bucket_gap on telemetry.dirty_bucket (organisation_id, source_id, bucket) where is_gap;
        """);
}
