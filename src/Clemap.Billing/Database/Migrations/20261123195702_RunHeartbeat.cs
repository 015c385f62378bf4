using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Billing.Database.Migrations
{
    /// <inheritdoc />
    public partial class RunHeartbeat : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reported_at",
                schema: "billing",
                table: "billing_run",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "reported_at",
                schema: "billing",
                table: "billing_run");
        }
    }
}
