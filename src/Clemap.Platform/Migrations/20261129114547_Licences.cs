using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class Licences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "licences",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    stations = table.Column<int>(type: "integer", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_until = table.Column<DateOnly>(type: "date", nullable: true),
                    order_reference = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_licences", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_licences_organisations_organisation_id",
                        column: x => x.organisation_id,
                        principalSchema: "platform",
                        principalTable: "organisations",
                        principalColumn: "organisation_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "licence_assignments",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    licence_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    assigned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_licence_assignments", x => new { x.organisation_id, x.licence_id, x.site_id });
                    table.ForeignKey(
                        name: "fk_licence_assignments_licences_organisation_id_licence_id",
                        columns: x => new { x.organisation_id, x.licence_id },
                        principalSchema: "platform",
                        principalTable: "licences",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_licence_assignments_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_licence_assignments_organisation_id_site_id",
                schema: "platform",
                table: "licence_assignments",
                columns: new[] { "organisation_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_licences_organisation_id_order_reference_plan",
                schema: "platform",
                table: "licences",
                columns: new[] { "organisation_id", "order_reference", "plan" },
                unique: true);

            migrationBuilder.FenceLicences();
            migrationBuilder.LicenseWhatIsUsed();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "licence_assignments",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "licences",
                schema: "platform");
        }
    }
}
