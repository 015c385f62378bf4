using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Migrations;

/// <summary>One question for the heartbeats of many devices.</summary>
[DbContext(typeof(PlatformContext))]
[Migration("20261130003000_DeviceStandings")]
internal sealed class DeviceStandings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateDeviceStandings();

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropDeviceStandings();
}
