using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class GridCommands : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "grid_commands",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    scope = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    limit_a = table.Column<double>(type: "double precision", nullable: true),
                    limit_w = table.Column<double>(type: "double precision", nullable: true),
                    limit_percent = table.Column<double>(type: "double precision", nullable: true),
                    from_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ramp_s = table.Column<int>(type: "integer", nullable: false),
                    return_within_s = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    issued_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grid_commands", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_grid_commands_organisations_organisation_id",
                        column: x => x.organisation_id,
                        principalSchema: "platform",
                        principalTable: "organisations",
                        principalColumn: "organisation_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "restrictions",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    target_id = table.Column<Guid>(type: "uuid", nullable: true),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    charging_before_w = table.Column<double>(type: "double precision", nullable: true),
                    charging_during_w = table.Column<double>(type: "double precision", nullable: true),
                    import_before_w = table.Column<double>(type: "double precision", nullable: true),
                    import_during_w = table.Column<double>(type: "double precision", nullable: true),
                    is_contact_unknown = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restrictions", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_restrictions_devices_organisation_id_device_id",
                        columns: x => new { x.organisation_id, x.device_id },
                        principalSchema: "platform",
                        principalTable: "devices",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_restrictions_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "grid_targets",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    command_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: true),
                    circuit_id = table.Column<Guid>(type: "uuid", nullable: true),
                    station_id = table.Column<Guid>(type: "uuid", nullable: true),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    refused_code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    refused_message = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grid_targets", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_grid_targets_grid_commands_organisation_id_command_id",
                        columns: x => new { x.organisation_id, x.command_id },
                        principalSchema: "platform",
                        principalTable: "grid_commands",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_grid_targets_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_grid_commands_organisation_id_issued_by_request_key",
                schema: "platform",
                table: "grid_commands",
                columns: new[] { "organisation_id", "issued_by", "request_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_grid_targets_device_id",
                schema: "platform",
                table: "grid_targets",
                column: "device_id",
                filter: "ended_at is null and refused_code is null");

            migrationBuilder.CreateIndex(
                name: "ix_grid_targets_organisation_id_command_id",
                schema: "platform",
                table: "grid_targets",
                columns: new[] { "organisation_id", "command_id" });

            migrationBuilder.CreateIndex(
                name: "ix_grid_targets_organisation_id_site_id",
                schema: "platform",
                table: "grid_targets",
                columns: new[] { "organisation_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_organisation_id_device_id",
                schema: "platform",
                table: "restrictions",
                columns: new[] { "organisation_id", "device_id" });

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_organisation_id_site_id_id",
                schema: "platform",
                table: "restrictions",
                columns: new[] { "organisation_id", "site_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_restrictions_target_id",
                schema: "platform",
                table: "restrictions",
                column: "target_id");

            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "grid_commands", "select, insert");
            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "grid_targets", "select, insert, update");
            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "restrictions", "select, insert, update");
            // A command is seen by who reaches one of its targets, and these are stored after it.
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "grid_commands", "id in (select t.command_id from platform.grid_targets t)", "select");
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "grid_targets", RowLevelSecurity.OwnSite);
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "restrictions", RowLevelSecurity.OwnSite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop policy sites_select on platform.grid_commands;");

            migrationBuilder.DropTable(
                name: "grid_targets",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "restrictions",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "grid_commands",
                schema: "platform");
        }
    }
}
