using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class Actions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "actions",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    station_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    card = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    text = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    request_key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    issued_by = table.Column<Guid>(type: "uuid", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    code = table.Column<string>(type: "text", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_actions", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_actions_devices_organisation_id_device_id",
                        columns: x => new { x.organisation_id, x.device_id },
                        principalSchema: "platform",
                        principalTable: "devices",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_actions_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_actions_device_id",
                schema: "platform",
                table: "actions",
                column: "device_id",
                filter: "outcome is null and cancelled_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_actions_organisation_id_device_id",
                schema: "platform",
                table: "actions",
                columns: new[] { "organisation_id", "device_id" });

            migrationBuilder.CreateIndex(
                name: "ix_actions_organisation_id_issued_by_request_key",
                schema: "platform",
                table: "actions",
                columns: new[] { "organisation_id", "issued_by", "request_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_actions_organisation_id_site_id_id",
                schema: "platform",
                table: "actions",
                columns: new[] { "organisation_id", "site_id", "id" });

            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "actions", "select, insert, update");
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "actions", RowLevelSecurity.OwnSite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "actions",
                schema: "platform");
        }
    }
}
