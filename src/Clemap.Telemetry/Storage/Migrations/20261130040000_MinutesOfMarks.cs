using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>A mark names the minutes whose rows came in, so that a history that comes minute by minute has each row looked at once. Unless told, all of the quarter hour.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261130040000_MinutesOfMarks")]
internal sealed class MinutesOfMarks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table telemetry.dirty_bucket
            add first_minute smallint not null default 0 check (first_minute between 0 and 15),
            add last_minute smallint not null default 14 check (last_minute between -1 and 14);
        """);
}
