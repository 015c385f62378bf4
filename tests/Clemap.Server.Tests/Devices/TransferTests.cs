using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Devices;

public sealed class TransferTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.CreateVersion7();
    private static readonly Guid Station = Guid.CreateVersion7();

    private static readonly SiteModel Model = new()
    {
        Circuits = [new(Grid, "Marker of the seller", null, 80)],
        Meters = [new(Grid, "Grid", MeterKind.Grid)],
        Stations = [new(Station, "A1", Grid, "keba-p30", false, 3, "123", 6, 16, 6)],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Device_GoesToAnotherOrganisation_ItsHistoryStays_AndNeitherSeesTheOthers()
    {
        using var key = new DeviceKey("");
        var serial = await server.ManufacturedAsync(key.FactoryText);
        var (seller, buyer) = (await server.NewEmptySiteAsync("Seller"), await server.NewEmptySiteAsync("Buyer"));
        using var sellers = await server.PersonAsync(seller.OrganisationId, Role.Owner);
        using var buyers = await server.PersonAsync(buyer.OrganisationId, Role.Administrator, Role.Owner);
        using var first = await ClaimedAsync(sellers, seller.SiteId, serial, ServerFixture.FactoryCode, key);
        var before = SlotBefore(TimeSpan.FromMinutes(1));
        await FillAsync(first, before, accepted: 1);
        var old = (await DevicesAsync(sellers))[0].GetProperty("id").GetGuid();

        var offer = await OfferAsync(sellers, old);
        offer.GetProperty("serial").GetString().ShouldBe(serial);
        // Nothing has changed yet, and the label's own code opens nothing while somebody has the device.
        (await IsServedAsync(first)).ShouldBeTrue();
        (await StatusAsync(buyers, buyer.SiteId, serial, ServerFixture.FactoryCode)).ShouldBe(HttpStatusCode.Forbidden);

        using var second = await ClaimedAsync(buyers, buyer.SiteId, serial, offer.GetProperty("code").GetString()!, key);

        // The seller keeps all, the device is over there, and its tokens are refused.
        (await IsServedAsync(first)).ShouldBeFalse();
        var left = (await DevicesAsync(sellers)).ShouldHaveSingleItem();
        (left.GetProperty("state").GetString(), left.GetProperty("id").GetGuid()).ShouldBe(("Retired", old));
        (await ActionsAsync(seller.OrganisationId)).ShouldContain(AuditAction.DeviceTransferred);

        // The buyer starts empty: no model, no reading, nothing of the audit; and what the device still has from before is not taken.
        var taken = (await DevicesAsync(buyers)).ShouldHaveSingleItem();
        (taken.GetProperty("state").GetString(), taken.GetProperty("serial").GetString()).ShouldBe(("Claimed", serial));
        (await buyers.GetStringAsync(new Uri($"/api/v1/sites/{buyer.SiteId}", UriKind.Relative), Cancel)).ShouldNotContain("Marker of the seller");
        (await ActionsAsync(buyer.OrganisationId)).ShouldBe([AuditAction.DeviceClaimed, AuditAction.DeviceClaimRefused]);
        await FillAsync(second, before, accepted: 0);
        (await ReadingsAsync(buyers, buyer.SiteId, before)).ShouldBe(0);
        (await ReadingsAsync(sellers, seller.SiteId, before)).ShouldBe(1);
        (await StatusOfAsync(buyers, $"/api/v1/sites/{seller.SiteId}")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusOfAsync(sellers, $"/api/v1/sites/{buyer.SiteId}")).ShouldBe(HttpStatusCode.NotFound);
        (await StepAsync(sellers, taken.GetProperty("id").GetGuid(), "suspend")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Offer_IsWithdrawn_Renewed_OrVoidWithTheDevice()
    {
        var serial = await server.ManufacturedAsync();
        var (seller, buyer) = (await server.NewEmptySiteAsync("Seller"), await server.NewEmptySiteAsync("Buyer"));
        using var sellers = await server.PersonAsync(seller.OrganisationId, Role.Owner);
        using var buyers = await server.PersonAsync(buyer.OrganisationId, Role.Electrician);
        (await StatusAsync(sellers, seller.SiteId, serial, ServerFixture.FactoryCode)).ShouldBe(HttpStatusCode.Created);
        var device = (await DevicesAsync(sellers))[0].GetProperty("id").GetGuid();

        var first = (await OfferAsync(sellers, device)).GetProperty("code").GetString()!;
        var renewed = (await OfferAsync(sellers, device)).GetProperty("code").GetString()!;
        (await StatusAsync(buyers, buyer.SiteId, serial, first)).ShouldBe(HttpStatusCode.Forbidden);
        (await WithdrawAsync(sellers, device)).ShouldBe(HttpStatusCode.NoContent);
        (await WithdrawAsync(sellers, device)).ShouldBe(HttpStatusCode.Conflict);
        (await StatusAsync(buyers, buyer.SiteId, serial, renewed)).ShouldBe(HttpStatusCode.Forbidden);

        // Suspended: stolen, perhaps. Nobody takes it over then.
        var last = (await OfferAsync(sellers, device)).GetProperty("code").GetString()!;
        (await StepAsync(sellers, device, "suspend")).ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(buyers, buyer.SiteId, serial, last)).ShouldBe(HttpStatusCode.Forbidden);

        // Retired: free, and then it is the label's code that counts.
        (await StepAsync(sellers, device, "retire")).ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(buyers, buyer.SiteId, serial, last)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(buyers, buyer.SiteId, serial, ServerFixture.FactoryCode)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Offer_IsUsedOnce_HoweverManyClaim()
    {
        var serial = await server.ManufacturedAsync();
        var seller = await server.NewEmptySiteAsync("Seller");
        using var sellers = await server.PersonAsync(seller.OrganisationId, Role.Owner);
        (await StatusAsync(sellers, seller.SiteId, serial, ServerFixture.FactoryCode)).ShouldBe(HttpStatusCode.Created);
        var code = (await OfferAsync(sellers, (await DevicesAsync(sellers))[0].GetProperty("id").GetGuid())).GetProperty("code").GetString()!;
        var sites = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.NewEmptySiteAsync("Buyer")));
        var people = await Task.WhenAll(sites.Select(site => server.PersonAsync(site.OrganisationId, Role.Electrician)));

        var answers = await Task.WhenAll(sites.Zip(people, (site, person) => StatusAsync(person, site.SiteId, serial, code)));

        answers.Count(answer => answer == HttpStatusCode.Created).ShouldBe(1);
        foreach (var person in people)
            person.Dispose();
    }

    [Fact]
    public async Task KeyThatChanged_GoesWithTheDevice_AndTheFirstOneOpensNothing()
    {
        using var first = new DeviceKey("");
        using var next = new DeviceKey("");
        var serial = await server.ManufacturedAsync(first.FactoryText);
        var (seller, buyer) = (await server.NewEmptySiteAsync("Seller"), await server.NewEmptySiteAsync("Buyer"));
        using var sellers = await server.PersonAsync(seller.OrganisationId, Role.Owner);
        using var buyers = await server.PersonAsync(buyer.OrganisationId, Role.Electrician);
        using var device = await ClaimedAsync(sellers, seller.SiteId, serial, ServerFixture.FactoryCode, first);
        var id = (await DevicesAsync(sellers))[0].GetProperty("id").GetGuid();
        foreach (var change in new[] { first.Vouch(id, next), next.Vouch(id, next) })
        {
            using var changed = await device.PostAsJsonAsync(new Uri("/api/v1/device/key", UriKind.Relative), change, Cancel);
            changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        var code = (await OfferAsync(sellers, id)).GetProperty("code").GetString()!;
        (await StatusAsync(buyers, buyer.SiteId, serial, code)).ShouldBe(HttpStatusCode.Created);

        using var anonymous = server.Anonymous();
        using var refused = await anonymous.PostAsJsonAsync(new Uri("/api/v1/device/enrol", UriKind.Relative), first.EnrolmentBySignature(serial), Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var enrolled = await anonymous.PostAsJsonAsync(new Uri("/api/v1/device/enrol", UriKind.Relative), next.EnrolmentBySignature(serial), Cancel);
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpClient> ClaimedAsync(HttpClient person, Guid site, string serial, string code, DeviceKey key)
    {
        (await StatusAsync(person, site, serial, code)).ShouldBe(HttpStatusCode.Created);
        using var anonymous = server.Anonymous();
        using var answer = await anonymous.PostAsJsonAsync(new Uri("/api/v1/device/enrol", UriKind.Relative), key.EnrolmentBySignature(serial), Cancel);
        var enrolment = (await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>(Cancel))!;
        return server.Bearer(await key.AccessTokenAsync(server.Address, enrolment.DeviceId, Cancel));
    }

    // The same device with the same sources reports to both, one after the other.
    private static async Task FillAsync(HttpClient device, DateTimeOffset at, int accepted)
    {
        using var model = await device.PutAsync(new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(
            accepted == 0 ? Model with { Circuits = [new(Grid, "Grid", null, 80)] } : Model, ContractsJson.Default.SiteModel), Cancel);
        model.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var batch = new TelemetryBatch(Guid.CreateVersion7(), 1, TimeProvider.System.GetUtcNow(), [new Reading { SourceId = Grid, At = at, ImportWh = 100 }], null);
        using var readings = await device.PostAsync(new Uri("/api/v1/telemetry", UriKind.Relative), JsonContent.Create(batch, ContractsJson.Default.TelemetryBatch), Cancel);
        var answer = (await readings.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer, Cancel))!;
        answer.Accepted.ShouldBe(accepted);
        answer.Rejected.Select(row => row.Reason).ShouldBe(accepted == 0 ? ["before-claim"] : []);
        var session = new ChargingSession { SessionId = Guid.CreateVersion7(), StationId = Station, StartedAt = at, EndedAt = at.AddSeconds(10), StartWh = 1, EndWh = 2 };
        using var sessions = await device.PostAsync(new Uri("/api/v1/sessions", UriKind.Relative), JsonContent.Create(new SessionBatch([session]), ContractsJson.Default.SessionBatch), Cancel);
        var stored = (await sessions.Content.ReadFromJsonAsync(ContractsJson.Default.SessionAnswer, Cancel))!;
        (stored.Accepted, stored.Rejected.Count).ShouldBe((accepted, 1 - accepted));
    }

    private static DateTimeOffset SlotBefore(TimeSpan ago)
    {
        var at = TimeProvider.System.GetUtcNow() - ago;
        return new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.FromSeconds(10).Ticks, TimeSpan.Zero);
    }

    private static async Task<int> ReadingsAsync(HttpClient person, Guid site, DateTimeOffset at) => (await person.GetFromJsonAsync<JsonElement>(
        $"/api/v1/sites/{site}/readings?sourceId={Grid}&from={at.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}&to={at.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}", Cancel)).GetArrayLength();

    private static async Task<JsonElement> OfferAsync(HttpClient person, Guid device)
    {
        using var answer = await person.PostAsync(new Uri($"/api/v1/devices/{device}/transfer", UriKind.Relative), null, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static async Task<HttpStatusCode> WithdrawAsync(HttpClient person, Guid device)
    {
        using var answer = await person.DeleteAsync(new Uri($"/api/v1/devices/{device}/transfer", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StepAsync(HttpClient person, Guid device, string step)
    {
        using var answer = await person.PostAsync(new Uri($"/api/v1/devices/{device}/{step}", UriKind.Relative), null, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient person, Guid site, string serial, string code)
    {
        using var answer = await person.PostAsJsonAsync(new Uri($"/api/v1/sites/{site}/devices", UriKind.Relative), new { serial, code }, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusOfAsync(HttpClient person, string path)
    {
        using var answer = await person.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    private static async Task<List<JsonElement>> DevicesAsync(HttpClient person) =>
        [.. (await person.GetFromJsonAsync<JsonElement>("/api/v1/devices", Cancel)).GetProperty("devices").EnumerateArray()];

    private async Task<List<string>> ActionsAsync(Guid organisation)
    {
        await using var scope = server.Services.CreateOrganisationScope(organisation);
        return [.. (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(), Cancel)).Entries.Select(entry => entry.Action)
            .Where(action => action.StartsWith("device.", StringComparison.Ordinal))];
    }

    private static async Task<bool> IsServedAsync(HttpClient device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/device/desired-state", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await device.SendAsync(request, Cancel);
        return answer.IsSuccessStatusCode;
    }
}
