using System;
using System.Collections.Generic;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class SiteRoles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<List<Guid>>(
                name: "site_ids",
                schema: "platform",
                table: "invitations",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "site_memberships",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_site_memberships", x => new { x.organisation_id, x.person_id, x.site_id, x.role });
                    table.ForeignKey(
                        name: "fk_site_memberships_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_site_memberships_organisation_id_site_id",
                schema: "platform",
                table: "site_memberships",
                columns: new[] { "organisation_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_site_memberships_person_id",
                schema: "platform",
                table: "site_memberships",
                column: "person_id");

            migrationBuilder.FenceSites();
            migrationBuilder.CreateStanding();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UnfenceSites();

            migrationBuilder.DropTable(
                name: "site_memberships",
                schema: "platform");

            migrationBuilder.DropColumn(
                name: "site_ids",
                schema: "platform",
                table: "invitations");
        }
    }
}
