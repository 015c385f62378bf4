using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Billing.Residents;
using Clemap.Billing.Setup;
using Clemap.Platform.Organisations;

namespace Clemap.Billing.Tests.Residents;

/// <summary>Residents of a site with their cards and parking spaces, by the API.</summary>
public sealed class ResidentsTests(BillingHost host)
{
    private static readonly PostalAddress Home = new("Sonnenhof", "12", "8003", "Zürich");

    [Fact]
    public async Task A_resident_is_made_found_changed_and_taken_away()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        using var owner = site.Owner;
        var id = Guid.CreateVersion7();

        var made = await SavedAsync(owner, site, id, Berta() with { Cards = [new(" 04:a1-b2 c3", new(2026, 11, 1))], ParkingSpaces = [new(BilledSite.B1, new(2026, 11, 1), new(2026, 12, 31))] });
        made.Cards.ShouldBe([new HeldCard("04A1B2C3", new(2026, 11, 1))]);
        made.ParkingSpaces.ShouldBe([new HeldSpace(BilledSite.B1, new(2026, 11, 1), new(2026, 12, 31))]);
        (made.Name, made.Address, made.SiteId).ShouldBe(("Berta Muster", Home, site.Site));
        Same(await owner.GetFromJsonAsync<ResidentView>($"/api/v1/residents/{id}"), made);

        var again = await SavedAsync(owner, site, id, Fields(made));
        again.Version.ShouldBe(made.Version, "the same again changes nothing");
        var moved = await SavedAsync(owner, site, id, Fields(made) with { Cards = [new("04A1B2C3", new(2026, 11, 1), new(2026, 11, 20)), new("99", new(2026, 11, 21))], ParkingSpaces = [] });
        moved.Cards.Count.ShouldBe(2);
        moved.ParkingSpaces.ShouldBeEmpty();
        moved.Version.ShouldNotBe(made.Version);

        using var removed = await owner.DeleteAsync($"/api/v1/sites/{site.Site}/residents/{id}");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.GetAsync($"/api/v1/residents/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task They_are_listed_by_name_page_by_page_and_found_by_words()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        using var owner = site.Owner;
        foreach (var name in new[] { "Zoë 100%", "Anna Keller", "Beat Keller" })
            await SavedAsync(owner, site, Guid.CreateVersion7(), Berta() with { Name = name });

        (await ListAsync(owner, site, "?limit=2")).Residents.Select(resident => resident.Name).ShouldBe(["Anna Keller", "Beat Keller"]);
        var second = await ListAsync(owner, site, "?limit=2&page=2");
        (second.Residents.Single().Name, second.Page, second.Pages, second.Fit).ShouldBe(("Zoë 100%", 2, 2, 3));
        (await ListAsync(owner, site, "?text=keller%20FLAT")).Fit.ShouldBe(2);
        (await ListAsync(owner, site, "?text=100%25")).Fit.ShouldBe(1);
        (await ListAsync(owner, site, "?text=_____________________")).Fit.ShouldBe(0);
    }

    [Fact]
    public async Task Who_was_too_late_is_told_what_is_there_now()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        using var owner = site.Owner;
        var id = Guid.CreateVersion7();
        var first = await SavedAsync(owner, site, id, Berta());
        var second = await SavedAsync(owner, site, id, Fields(first) with { Unit = "Flat 10" });

        using var late = await PutAsync(owner, site, id, Fields(first) with { Name = "Berta Meier" });
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = JsonDocument.Parse(await late.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("version-conflict");
        problem.GetProperty("newest").GetProperty("version").GetString().ShouldBe(second.Version);
        using var unknown = await PutAsync(owner, site, Guid.CreateVersion7(), Fields(first));
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_card_and_a_space_belong_to_one_at_a_time_also_when_two_ask_at_once()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        using var owner = site.Owner;
        var wanted = Berta() with { Cards = [new("AB12", new(2026, 11, 1), new(2026, 11, 30))], ParkingSpaces = [new(BilledSite.A1, new(2026, 11, 1))] };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PutAsync(owner, site, Guid.CreateVersion7(), wanted)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var errors = await ErrorsAsync(refused);
            (errors.GetProperty("cards[0]")[0].GetString(), errors.GetProperty("parkingSpaces[0]")[0].GetString()).ShouldBe(("held-by-another", "held-by-another"));
        }

