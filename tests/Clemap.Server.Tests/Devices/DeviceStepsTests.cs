using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Devices;

public sealed class DeviceStepsTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Device_IsSuspendedResumedAndRetired_AndRefusedWhereItMustBe()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var device = await server.DeviceAsync(site);
        (await LineAsync(owner)).GetProperty("ratedCurrentA").GetInt32().ShouldBe(80);
        (await ActionsAsync(owner)).ShouldBe(["suspend", "retire"]);
        (await IsServedAsync(device)).ShouldBeTrue();

        (await StepAsync(owner, site.DeviceId, "suspend")).ShouldBe(HttpStatusCode.NoContent);
        (await IsServedAsync(device)).ShouldBeFalse();
        (await StepAsync(owner, site.DeviceId, "suspend")).ShouldBe(HttpStatusCode.Conflict);
        (await ActionsAsync(owner)).ShouldBe(["resume", "retire"]);

        (await StepAsync(owner, site.DeviceId, "resume")).ShouldBe(HttpStatusCode.NoContent);
        (await IsServedAsync(device)).ShouldBeTrue();

        (await StepAsync(owner, site.DeviceId, "retire")).ShouldBe(HttpStatusCode.NoContent);
        (await IsServedAsync(device)).ShouldBeFalse();
        (await StepAsync(owner, site.DeviceId, "resume")).ShouldBe(HttpStatusCode.Conflict);
        (await ActionsAsync(owner)).ShouldBeEmpty();

        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        var noted = await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: site.DeviceId.ToString()), Cancel);
        noted.Entries.Select(entry => entry.Action).Take(3).ShouldBe([AuditAction.DeviceRetired, AuditAction.DeviceReleased, AuditAction.DeviceSuspended]);
        (noted.Entries[2].Before, noted.Entries[2].After).ShouldBe(("""{"state": "Claimed"}""", """{"state": "Suspended"}"""));
    }

    [Fact]
    public async Task Device_RetiredHere_IsClaimedByAnotherOrganisation_AndItsHistoryStays()
    {
        var site = await server.NewSiteAsync();
        var next = await server.NewSiteAsync("Next");
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var nextOwner = await server.PersonAsync(next.OrganisationId, Role.Owner);
        (await StepAsync(owner, site.DeviceId, "retire")).ShouldBe(HttpStatusCode.NoContent);
        (await StepAsync(nextOwner, next.DeviceId, "retire")).ShouldBe(HttpStatusCode.NoContent); // its site takes the other one

        await server.Services.GetRequiredService<IProvisioning>().ClaimDeviceAsync(
            next.OrganisationId, new(Guid.CreateVersion7(), next.SiteId, site.Serial, "C-04A-WL-080A-CS"), "CODE-NEXT", Cancel);

        (await LineAsync(owner)).GetProperty("state").GetString().ShouldBe("Retired");
        (await ListAsync(nextOwner))[0].GetProperty("serial").GetString().ShouldBe(site.Serial);
        await using var scope = server.Services.CreateOrganisationScope(next.OrganisationId);
        (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: site.DeviceId.ToString()), Cancel)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_ThatComeAtOnce_AreTakenOnce()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StepAsync(owner, site.DeviceId, "suspend")));
        answers.Count(answer => answer == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer == HttpStatusCode.Conflict).ShouldBe(7);
    }

    private static async Task<HttpStatusCode> StepAsync(HttpClient person, Guid device, string step)
    {
        using var answer = await person.PostAsync(new Uri($"/api/v1/devices/{device}/{step}", UriKind.Relative), null, Cancel);
        return answer.StatusCode;
    }

    private static async Task<bool> IsServedAsync(HttpClient device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/device/desired-state", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await device.SendAsync(request, Cancel);
        if (!answer.IsSuccessStatusCode)
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
        return answer.IsSuccessStatusCode;
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient person) =>
        [.. (await person.GetFromJsonAsync<JsonElement>("/api/v1/devices", Cancel)).GetProperty("devices").EnumerateArray()];

    private static async Task<JsonElement> LineAsync(HttpClient person) => (await ListAsync(person)).ShouldHaveSingleItem();

    private static async Task<List<string?>> ActionsAsync(HttpClient person) =>
        [.. (await LineAsync(person)).GetProperty("actions").EnumerateArray().Select(action => action.GetString())];
}
