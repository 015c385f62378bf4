using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Billing.Database.Migrations;

/// <summary>The second fence by site. A creditor is of the organisation: whoever acts at some sites only does not see it.</summary>
[DbContext(typeof(BillingDbContext))]
[Migration("20261129110000_BillingBySite")]
internal sealed class BillingBySite : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in new[] { "site_billing", "tariff", "resident", "metering_point", "billing_run" })
            migrationBuilder.FenceBySites(BillingDbContext.SchemaName, table, RowLevelSecurity.OwnSite);
        foreach (var table in new[] { "invoice", "document" })
            migrationBuilder.FenceBySites(BillingDbContext.SchemaName, table, "run_id in (select run.id from billing.billing_run run)");
        migrationBuilder.FenceBySites(BillingDbContext.SchemaName, "invoice_line", "invoice_id in (select i.id from billing.invoice i)");
        foreach (var table in new[] { "card", "parking_space" })
            migrationBuilder.FenceBySites(BillingDbContext.SchemaName, table, "resident_id in (select r.id from billing.resident r)");
        migrationBuilder.FenceBySites(BillingDbContext.SchemaName, "charging_session", RowLevelSecurity.SiteOfSource("station_id"));
        migrationBuilder.FenceBySites(BillingDbContext.SchemaName, "creditor");
    }
}