        // The day after it is free.
        await SavedAsync(owner, site, Guid.CreateVersion7(), Berta() with { Cards = [new("AB12", new(2026, 12, 1))] });
    }

    [Fact]
    public async Task Who_had_what_in_a_billed_month_stays_and_what_comes_later_may_change()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        await site.BillAsync();
        using var owner = site.Owner;
        var anna = (await ListAsync(owner, site, "?text=anna")).Residents.Single();

        foreach (var cards in new HeldCard[][] { [], [new("04A1B2C3D4", new(2026, 10, 2))], [.. anna.Cards, new("NEW1", new(2026, 10, 31))], [new("04A1B2C3D4", anna.Cards[0].From, new(2026, 10, 30))] })
        {
            using var refused = await PutAsync(owner, site, anna.Id, Fields(anna) with { Cards = cards });
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await ErrorsAsync(refused)).GetProperty("cards")[0].GetString().ShouldBe("month-billed");
        }

        using var stays = await owner.DeleteAsync($"/api/v1/sites/{site.Site}/residents/{anna.Id}");
        stays.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var moved = await SavedAsync(owner, site, anna.Id, Fields(anna) with
        {
            Name = "Anna Keller-Frei",
            Cards = [new("04A1B2C3D4", anna.Cards[0].From, new(2026, 10, 31)), new("NEW1", new(2026, 11, 1))],
        });
        moved.Cards.Count.ShouldBe(2);
        moved.Name.ShouldBe("Anna Keller-Frei");
    }

    [Theory]
    [InlineData("name", "required")]
    [InlineData("unit", "too-long")]
    [InlineData("language", "unknown")]
    [InlineData("address.postalCode", "required")]
    [InlineData("address.country", "not-a-country")]
    [InlineData("cards[0].number", "not-a-card")]
    [InlineData("cards[1].from", "overlaps")]
    [InlineData("cards[2].to", "before-from")]
    [InlineData("cards[3].from", "out-of-range")]
    [InlineData("parkingSpaces[0].stationId", "unknown-station")]
    [InlineData("parkingSpaces[0].from", "required")]
    public async Task What_is_wrong_is_named(string field, string rule)
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        using var owner = site.Owner;
        using var refused = await PutAsync(owner, site, Guid.CreateVersion7(), new ResidentFields(
            null, " ", new string('x', 71), new("", "", "", "Zürich", "ch"), "rm",
            [new("Ä!", new(2026, 1, 1)), new("ä!", new(2026, 2, 1)), new("B", new(2026, 2, 1), new(2026, 1, 1)), new("C", new(1900, 1, 1))],
            [new(Guid.CreateVersion7(), null)]));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ErrorsAsync(refused)).GetProperty(field).EnumerateArray().Select(code => code.GetString()).ShouldContain(rule);
    }

    [Fact]
    public async Task Nobody_sees_or_changes_residents_of_others()
    {
        var (site, other) = (await BilledSite.CreateAsync(host), await BilledSite.CreateAsync(host));
        using var stranger = other.Owner;
        using var electrician = host.Client(site.Organisation, Guid.CreateVersion7(), Role.Electrician);
        var anna = site.Setup().Residents[0].Id;

        (await stranger.GetAsync($"/api/v1/sites/{site.Site}/residents")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/api/v1/residents/{anna}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var put = await PutAsync(stranger, site, anna, Berta());
        put.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var delete = await stranger.DeleteAsync($"/api/v1/sites/{site.Site}/residents/{anna}");
        delete.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await electrician.GetAsync($"/api/v1/sites/{site.Site}/residents")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // The same id at another site of theirs is somebody new there, not the one of here.
        using var taken = await PutAsync(stranger, other, other.Setup().Residents[0].Id, Berta());
        taken.StatusCode.ShouldBe(HttpStatusCode.Conflict, "Anna of there is there already");
    }

    private static ResidentFields Berta() => new(null, "Berta Muster", "Flat 9", Home, "de", [], []);

    private static ResidentFields Fields(ResidentView view) => new(view.Version, view.Name, view.Unit, view.Address, view.Language, view.Cards, view.ParkingSpaces);

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, BilledSite site, Guid id, ResidentFields fields) =>
        client.PutAsJsonAsync($"/api/v1/sites/{site.Site}/residents/{id}", fields, JsonSerializerOptions.Web);

    private static async Task<ResidentView> SavedAsync(HttpClient client, BilledSite site, Guid id, ResidentFields fields)
    {
        using var answer = await PutAsync(client, site, id, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ResidentView>())!;
    }

    private static async Task<ResidentPage> ListAsync(HttpClient client, BilledSite site, string query) =>
        (await client.GetFromJsonAsync<ResidentPage>($"/api/v1/sites/{site.Site}/residents{query}"))!;

    private static async Task<JsonElement> ErrorsAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors");

    private static void Same(ResidentView? one, ResidentView other) => JsonSerializer.Serialize(one).ShouldBe(JsonSerializer.Serialize(other));
}
