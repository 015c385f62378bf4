using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Billing.Residents;
using Clemap.Billing.Setup;
using Clemap.Testing;

namespace Clemap.Billing.Tests.Residents;

/// <summary>What a former resident may ask for, by the API.</summary>
public sealed class ResidentDataTests(BillingHost host)
{
    private const string Card = "0499887766";
    private static readonly DateTimeOffset MovedIn = new(2026, 9, 30, 22, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset MovedOut = new(2026, 10, 19, 22, 0, 0, TimeSpan.Zero);

    private readonly Guid berta = Guid.CreateVersion7();

    private string Data => $"/api/v1/residents/{berta}/data";

    [Fact]
    public async Task Copy_holds_what_is_theirs_and_nothing_of_who_came_after()
    {
        var site = await MovedOutAsync();
        using var owner = site.Owner;

        var copy = (await owner.GetFromJsonAsync<ResidentCopy>(Data, JsonSerializerOptions.Web)).ShouldNotBeNull();

        (copy.Name, copy.Unit, copy.Address.Street).ShouldBe(("Berta Muster", "Flat 9", "Sonnenhof"));
        copy.Cards.ShouldBe([new CardHolding(Card, MovedIn, MovedOut)]);
        // The same card is used once more, after she gave it back.
        copy.Sessions.Count.ShouldBe(1);
        copy.Sessions[0].ShouldBe(new ResidentSession(BilledSite.B1, MovedIn.AddDays(4), MovedIn.AddDays(4).AddHours(1), 4_000, Card));
        copy.Invoices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Erased_is_only_who_is_gone_and_billed_and_what_was_issued_stays_to_the_byte()
    {
        var site = await MovedOutAsync();
        using var owner = site.Owner;
        await RefusedAsync(owner, Data, "not-billed");
        await site.ChargeAsync(BilledSite.October);
        var run = await site.BillAsync();
        var invoice = (await owner.GetFromJsonAsync<ResidentCopy>(Data, JsonSerializerOptions.Web))!.Invoices.ShouldHaveSingleItem();
        var before = await owner.GetByteArrayAsync($"/api/v1/invoices/{invoice.Id}/pdf");
        await RefusedAsync(owner, $"/api/v1/residents/{site.Setup().Residents[0].Id}/data", "still-resident");

        for (int i = 0; i < 2; i++)
        {
            using var erased = await owner.DeleteAsync(Data);
            erased.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        var left = (await owner.GetFromJsonAsync<ResidentCopy>(Data, JsonSerializerOptions.Web))!;
        (left.Name, left.Unit, left.Address).ShouldBe(("", "", new PostalAddress("", "", "", "", "")));
        left.Invoices.ShouldBe([invoice]);
        (await owner.GetByteArrayAsync($"/api/v1/invoices/{invoice.Id}/pdf")).ShouldBe(before);
        (await site.BillAsync()).Id.ShouldBe(run.Id);
        (await CountAsync(site, "select count(*) from billing.resident where name like '%Berta%' or unit like '%9%'")).ShouldBe(0);
        (await CountAsync(site, $"select count(*) from platform.audit where action = 'resident.erased' and subject_id = '{berta}'")).ShouldBe(1);
        (await CountAsync(site, $"select count(*) from platform.audit where action = 'document.fetched' and after->>'month' = '2026-10'")).ShouldBe(2);
        (await CountAsync(site, $"select count(*) from platform.audit where action = 'billing-run.started' and subject_id = '{site.Site}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_organisation_finds_nobody()
    {
        await MovedOutAsync();
        using var foreign = (await BilledSite.CreateAsync(host)).Owner;
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var answer = await foreign.SendAsync(new HttpRequestMessage(method, Data));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private async Task<BilledSite> MovedOutAsync()
    {
        var site = await BilledSite.CreateAsync(host);
        var setup = site.Setup();
        await site.EnsureSetupAsync(setup with
        {
            Residents = [.. setup.Residents, new SiteResident(berta, "Berta Muster", "Flat 9", new("Sonnenhof", "12", "8003", "Zürich"), "it", [new(Card, MovedIn, MovedOut)], [])],
        });
        await site.PostSessionsAsync(new([
            BilledSite.Session(BilledSite.B1, MovedIn.AddDays(4), MovedIn.AddDays(4).AddHours(1), 1_990_000, 4_000, Card),
            BilledSite.Session(BilledSite.B1, MovedOut.AddHours(4), MovedOut.AddHours(5), 1_995_000, 3_000, Card),
        ]));
        return site;
    }

    private static async Task RefusedAsync(HttpClient owner, string data, string code)
    {
        using var answer = await owner.DeleteAsync(data);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }

    private async Task<long> CountAsync(BilledSite site, string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select set_config('app.organisation_id', '{site.Organisation}', false), set_config('app.site_ids', '*', false)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
