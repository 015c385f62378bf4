using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Devices;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Http;

public sealed class DeviceWalkTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enrol_ManyWithTheSameCode_ExactlyOneWins()
    {
        var site = await server.NewSiteAsync();
        using var anonymous = server.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var key = new DeviceKey();
            using var answer = await anonymous.PostAsJsonAsync(Path("device/enrol"), new EnrolmentRequest(site.Serial, site.OneTimeCode, key.PublicKey), Cancel);
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.Forbidden).ShouldBe(9);
    }

    [Fact]
    public async Task Enrol_AgainWithTheSameKeyAfterALostAnswer_GivesTheSameAnswer()
    {
        var site = await server.NewSiteAsync();
        using var key = new DeviceKey();
        using var anonymous = server.Anonymous();
        var request = new EnrolmentRequest(site.Serial, site.OneTimeCode, key.PublicKey);

        using var first = await anonymous.PostAsJsonAsync(Path("device/enrol"), request, Cancel);
        using var second = await anonymous.PostAsJsonAsync(Path("device/enrol"), request, Cancel);

        var answer = await second.Content.ReadFromJsonAsync<EnrolmentAnswer>(Cancel);
        answer.ShouldBe(await first.Content.ReadFromJsonAsync<EnrolmentAnswer>(Cancel));
        answer!.TokenEndpoint.ShouldBe(new Uri(server.Address, "connect/token").ToString());
        answer.Audience.ShouldBe(server.Address.ToString());
    }

    [Theory]
    [InlineData("CL\0-1", "key")]
    [InlineData("CL-1", "k\0")]
    public async Task Enrol_TextThatTheDatabaseDoesNotKnow_IsRefusedAndNoFault(string serial, string keyId)
    {
        using var anonymous = server.Anonymous();
        using var key = new DeviceKey();

        using var answer = await anonymous.PostAsJsonAsync(
            Path("device/enrol"), new EnrolmentRequest(serial, "code", key.PublicKey with { KeyId = keyId }), Cancel);

        ((int)answer.StatusCode).ShouldBeInRange(400, 403);
    }

    [Fact]
    public async Task Enrol_KeyThatIsNoPoint_IsInvalidWithItsField()
    {
        var site = await server.NewSiteAsync();
        using var key = new DeviceKey();
        using var anonymous = server.Anonymous();
        using var answer = await anonymous.PostAsJsonAsync(
            Path("device/enrol"), new EnrolmentRequest(site.Serial, site.OneTimeCode, key.PublicKey with { X = key.PublicKey.Y }), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").GetProperty("publicKey.x")[0].GetString().ShouldBe("not-on-curve");
    }

    [Fact]
    public async Task A_change_reaches_the_stream_within_a_second_and_a_resumed_stream_does_not_repeat_it()
    {
        var (site, device, administrator) = await CommissionedAsync();
        using var stream = await EventStream.OpenAsync(device, lastEventId: null, Cancel);

        using var changed = await ChangeAsync(administrator, site, 0, 60);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync(Cancel));
        var clock = Stopwatch.StartNew();
        var (id, document) = await stream.NextAsync(Cancel);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        id.ShouldBe("1");
        document.Circuits[Grid].LimitA.ShouldBe(60);

        // Whoever has version 1 hears nothing of it again; whoever has none gets the newest at once.
        using var resumed = await EventStream.OpenAsync(device, lastEventId: "1", Cancel);
        using var fresh = await EventStream.OpenAsync(device, lastEventId: null, Cancel);
        (await fresh.NextAsync(Cancel)).Id.ShouldBe("1");
        using var again = await ChangeAsync(administrator, site, 1, 50);
        (await resumed.NextAsync(Cancel)).Id.ShouldBe("2");
        (await stream.NextAsync(Cancel)).Id.ShouldBe("2");
    }

    [Fact]
    public async Task Who_cannot_hold_a_stream_asks_for_the_newest_version()
    {
        var (site, device, administrator) = await CommissionedAsync();
        (await AskAsync(device, null)).ShouldBeNull();
        using var changed = await ChangeAsync(administrator, site, 0, 60);

        (await AskAsync(device, null))!.Circuits[Grid].LimitA.ShouldBe(60);
        (await AskAsync(device, "1")).ShouldBeNull();
    }

    [Fact]
    public async Task Change_FromAnOldVersion_Is409()
    {
        var (site, _, administrator) = await CommissionedAsync();
        using var first = await ChangeAsync(administrator, site, 0, 60);
        using var second = await ChangeAsync(administrator, site, 0, 50);

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("version-conflict");
    }

    [Fact]
    public async Task Change_AboveTheRating_Is400WithItsField()
    {
        var (site, _, administrator) = await CommissionedAsync();
        using var answer = await ChangeAsync(administrator, site, 0, 81);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors");
        errors.GetProperty($"circuitLimitsA.{Grid}")[0].GetString().ShouldBe("above-rating");
    }

    [Fact]
    public async Task Change_UnreadableBody_Is400WithItsField()
    {
        var (site, _, administrator) = await CommissionedAsync();
        using var body = new StringContent("""{"expectedVersion":"many"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await administrator.PatchAsync(Path($"sites/{site.SiteId}/desired-state"), body, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty("expectedVersion", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_device_reports_is_seen_at_the_site()
    {
        var (site, device, administrator) = await CommissionedAsync();
        var report = new ReportedState(
            0, TimeProvider.System.GetUtcNow(), null, new Dictionary<Guid, double> { [Grid] = 80 }, new Dictionary<Guid, double>(), "1.0");
        using var stored = await device.PostAsync(Path("device/reported-state"), JsonContent.Create(report, ContractsJson.Default.ReportedState), Cancel);
        stored.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var seen = await administrator.GetFromJsonAsync<JsonElement>(Path($"sites/{site.SiteId}"), Cancel);
        seen.GetProperty("reported").GetProperty("circuitLimitsA").GetProperty(Grid.ToString()).GetDouble().ShouldBe(80);
        seen.GetProperty("model").GetProperty("circuits")[0].GetProperty("ratingA").GetDouble().ShouldBe(80);
        var list = await administrator.GetFromJsonAsync<JsonElement>(Path("sites"), Cancel);
        list[0].TryGetProperty("deviceLastSeen", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_suspended_device_is_refused()
    {
        var (site, device, _) = await CommissionedAsync();
        await server.Services.GetRequiredService<IProvisioning>().SuspendDeviceAsync(site.OrganisationId, site.DeviceId, suspended: true, Cancel);

        using var answer = await device.GetAsync(Path("device/desired-state"), HttpCompletionOption.ResponseHeadersRead, Cancel);

        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
    }

    private async Task<(ServedSite Site, HttpClient Device, HttpClient Administrator)> CommissionedAsync()
    {
        var site = await server.NewSiteAsync();
        var device = await server.DeviceAsync(site, new() { Circuits = [new(Grid, "Grid connection", null, 80)], Meters = [], Stations = [] });
        return (site, device, await server.PersonAsync(site.OrganisationId, Role.Administrator));
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient administrator, ServedSite site, long version, double limitA) =>
        administrator.PatchAsJsonAsync(
            Path($"sites/{site.SiteId}/desired-state"),
            new { expectedVersion = version, circuitLimitsA = new Dictionary<Guid, double?> { [Grid] = limitA } },
            Cancel);

    /// <returns><see langword="null"/> for 204.</returns>
    private static async Task<DesiredStateDocument?> AskAsync(HttpClient device, string? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path("device/desired-state"));
        request.Headers.Accept.ParseAdd("application/json");
        if (version is not null)
            request.Headers.Add("Last-Event-ID", version);
        using var answer = await device.SendAsync(request, Cancel);
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return null;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync(ContractsJson.Default.DesiredStateDocument, Cancel);
    }

    private static Uri Path(string path) => new("/api/v1/" + path, UriKind.Relative);
}
