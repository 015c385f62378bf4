using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Billing.Database;
using Clemap.Billing.Invoices;
using Clemap.Billing.OwnCharging;
using Clemap.Billing.Residents;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Billing.Tests.OwnCharging;

/// <summary>A resident who signs in, by the API and at each fence alone.</summary>
public sealed class OwnChargingTests(BillingHost host)
{
    private const string Own = "/api/v1/my-charging";

    [Fact]
    public async Task Who_signs_in_with_the_address_of_a_resident_sees_their_month_sessions_and_invoices_only()
    {
        var (site, run, anna) = await LinkedAsync();
        using var signedIn = anna;

        var home = (await anna.GetFromJsonAsync<List<OwnHome>>(Own, JsonSerializerOptions.Web)).ShouldHaveSingleItem();
        (home.Site, home.Unit).ShouldBe(("Sonnenhof 12, Zürich", "Flat 3"));
        // Nothing is measured in November: nothing is said rather than zero.
        home.Month.ShouldBeNull();

        using var owner = site.Owner;
        var all = (await owner.GetFromJsonAsync<Clemap.Billing.Sessions.SessionPage>($"/api/v1/sites/{site.Site}/sessions?limit=200", JsonSerializerOptions.Web))!.Sessions;
        var hers = all.Where(session => session.Resident == "Anna Keller").Select(session => session.Id).ToList();
        hers.Count.ShouldBeInRange(1, all.Count - 1);
        List<Guid> seen = [];
        for (Guid? before = null; ;)
        {
            var page = (await anna.GetFromJsonAsync<OwnSessionPage>($"{Own}/sessions?limit=4{(before is null ? "" : $"&before={before}")}", JsonSerializerOptions.Web))!;
            page.Sessions.ShouldAllBe(session => session.Station == "A1" && session.Card == "04A1B2C3D4" && session.TimeZone == "Europe/Zurich");
            seen.AddRange(page.Sessions.Select(session => session.Id));
            if (page.Next is not { } next)
                break;
            before = next;
        }

        seen.ShouldBe(hers);

        var invoices = (await owner.GetFromJsonAsync<List<InvoiceView>>($"/api/v1/billing-runs/{run.Id}/invoices"))!;
        var (own, others) = (invoices.Single(invoice => invoice.Recipient == "Anna Keller"), invoices.Single(invoice => invoice.Recipient != "Anna Keller"));
        var invoice = (await anna.GetFromJsonAsync<OwnInvoicePage>($"{Own}/invoices", JsonSerializerOptions.Web))!.Invoices.ShouldHaveSingleItem();
        (invoice.Id, invoice.Number, invoice.Month, invoice.Total).ShouldBe((own.Id, own.Number, BilledSite.October, own.Total));
        (await anna.GetByteArrayAsync($"{Own}/invoices/{own.Id}/pdf")).ShouldBe(await owner.GetByteArrayAsync($"/api/v1/invoices/{own.Id}/pdf"));
        foreach (var id in new[] { others.Id, Guid.CreateVersion7() })
        {
            using var foreign = await anna.GetAsync($"{Own}/invoices/{id}/pdf");
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Month_so_far_is_what_the_invoice_would_be()
    {
        var (site, _, anna) = await LinkedAsync();
        using var signedIn = anna;
        var start = new DateTimeOffset(2026, 11, 1, 11, 0, 0, TimeSpan.Zero);
        site.Measure(BilledSite.A1, start, 2_000);
        site.Measure(BilledSite.Roof, start, 500);
        site.Measure(BilledSite.Grid, start, 1_500);

        var month = (await anna.GetFromJsonAsync<List<OwnHome>>(Own, JsonSerializerOptions.Web)).ShouldHaveSingleItem().Month.ShouldNotBeNull();

        (month.Month, month.EnergyWh, month.SolarWh, month.Currency).ShouldBe((new DateOnly(2026, 11, 1), 2_000, 500, "CHF"));
        // 0.5 kWh at 0.19 and 1.5 kWh at 0.285 (0.10 + 0.43), 4.50 base fee, 8.1 % VAT on 5.03.
        (month.Total, month.Vat, month.IsEstimated).ShouldBe((5.44m, 0.41m, false));
    }

    [Fact]
    public async Task Another_address_ends_it_and_nobody_signs_in_as_two_people()
    {
        var (site, _, anna) = await LinkedAsync();
        using var signedIn = anna;
        (await anna.GetFromJsonAsync<List<OwnHome>>(Own, JsonSerializerOptions.Web)).ShouldHaveSingleItem();
        using var owner = site.Owner;
        var resident = site.Setup().Residents[0].Id;
        var known = (await owner.GetFromJsonAsync<ResidentView>($"/api/v1/residents/{resident}", JsonSerializerOptions.Web))!;
        known.HasSignedIn.ShouldBeTrue();

        var fields = new ResidentFields(known.Version, known.Name, known.Unit, known.Address, known.Language, known.Cards, known.ParkingSpaces, "Somebody@Else.example");
        using (var changed = await owner.PutAsJsonAsync($"/api/v1/sites/{site.Site}/residents/{resident}", fields, JsonSerializerOptions.Web))
        {
            var view = (await changed.Content.ReadFromJsonAsync<ResidentView>(JsonSerializerOptions.Web))!;
            (changed.StatusCode, view.Email, view.HasSignedIn).ShouldBe((HttpStatusCode.OK, "somebody@else.example", false));
        }

        (await anna.GetStringAsync(Own)).ShouldBe("[]");
        (await anna.GetFromJsonAsync<OwnInvoicePage>($"{Own}/invoices", JsonSerializerOptions.Web))!.Invoices.ShouldBeEmpty();
        using var wrong = await owner.PutAsJsonAsync(
            $"/api/v1/sites/{site.Site}/residents/{resident}", fields with { Email = "no address" }, JsonSerializerOptions.Web);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("not-an-address");
        using var limit = await anna.GetAsync($"{Own}/sessions?limit=0");
        limit.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Electrician)]
    [InlineData(Role.EnergySupplier)]
    public async Task Who_is_no_resident_has_no_own_charging(string role)
    {
        using var client = host.Client(Guid.CreateVersion7(), Guid.CreateVersion7(), role);
        foreach (var path in new[] { Own, Own + "/sessions", Own + "/invoices", $"{Own}/invoices/{Guid.CreateVersion7()}/pdf" })
            (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
    }

    [Fact]
    public async Task Row_level_security_alone_shows_what_is_ones_own_and_lets_nothing_be_written()
    {
        var (site, _, anna) = await LinkedAsync();
        anna.Dispose();
        var person = PersonIdOf(site);
        await using var connection = await EnterAsync(site.Organisation, person);
        (await ColumnAsync(connection, "select name from billing.resident")).ShouldBe(["Anna Keller"]);
        (await ColumnAsync(connection, "select number from billing.card")).ShouldBe(["04A1B2C3D4"]);
        (await ColumnAsync(connection, "select distinct station_id::text from billing.charging_session")).ShouldBe([BilledSite.A1.ToString()]);
        (await ColumnAsync(connection, "select recipient from billing.invoice")).ShouldBe(["Anna Keller"]);
        (await ColumnAsync(connection, "select kind from billing.document")).ShouldBe(["InvoicePdf"]);
        (await ColumnAsync(connection, "select distinct i.recipient from billing.invoice_line l join billing.invoice i on i.id = l.invoice_id")).ShouldBe(["Anna Keller"]);
        foreach (var table in new[] { "creditor", "site_billing", "tariff", "metering_point", "billing_run" })
            (await ColumnAsync(connection, $"select count(*)::text from billing.{table}")).ShouldBe(["0"], table);
        foreach (var write in new[] { "update billing.resident set name = 'Someone'", "update billing.card set valid_until = now()", "delete from billing.card", "delete from billing.resident" })
        {
            await using var command = new NpgsqlCommand(write, connection);
            (await command.ExecuteNonQueryAsync()).ShouldBe(0, write);
        }

        await using var insert = new NpgsqlCommand(
            "insert into billing.card select organisation_id, 'FFFF', now(), null, id from billing.resident", connection);
        (await Should.ThrowAsync<PostgresException>(() => insert.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

        await using var other = await EnterAsync(site.Organisation, Guid.CreateVersion7());
        foreach (var table in new[] { "resident", "card", "charging_session", "invoice", "document", "invoice_line" })
            (await ColumnAsync(other, $"select count(*)::text from billing.{table}")).ShouldBe(["0"], table);
        await using var elsewhere = await EnterAsync((await BilledSite.CreateAsync(host)).Organisation, person);
        (await ColumnAsync(elsewhere, "select count(*)::text from billing.resident")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Query_filters_alone_show_what_is_ones_own()
    {
        var (site, _, anna) = await LinkedAsync();
        anna.Dispose();
        var options = new DbContextOptionsBuilder<BillingDbContext>();
        ModuleDatabase.Configure(options, await Fences.OpenAsync(host.Connections, CancellationToken.None), BillingDbContext.SchemaName);
        foreach (var (person, sees) in new[] { (PersonIdOf(site), true), (Guid.CreateVersion7(), false) })
        {
            await using var scope = host.Services.CreateOrganisationScope(site.Organisation, person, SiteReach.Own(person));
            await using var database = new BillingDbContext(options.Options, scope.ServiceProvider.GetRequiredService<IOrganisationContext>());
            string[] hers = sees ? ["Anna Keller"] : [];
            (await database.Residents.Select(row => row.Name).ToListAsync()).ShouldBe(hers);
            (await database.Invoices.Select(row => row.Recipient).ToListAsync()).ShouldBe(hers);
            (await database.Cards.CountAsync(), await database.Documents.CountAsync()).ShouldBe(sees ? (1, 1) : (0, 0));
            (await database.Sessions.Select(row => row.StationId).Distinct().ToListAsync()).ShouldBe(sees ? [BilledSite.A1] : []);
            (await database.InvoiceLines.AnyAsync(), await database.ParkingSpaces.CountAsync()).ShouldBe((sees, sees ? 1 : 0));
            (await database.Sites.AnyAsync(), await database.Tariffs.AnyAsync(), await database.Creditors.AnyAsync()).ShouldBe((false, false, false));
            (await database.Runs.AnyAsync(), await database.MeteringPoints.AnyAsync()).ShouldBe((false, false));
            // The counter-proof: without the filters this role sees everybody.
            (await database.Residents.IgnoreQueryFilters([ModuleDbContext.SiteFilter]).CountAsync()).ShouldBe(2);
        }
    }

    /// <summary>October is billed, and Anna has looked once.</summary>
    private async Task<(BilledSite Site, BillingRunView October, HttpClient Anna)> LinkedAsync()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        var setup = site.Setup();
        var email = $"anna-{site.Site:N}@sonnenhof.example";
        await site.EnsureSetupAsync(setup with { Residents = [setup.Residents[0] with { Email = email }, .. setup.Residents.Skip(1)] });
        await site.ChargeAsync(BilledSite.October);
        var october = await site.BillAsync();
        host.People.Add(new(PersonIdOf(site), email.ToUpperInvariant(), "Anna Keller"));
        var anna = host.Client(site.Organisation, PersonIdOf(site), Role.Resident);
        (await anna.GetAsync(Own)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return (site, october, anna);
    }

    private static Guid PersonIdOf(BilledSite site)
    {
        var bytes = site.Organisation.ToByteArray();
        bytes[^1] = 9;
        return new Guid(bytes);
    }

    private async Task<NpgsqlConnection> EnterAsync(Guid organisation, Guid person)
    {
        var connection = await DatabaseFixture.OpenAsync(host.Connections.App, CancellationToken.None);
        await using var enter = new NpgsqlCommand(
            $"select set_config('app.organisation_id', '{organisation}', false), set_config('app.site_ids', '{{}}', false), set_config('app.person_id', '{person}', false)", connection);
        await enter.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<List<string>> ColumnAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }
}
