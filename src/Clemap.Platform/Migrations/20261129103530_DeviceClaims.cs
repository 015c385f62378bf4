using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class DeviceClaims : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "claimed_at",
                schema: "platform",
                table: "devices",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "factory_key",
                schema: "platform",
                table: "devices",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "history_from",
                schema: "platform",
                table: "devices",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "transfer_code_hash",
                schema: "platform",
                table: "devices",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "transfer_until",
                schema: "platform",
                table: "devices",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "manufactured_devices",
                schema: "platform",
                columns: table => new
                {
                    serial = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    order_number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    public_key = table.Column<string>(type: "jsonb", nullable: true),
                    newest_key = table.Column<string>(type: "jsonb", nullable: true),
                    one_time_code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    imported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_manufactured_devices", x => x.serial);
                });

            migrationBuilder.FenceManufacture();
            migrationBuilder.FenceClaims();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UnfenceClaims();

            migrationBuilder.DropTable(
                name: "manufactured_devices",
                schema: "platform");

            migrationBuilder.DropColumn(
                name: "claimed_at",
                schema: "platform",
                table: "devices");

            migrationBuilder.DropColumn(
                name: "factory_key",
                schema: "platform",
                table: "devices");

            migrationBuilder.DropColumn(
                name: "history_from",
                schema: "platform",
                table: "devices");

            migrationBuilder.DropColumn(
                name: "transfer_code_hash",
                schema: "platform",
                table: "devices");

            migrationBuilder.DropColumn(
                name: "transfer_until",
                schema: "platform",
                table: "devices");
        }
    }
}
