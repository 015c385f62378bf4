using System;
using System.Collections.Generic;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clemap.Billing.Database.Migrations
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.OpenSchema("billing");

            migrationBuilder.CreateTable(
                name: "billing_run",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    progress = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    findings = table.Column<List<string>>(type: "text[]", nullable: false),
                    invoices = table.Column<int>(type: "integer", nullable: false),
                    total_wh = table.Column<long>(type: "bigint", nullable: false),
                    total_charge = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_run", x => new { x.organisation_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "charging_session",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    station_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    start_wh = table.Column<long>(type: "bigint", nullable: false),
                    end_wh = table.Column<long>(type: "bigint", nullable: false),
                    card = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_charging_session", x => new { x.organisation_id, x.session_id });
                    table.CheckConstraint("ck_charging_session_order", "ended_at >= started_at and end_wh >= start_wh");
                });

            migrationBuilder.CreateTable(
                name: "creditor",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    iban = table.Column<string>(type: "character varying(21)", maxLength: 21, nullable: false),
                    uid = table.Column<string>(type: "text", nullable: true),
                    reference_prefix = table.Column<string>(type: "text", nullable: false),
                    last_number = table.Column<long>(type: "bigint", nullable: false),
                    address_country = table.Column<string>(type: "text", nullable: false),
                    address_house_number = table.Column<string>(type: "text", nullable: false),
                    address_postal_code = table.Column<string>(type: "text", nullable: false),
                    address_street = table.Column<string>(type: "text", nullable: false),
                    address_town = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_creditor", x => new { x.organisation_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "metering_point",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<string>(type: "character varying(33)", maxLength: 33, nullable: false),
                    direction = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source_id = table.Column<Guid>(type: "uuid", nullable: false),
                    register = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    released_to_supplier = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_metering_point", x => new { x.organisation_id, x.id, x.direction });
                });

            migrationBuilder.CreateTable(
                name: "resident",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    address_country = table.Column<string>(type: "text", nullable: false),
                    address_house_number = table.Column<string>(type: "text", nullable: false),
                    address_postal_code = table.Column<string>(type: "text", nullable: false),
                    address_street = table.Column<string>(type: "text", nullable: false),
                    address_town = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resident", x => new { x.organisation_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "tariff",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    solar_per_kwh = table.Column<decimal>(type: "numeric(18,6)", precision: 18, scale: 6, nullable: false),
                    grid_per_kwh = table.Column<decimal>(type: "numeric(18,6)", precision: 18, scale: 6, nullable: false),
                    base_fee_per_month = table.Column<decimal>(type: "numeric(18,6)", precision: 18, scale: 6, nullable: false),
                    vat_percent = table.Column<decimal>(type: "numeric(18,6)", precision: 18, scale: 6, nullable: false),
                    vat_mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tariff", x => new { x.organisation_id, x.site_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "invoice",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    creditor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    resident_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recipient = table.Column<string>(type: "text", nullable: false),
                    energy_wh = table.Column<long>(type: "bigint", nullable: false),
                    solar_wh = table.Column<long>(type: "bigint", nullable: false),
                    net = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false),
                    vat = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false),
                    total = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    tariff = table.Column<string>(type: "jsonb", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_invoice_billing_run_organisation_id_run_id",
                        columns: x => new { x.organisation_id, x.run_id },
                        principalSchema: "billing",
                        principalTable: "billing_run",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_invoice_creditor_organisation_id_creditor_id",
                        columns: x => new { x.organisation_id, x.creditor_id },
                        principalSchema: "billing",
                        principalTable: "creditor",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "site_billing",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    creditor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sdat_receiver_eic = table.Column<string>(type: "text", nullable: false),
                    sdat_receiver_role = table.Column<string>(type: "text", nullable: false),
                    sdat_sender_eic = table.Column<string>(type: "text", nullable: false),
                    sdat_sender_role = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_site_billing", x => new { x.organisation_id, x.site_id });
                    table.ForeignKey(
                        name: "fk_site_billing_creditor_organisation_id_creditor_id",
                        columns: x => new { x.organisation_id, x.creditor_id },
                        principalSchema: "billing",
                        principalTable: "creditor",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "card",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resident_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card", x => new { x.organisation_id, x.number, x.valid_from });
                    table.CheckConstraint("ck_card_span", "valid_until > valid_from");
                    table.ForeignKey(
                        name: "fk_card_resident_organisation_id_resident_id",
                        columns: x => new { x.organisation_id, x.resident_id },
                        principalSchema: "billing",
                        principalTable: "resident",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "parking_space",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    station_id = table.Column<Guid>(type: "uuid", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    resident_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_parking_space", x => new { x.organisation_id, x.station_id, x.valid_from });
                    table.CheckConstraint("ck_parking_space_span", "valid_until > valid_from");
                    table.ForeignKey(
                        name: "fk_parking_space_resident_organisation_id_resident_id",
                        columns: x => new { x.organisation_id, x.resident_id },
                        principalSchema: "billing",
                        principalTable: "resident",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "document",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document", x => new { x.organisation_id, x.id });
                    table.ForeignKey(
                        name: "fk_document_billing_run_organisation_id_run_id",
                        columns: x => new { x.organisation_id, x.run_id },
                        principalSchema: "billing",
                        principalTable: "billing_run",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_document_invoice_organisation_id_invoice_id",
                        columns: x => new { x.organisation_id, x.invoice_id },
                        principalSchema: "billing",
                        principalTable: "invoice",
                        principalColumns: new[] { "organisation_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "invoice_line",
                schema: "billing",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(18,6)", precision: 18, scale: 6, nullable: false),
                    unit_price = table.Column<decimal>(type: "numeric(18,6)", precision: 18, scale: 6, nullable: false),
                    amount = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_line", x => new { x.organisation_id, x.invoice_id, x.position });
                    table.ForeignKey(
                        name: "fk_invoice_line_invoice_organisation_id_invoice_id",
                        columns: x => new { x.organisation_id, x.invoice_id },
                        principalSchema: "billing",
                        principalTable: "invoice",
                        principalColumns: new[] { "organisation_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_billing_run_organisation_id_site_id_month",
                schema: "billing",
                table: "billing_run",
                columns: new[] { "organisation_id", "site_id", "month" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_card_organisation_id_resident_id",
                schema: "billing",
                table: "card",
                columns: new[] { "organisation_id", "resident_id" });

            migrationBuilder.CreateIndex(
                name: "ix_charging_session_organisation_id_station_id_ended_at",
                schema: "billing",
                table: "charging_session",
                columns: new[] { "organisation_id", "station_id", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_document_organisation_id_invoice_id",
                schema: "billing",
                table: "document",
                columns: new[] { "organisation_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_document_organisation_id_run_id_kind_invoice_id",
                schema: "billing",
                table: "document",
                columns: new[] { "organisation_id", "run_id", "kind", "invoice_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_invoice_organisation_id_creditor_id_sequence",
                schema: "billing",
                table: "invoice",
                columns: new[] { "organisation_id", "creditor_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoice_organisation_id_run_id_resident_id",
                schema: "billing",
                table: "invoice",
                columns: new[] { "organisation_id", "run_id", "resident_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_metering_point_organisation_id_site_id",
                schema: "billing",
                table: "metering_point",
                columns: new[] { "organisation_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_parking_space_organisation_id_resident_id",
                schema: "billing",
                table: "parking_space",
                columns: new[] { "organisation_id", "resident_id" });

            migrationBuilder.CreateIndex(
                name: "ix_resident_organisation_id_site_id",
                schema: "billing",
                table: "resident",
                columns: new[] { "organisation_id", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_site_billing_organisation_id_creditor_id",
                schema: "billing",
                table: "site_billing",
                columns: new[] { "organisation_id", "creditor_id" });

            migrationBuilder.CreateIndex(
                name: "ix_tariff_organisation_id_site_id_valid_from",
                schema: "billing",
                table: "tariff",
                columns: new[] { "organisation_id", "site_id", "valid_from" },
                unique: true);

            foreach (var table in new[] { "site_billing", "tariff", "resident", "card", "parking_space", "metering_point" })
                migrationBuilder.FenceByOrganisation("billing", table);
            foreach (var table in new[] { "creditor", "billing_run" })
                migrationBuilder.FenceByOrganisation("billing", table, "select, insert, update");

            // What a device sent and what was issued is never edited, so the app role cannot.
            foreach (var table in new[] { "charging_session", "invoice", "invoice_line", "document" })
                migrationBuilder.FenceByOrganisation("billing", table, "select, insert");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "card",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "charging_session",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "document",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "invoice_line",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "metering_point",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "parking_space",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "site_billing",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "tariff",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "invoice",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "resident",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "billing_run",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "creditor",
                schema: "billing");
        }
    }
}
