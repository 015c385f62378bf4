using System;
using System.Collections.Generic;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class MeteringGroups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "metering_groups",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    source_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_metering_groups", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_metering_groups_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_metering_groups_organisation_id_site_id_name",
                schema: "platform",
                table: "metering_groups",
                columns: new[] { "organisation_id", "site_id", "name" },
                unique: true);

            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "metering_groups");
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "metering_groups", RowLevelSecurity.OwnSite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "metering_groups",
                schema: "platform");
        }
    }
}
