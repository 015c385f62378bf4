using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Sites;

public sealed class SiteTests(ServerFixture server)
{
    private static readonly Uri Sites = new("/api/v1/sites", UriKind.Relative);
    private static readonly object Neubau = new { name = " Neubau ", address = "Neuweg 1, 3000 Bern", timeZone = "Europe/Zurich" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Site_IsMadeListedAndChanged_WithOldAndNewInTheAudit()
    {
        var home = await server.NewSiteAsync();
        using var administrator = await server.PersonAsync(home.OrganisationId, Role.Administrator);

        using var made = await administrator.PostAsJsonAsync(Sites, Neubau, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var site = await made.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        site.GetProperty("name").GetString().ShouldBe("Neubau");
        var address = made.Headers.Location!;
        (await administrator.GetFromJsonAsync<JsonElement>(address, Cancel)).GetProperty("timeZone").GetString().ShouldBe("Europe/Zurich");

        using var changed = await administrator.PatchAsJsonAsync(address, new { name = "Altbau", timeZone = "Europe/Paris" }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var same = await administrator.PatchAsJsonAsync(address, new { name = "Altbau" }, Cancel);
        same.StatusCode.ShouldBe(HttpStatusCode.OK);

        var noted = await AuditAsync(home, site.GetProperty("id").GetString()!);
        noted.Select(entry => entry.Action).ShouldBe([AuditAction.SiteChanged, AuditAction.SiteCreated]);
        Value(noted[0].Before, "name").ShouldBe("Neubau");
        (Value(noted[0].After, "name"), Value(noted[0].After, "timeZone"), Value(noted[0].After, "address")).ShouldBe(("Altbau", "Europe/Paris", "Neuweg 1, 3000 Bern"));
        noted[1].Before.ShouldBeNull();
    }

    [Fact]
    public async Task TheSameKey_ManyAtOnce_MakesOneSite_AndAnotherOrganisationsKeyIsItsOwn()
    {
        var home = await server.NewSiteAsync();
        var foreign = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        using var neighbour = await server.PersonAsync(foreign.OrganisationId, Role.Owner);
        owner.DefaultRequestHeaders.Add("Idempotency-Key", "form-1");
        neighbour.DefaultRequestHeaders.Add("Idempotency-Key", "form-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MakeAsync(owner)));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.OK);
        var id = answers.Select(answer => answer.Id).Distinct().ShouldHaveSingleItem();
        (await AuditAsync(home, id)).ShouldHaveSingleItem().Action.ShouldBe(AuditAction.SiteCreated);

        var (status, other) = await MakeAsync(neighbour);
        status.ShouldBe(HttpStatusCode.Created);
        other.ShouldNotBe(id);
    }

    [Theory]
    [InlineData("""{}""", "name required", "address required", "timeZone required")]
    [InlineData("""{"name":"  ","address":"a","timeZone":"Europe/Zurich"}""", "name required")]
    [InlineData("""{"name":"a","address":"a\nb","timeZone":"Europe/Zurich"}""", "address characters")]
    [InlineData("""{"name":"a","address":"b","timeZone":"W. Europe Standard Time"}""", "timeZone not-a-time-zone")]
    [InlineData("""{"name":"a","address":"b","timeZone":"/dev/zero"}""", "timeZone not-a-time-zone")]
    [InlineData("""{"name":"a","address":"b","timeZone":"../../../etc/localtime"}""", "timeZone not-a-time-zone")]
    public async Task BrokenFields_AreNamed_EachWithItsRule(string body, params string[] rules)
    {
        var home = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        using var answer = await owner.PostAsync(Sites, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RulesAsync(answer)).ShouldBe(rules, ignoreOrder: true);
    }

    [Fact]
    public async Task ABadKey_AnEmptyChange_AndALongName_AreNamed()
    {
        var home = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        using var empty = await owner.PatchAsJsonAsync(new Uri($"/api/v1/sites/{home.SiteId}", UriKind.Relative), new { }, Cancel);
        (await RulesAsync(empty)).ShouldBe([" empty"]);
        using var tooLong = await owner.PatchAsJsonAsync(new Uri($"/api/v1/sites/{home.SiteId}", UriKind.Relative), new { name = new string('a', 201) }, Cancel);
        (await RulesAsync(tooLong)).ShouldBe(["name length"]);
        owner.DefaultRequestHeaders.Add("Idempotency-Key", new string('k', 101));
        using var badKey = await owner.PostAsJsonAsync(Sites, Neubau, Cancel);
        (await RulesAsync(badKey)).ShouldBe(["Idempotency-Key length"]);
    }

    private static async Task<(HttpStatusCode Status, string Id)> MakeAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(Sites, Neubau, Cancel);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!);
    }

    private static async Task<IReadOnlyList<string>> RulesAsync(HttpResponseMessage answer) =>
    [
        .. (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").EnumerateObject()
            .SelectMany(field => field.Value.EnumerateArray().Select(rule => $"{field.Name} {rule.GetString()}")),
    ];

    private static string? Value(string? json, string field) => JsonDocument.Parse(json!).RootElement.GetProperty(field).GetString();

    private async Task<IReadOnlyList<AuditView>> AuditAsync(ServedSite home, string subject)
    {
        await using var scope = server.Services.CreateOrganisationScope(home.OrganisationId);
        return (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: subject), Cancel)).Entries;
    }
}
