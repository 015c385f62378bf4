using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Billing.Database;
using Clemap.Billing.Invoices;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Billing.Tests.Invoices;

public sealed class IsolationTests(BillingHost host)
{
    private static readonly string[] Tables =
    [
        "charging_session", "creditor", "site_billing", "tariff", "resident", "card", "parking_space", "metering_point",
        "billing_run", "invoice", "invoice_line", "document",
    ];

    [Fact]
    public async Task Everything_OfAnotherOrganisation_IsNotFound()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        var run = await site.BillAsync();
        using var owner = site.Owner;
        var invoice = (await owner.GetFromJsonAsync<List<InvoiceView>>($"/api/v1/billing-runs/{run.Id}/invoices"))![0];
        using var stranger = (await BilledSite.CreateAsync(host)).Owner; // who has a licence, and bills of their own only

        foreach (var path in new[]
        {
            $"billing-runs/{run.Id}", $"billing-runs/{run.Id}/invoices", $"billing-runs/{run.Id}/invoices.csv", $"billing-runs/{run.Id}/sessions.csv",
            $"billing-runs/{run.Id}/sdat.zip", $"invoices/{invoice.Id}/pdf",
        })
        {
            (await owner.GetAsync("/api/v1/" + path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await stranger.GetAsync("/api/v1/" + path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await stranger.PostAsJsonAsync($"/api/v1/sites/{site.Site}/billing-runs", new { month = "2026-10" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetStringAsync("/api/v1/sdat/periods")).ShouldBe("[]");
        (await stranger.GetAsync($"/api/v1/sites/{site.Site}/billing-runs")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The second fence alone: plain SQL as the app role.
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, CancellationToken.None);
        foreach (var table in Tables)
        {
            (await CountAsync(connection, table, site.Organisation)).ShouldBeGreaterThan(0, table);
            (await CountAsync(connection, table, Guid.CreateVersion7())).ShouldBe(0, table);
            (await CountAsync(connection, table, null)).ShouldBe(0, table);
        }
    }

    [Fact]
    public async Task Sites_EachFenceAlone_ShowsOnlyTheReachedOne()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        await site.BillAsync();

        // Row-level security, by plain SQL. A creditor belongs to no site.
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, CancellationToken.None);
        foreach (var table in Tables)
        {
            (await CountAsync(connection, table, site.Organisation, $"{{{site.Site}}}") > 0).ShouldBe(table != "creditor", table);
            (await CountAsync(connection, table, site.Organisation, $"{{{Guid.CreateVersion7()}}}")).ShouldBe(0, table);
            (await CountAsync(connection, table, site.Organisation, "")).ShouldBe(0, table);
        }

        // The filters, on a connection that row-level security lets see everything.
        var options = new DbContextOptionsBuilder<BillingDbContext>();
        ModuleDatabase.Configure(options, await Fences.OpenAsync(host.Connections, CancellationToken.None), BillingDbContext.SchemaName);
        foreach (var (reach, sees) in new[] { (SiteReach.Of([site.Site]), true), (SiteReach.Of([Guid.CreateVersion7()]), false), (SiteReach.None, false) })
        {
            await using var scope = host.Services.CreateOrganisationScope(site.Organisation, null, reach);
            await using var database = new BillingDbContext(options.Options, scope.ServiceProvider.GetRequiredService<IOrganisationContext>());
            (await database.Sites.AnyAsync(), await database.Tariffs.AnyAsync(), await database.Residents.AnyAsync(), await database.MeteringPoints.AnyAsync()).ShouldBe((sees, sees, sees, sees));
            (await database.Cards.AnyAsync(), await database.ParkingSpaces.AnyAsync(), await database.Sessions.AnyAsync(), await database.Runs.AnyAsync()).ShouldBe((sees, sees, sees, sees));
            (await database.Invoices.AnyAsync(), await database.InvoiceLines.AnyAsync(), await database.Documents.AnyAsync()).ShouldBe((sees, sees, sees));
            (await database.Creditors.AnyAsync()).ShouldBeFalse();
            string[] none = [ModuleDbContext.OrganisationFilter, ModuleDbContext.SiteFilter];
            (await database.Creditors.IgnoreQueryFilters(none).AnyAsync()).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("update billing.invoice set total = 0")]
    [InlineData("delete from billing.invoice")]
    [InlineData("update billing.document set content = ''")]
    [InlineData("delete from billing.charging_session")]
    public async Task Issued_AppRole_CannotChangeIt(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    // role, may see invoices, may start runs, may fetch SDAT
    [Theory]
    [InlineData(Role.Owner, true, true, true)]
    [InlineData(Role.Administrator, true, true, false)]
    [InlineData(Role.Electrician, false, false, false)]
    [InlineData(Role.EnergySupplier, false, false, true)]
    public async Task Role_MayDoWhatItsPermissionsSay(string role, bool view, bool start, bool sdat)
    {
        using var client = host.Client(Guid.CreateVersion7(), Guid.CreateVersion7(), role);
        var id = Guid.CreateVersion7();

        Allowed(await client.GetAsync($"/api/v1/billing-runs/{id}/invoices")).ShouldBe(view);
        Allowed(await client.GetAsync($"/api/v1/invoices/{id}/pdf")).ShouldBe(view);
        Allowed(await client.PostAsJsonAsync($"/api/v1/sites/{id}/billing-runs", new { month = "2026-10" })).ShouldBe(start);
        Allowed(await client.GetAsync($"/api/v1/billing-runs/{id}/sdat.zip")).ShouldBe(sdat);
        Allowed(await client.GetAsync("/api/v1/sdat/periods")).ShouldBe(sdat);
        (await client.PostAsJsonAsync("/api/v1/sessions", new { sessions = Array.Empty<object>() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task SdatPeriods_IssuedMonth_IsListedForTheSupplier()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        var run = await site.BillAsync();
        using var supplier = host.Client(site.Organisation, Guid.CreateVersion7(), Role.EnergySupplier);

        var period = (await supplier.GetFromJsonAsync<List<JsonElement>>("/api/v1/sdat/periods"))!.ShouldHaveSingleItem();

        period.GetProperty("runId").GetGuid().ShouldBe(run.Id);
        period.GetProperty("month").GetString().ShouldBe("2026-10");
        period.GetProperty("siteName").GetString().ShouldBe("Sonnenhof 12, Zürich");
    }

    private static bool Allowed(HttpResponseMessage response) => response.StatusCode != HttpStatusCode.Forbidden;

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table, Guid? organisation, string sites = "*")
    {
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', $2, false)", connection);
        enter.Parameters.Add(new() { Value = organisation?.ToString() ?? "" });
        enter.Parameters.Add(new() { Value = sites });
        await enter.ExecuteNonQueryAsync();
        await using var count = new NpgsqlCommand($"select count(*) from billing.{table}", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
