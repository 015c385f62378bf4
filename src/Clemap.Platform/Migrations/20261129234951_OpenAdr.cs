using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class OpenAdr : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "openadr_connections",
                schema: "platform",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    token_url = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    secret = table.Column<string>(type: "text", nullable: false),
                    secret_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    oauth_scope = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    program_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    program_name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    targets = table.Column<string>(type: "jsonb", nullable: false),
                    simple_percent = table.Column<double[]>(type: "double precision[]", nullable: true),
                    poll_s = table.Column<int>(type: "integer", nullable: false),
                    round = table.Column<long>(type: "bigint", nullable: false),
                    next_poll_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_poll_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_success_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    detail = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    events = table.Column<int>(type: "integer", nullable: false),
                    not_understood = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_openadr_connections", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_openadr_connections_organisations_organisation_id",
                        column: x => x.organisation_id,
                        principalSchema: "platform",
                        principalTable: "organisations",
                        principalColumn: "organisation_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_openadr_connections_next_poll_at",
                schema: "platform",
                table: "openadr_connections",
                column: "next_poll_at");

            migrationBuilder.FenceOpenAdr();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UnfenceOpenAdr();

            migrationBuilder.DropTable(
                name: "openadr_connections",
                schema: "platform");
        }
    }
}
