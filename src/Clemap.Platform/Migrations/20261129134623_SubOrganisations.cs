using System;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Platform.Migrations
{
    /// <inheritdoc />
    public partial class SubOrganisations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                schema: "platform",
                table: "organisations",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_organisations_parent_id",
                schema: "platform",
                table: "organisations",
                column: "parent_id");

            migrationBuilder.AddForeignKey(
                name: "fk_organisations_organisations_parent_id",
                schema: "platform",
                table: "organisations",
                column: "parent_id",
                principalSchema: "platform",
                principalTable: "organisations",
                principalColumn: "organisation_id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.FenceSubOrganisations();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.UnfenceSubOrganisations();

            migrationBuilder.DropForeignKey(
                name: "fk_organisations_organisations_parent_id",
                schema: "platform",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_organisations_parent_id",
                schema: "platform",
                table: "organisations");

            migrationBuilder.DropColumn(
                name: "parent_id",
                schema: "platform",
                table: "organisations");
        }
    }
}
