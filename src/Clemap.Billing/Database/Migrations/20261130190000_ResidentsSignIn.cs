using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Billing.Database.Migrations;

/// <summary>
/// A resident may be somebody who signs in, and then sees what is their own: themselves, their cards and parking spaces, their sessions, their invoices. They write nothing.
/// </summary>
[DbContext(typeof(BillingDbContext))]
[Migration("20261130190000_ResidentsSignIn")]
internal sealed class ResidentsSignIn : Migration
{
    private const string Schema = BillingDbContext.SchemaName;
    private const string Whole = "(select platform.reaches_all())";
    private const string Own = "any ((select billing.own_residents())::uuid[])";

    private static readonly string[] Tables =
    [
        "billing_run", "card", "charging_session", "creditor", "document", "invoice", "invoice_line", "metering_point", "parking_space", "resident", "site_billing", "tariff",
    ];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("email", "resident", "character varying(254)", schema: Schema, maxLength: 254, nullable: true);
        migrationBuilder.AddColumn<Guid>("person_id", "resident", "uuid", schema: Schema, nullable: true);
        migrationBuilder.CreateIndex("ix_resident_organisation_id_person_id", "resident", ["organisation_id", "person_id"], Schema);
        migrationBuilder.CreateIndex("ix_charging_session_organisation_id_card_ended_at", "charging_session", ["organisation_id", "card", "ended_at"], Schema);
        migrationBuilder.Sql(
            $"""
             create policy directory on billing.resident for select to current_user using (true);
             create policy directory on billing.card for select to current_user using (true);
             create policy directory on billing.parking_space for select to current_user using (true);

             create function billing.own_person() returns uuid language sql stable as
             $$ select nullif(pg_catalog.current_setting('app.person_id', true), '')::uuid $$;

             create function billing.own_residents() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as
             $$
                 select array(
                     select r.id from billing.resident r
                     where r.organisation_id = nullif(current_setting('app.organisation_id', true), '')::uuid and r.person_id = billing.own_person())
             $$;

             create function billing.holder_of(organisation uuid, card_number text, station uuid, moment timestamptz)
                 returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as
             $$
                 select coalesce(
                     (select c.resident_id from billing.card c
                      where c.organisation_id = organisation and c.number = card_number and c.valid_from <= moment and (c.valid_until is null or c.valid_until > moment)
                      order by c.valid_from desc limit 1),
                     (select p.resident_id from billing.parking_space p
                      where p.organisation_id = organisation and p.station_id = station and p.valid_from <= moment and (p.valid_until is null or p.valid_until > moment)
                      order by p.valid_from desc limit 1))
             $$;

             revoke all on function billing.own_person(), billing.own_residents(), billing.holder_of(uuid, text, uuid, timestamptz) from public;
             grant execute on function billing.own_person(), billing.own_residents(), billing.holder_of(uuid, text, uuid, timestamptz) to {DatabaseConnections.AppRole};
             """);
        Open(migrationBuilder, "resident", $"{RowLevelSecurity.OwnSite} or id = {Own}", RowLevelSecurity.OwnSite);
        var invoices = "run_id in (select run.id from billing.billing_run run)";
        Open(migrationBuilder, "invoice", $"{invoices} or resident_id = {Own}", invoices);
        Open(migrationBuilder, "document", $"{invoices} or invoice_id in (select i.id from billing.invoice i where i.resident_id = {Own})", invoices);
        var stations = RowLevelSecurity.SiteOfSource("station_id");
        Open(migrationBuilder, "charging_session", $"{stations} or ((select billing.own_person()) is not null and billing.holder_of(organisation_id, card, station_id, started_at) = {Own})", stations);
        // Cards, parking spaces and lines of invoices follow what they hang on.
        foreach (var table in Tables)
        {
            migrationBuilder.Sql(
                $"""
                 create policy own_insert on {Schema}.{table} as restrictive for insert to {DatabaseConnections.AppRole} with check ((select billing.own_person()) is null);
                 create policy own_update on {Schema}.{table} as restrictive for update to {DatabaseConnections.AppRole} using ((select billing.own_person()) is null);
                 create policy own_delete on {Schema}.{table} as restrictive for delete to {DatabaseConnections.AppRole} using ((select billing.own_person()) is null);
                 """);
        }
    }

    private static void Open(MigrationBuilder migration, string table, string read, string written) =>
        migration.Sql($"alter policy sites on {Schema}.{table} using ({Whole} or {read}) with check ({Whole} or {written});");
}
