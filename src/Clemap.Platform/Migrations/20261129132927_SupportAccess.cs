using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class SupportAccess : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "by_support",
                schema: "platform",
                table: "audit",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "support_access",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    may_change = table.Column<bool>(type: "boolean", nullable: false),
                    granted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_support_access", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_support_access_organisations_organisation_id",
                        column: x => x.organisation_id,
                        principalSchema: "platform",
                        principalTable: "organisations",
                        principalColumn: "organisation_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.FenceSupport();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UnfenceSupport();

            migrationBuilder.DropTable(
                name: "support_access",
                schema: "platform");

            migrationBuilder.DropColumn(
                name: "by_support",
                schema: "platform",
                table: "audit");
        }
    }
}
