using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class SiteCreationKey : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "creation_key",
                schema: "platform",
                table: "sites",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_sites_organisation_id_creation_key",
                schema: "platform",
                table: "sites",
                columns: new[] { "organisation_id", "creation_key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_sites_organisation_id_creation_key",
                schema: "platform",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "creation_key",
                schema: "platform",
                table: "sites");
        }
    }
}
