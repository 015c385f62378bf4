using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class Rollouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rollouts",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    creation_key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    change = table.Column<string>(type: "jsonb", nullable: false),
                    first = table.Column<int>(type: "integer", nullable: false),
                    each = table.Column<int>(type: "integer", nullable: false),
                    automatic = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    moved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollouts", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_rollouts_organisations_organisation_id",
                        column: x => x.organisation_id,
                        principalSchema: "platform",
                        principalTable: "organisations",
                        principalColumn: "organisation_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rollout_sites",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    rollout_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: true),
                    version_before = table.Column<long>(type: "bigint", nullable: true),
                    code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    message = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    passed_over = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_sites", x => new { x.organisation_id, x.rollout_id, x.site_id });
                    table.ForeignKey(
                        name: "fk_rollout_sites_rollouts_organisation_id_rollout_id",
                        columns: x => new { x.organisation_id, x.rollout_id },
                        principalSchema: "platform",
                        principalTable: "rollouts",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_rollout_sites_sites_organisation_id_site_id",
                        columns: x => new { x.organisation_id, x.site_id },
                        principalSchema: "platform",
                        principalTable: "sites",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rollout_sites_organisation_id_device_id",
                schema: "platform",
                table: "rollout_sites",
                columns: new[] { "organisation_id", "device_id" });

            migrationBuilder.CreateIndex(
                name: "ix_rollout_sites_organisation_id_site_id",
                schema: "platform",
                table: "rollout_sites",
                columns: new[] { "organisation_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_rollouts_organisation_id_created_by_creation_key",
                schema: "platform",
                table: "rollouts",
                columns: new[] { "organisation_id", "created_by", "creation_key" },
                unique: true);

            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "rollouts");
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "rollouts");
            migrationBuilder.FenceByOrganisation(PlatformContext.SchemaName, "rollout_sites");
            migrationBuilder.FenceBySites(PlatformContext.SchemaName, "rollout_sites", RowLevelSecurity.OwnSite);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rollout_sites",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "rollouts",
                schema: "platform");
        }
    }
}
