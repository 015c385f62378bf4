using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class GridCommandOrigin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "request_hash",
                schema: "platform",
                table: "grid_commands",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "source",
                schema: "platform",
                table: "grid_commands",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "request_hash",
                schema: "platform",
                table: "grid_commands");

            migrationBuilder.DropColumn(
                name: "source",
                schema: "platform",
                table: "grid_commands");
        }
    }
}
