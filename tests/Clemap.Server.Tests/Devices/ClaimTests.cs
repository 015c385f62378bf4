using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts.Devices;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Devices;

public sealed class ClaimTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Electrician_Claims_AndTheDeviceEnrolsWithTheKeyOfTheFactory()
    {
        using var key = new DeviceKey("");
        var serial = await server.ManufacturedAsync(key.FactoryText);
        var site = await server.NewEmptySiteAsync();
        using var electrician = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        (await EnrolAsync(key.EnrolmentBySignature(serial))).Status.ShouldBe(HttpStatusCode.Forbidden); // nobody has claimed it

        // As somebody types who reads it off a label in a dark cellar.
        using var answer = await ClaimAsync(electrician, site.SiteId, $" {serial.ToLowerInvariant()} ", "abcde fghjk LMNPQ rstuv");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        var claimed = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        (claimed.GetProperty("serial").GetString(), claimed.GetProperty("ratedCurrentA").GetInt32()).ShouldBe((serial, 80));

        var (status, enrolment) = await EnrolAsync(key.EnrolmentBySignature(serial));
        status.ShouldBe(HttpStatusCode.OK);
        (enrolment!.DeviceId, enrolment.SiteId).ShouldBe((claimed.GetProperty("id").GetGuid(), site.SiteId));
        using var device = server.Bearer(await key.AccessTokenAsync(server.Address, enrolment.DeviceId, Cancel));
        (await IsServedAsync(device)).ShouldBeTrue();

        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        var noted = await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: enrolment.DeviceId.ToString()), Cancel);
        noted.Entries[0].Action.ShouldBe(AuditAction.DeviceClaimed);
        noted.Entries[0].After!.ShouldContain(serial);
        noted.Entries[0].ActorName.ShouldBe("A Person");
    }

    [Fact]
    public async Task DeviceWithAKeyOfTheFactory_IsLetInWithNoOther_NotEvenWithTheCode()
    {
        using var key = new DeviceKey("");
        using var other = new DeviceKey("");
        var serial = await server.ManufacturedAsync(key.FactoryText);
        var site = await server.NewEmptySiteAsync();
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        (await ClaimedAsync(administrator, site.SiteId, serial)).ShouldBeTrue();

        (await EnrolAsync(other.EnrolmentBySignature(serial))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await EnrolAsync(new(serial, ServerFixture.FactoryCode, other.PublicKey))).Status.ShouldBe(HttpStatusCode.Forbidden);
        var stolen = other.EnrolmentBySignature(serial) with { PublicKey = key.PublicKey };
        (await EnrolAsync(stolen)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await EnrolAsync(new(serial, ServerFixture.FactoryCode, key.PublicKey))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task DeviceWithoutAKeyOfTheFactory_NeedsTheCode()
    {
        using var key = new DeviceKey("");
        var serial = await server.ManufacturedAsync();
        var site = await server.NewEmptySiteAsync();
        using var electrician = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        (await ClaimedAsync(electrician, site.SiteId, serial)).ShouldBeTrue();

        (await EnrolAsync(key.EnrolmentBySignature(serial))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await EnrolAsync(new(serial, ServerFixture.FactoryCode, key.PublicKey))).Status.ShouldBe(HttpStatusCode.OK);
        (await EnrolAsync(key.EnrolmentBySignature(serial))).Status.ShouldBe(HttpStatusCode.OK); // it is known now
    }

    [Fact]
    public async Task WrongCode_UnknownSerial_AndADeviceThatSomebodyHas_AreAnsweredAlike()
    {
        var (free, taken) = (await server.ManufacturedAsync(), await server.ManufacturedAsync());
        var site = await server.NewEmptySiteAsync();
        var neighbour = await server.NewEmptySiteAsync();
        using var electrician = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        using var other = await server.PersonAsync(neighbour.OrganisationId, Role.Electrician);
        (await ClaimedAsync(other, neighbour.SiteId, taken)).ShouldBeTrue();

        var answers = new List<(HttpStatusCode, string?, string?)>();
        foreach (var (serial, code) in new[]
        {
            (free, "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ"), ("CL-080-UNKNOWN", ServerFixture.FactoryCode), (taken, ServerFixture.FactoryCode), (taken, "ZZZZZ"), ("CL\n\0", ""), (new string('C', 4000), "x"),
        })
        {
            using var answer = await ClaimAsync(electrician, site.SiteId, serial, code);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            answers.Add((answer.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()));
        }

        answers.Distinct().ShouldHaveSingleItem().Item2.ShouldBe("claim-refused");
        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        var noted = await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(Action: AuditAction.DeviceClaimRefused), Cancel);
        noted.Entries.Count.ShouldBe(6);
        noted.Entries.ShouldAllBe(entry => !entry.After!.Contains("ZZZZ") && !entry.After.Contains("ABCDE"));
    }

    [Fact]
    public async Task OfManyThatClaimAtOnce_ExactlyOneGetsTheDevice()
    {
        var serial = await server.ManufacturedAsync();
        var sites = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.NewEmptySiteAsync()));
        var people = await Task.WhenAll(sites.Select(site => server.PersonAsync(site.OrganisationId, Role.Electrician)));

        var won = await Task.WhenAll(sites.Zip(people, (site, person) => ClaimedAsync(person, site.SiteId, serial)));

        won.Count(one => one).ShouldBe(1);
        foreach (var (person, has) in people.Zip(won))
        {
            (await person.GetFromJsonAsync<JsonElement>("/api/v1/devices", Cancel)).GetProperty("devices").GetArrayLength().ShouldBe(has ? 1 : 0);
            person.Dispose();
        }
    }

    [Fact]
    public async Task OfTwoDevicesForOneSiteAtOnce_OneStandsThere()
    {
        var serials = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.ManufacturedAsync()));
        var site = await server.NewEmptySiteAsync();
        using var electrician = await server.PersonAsync(site.OrganisationId, Role.Electrician);

        var answers = await Task.WhenAll(serials.Select(async serial =>
        {
            using var answer = await ClaimAsync(electrician, site.SiteId, serial, ServerFixture.FactoryCode);
            return answer.StatusCode;
        }));

        answers.Count(answer => answer == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer == HttpStatusCode.Conflict).ShouldBe(4);
    }

    [Fact]
    public async Task WhoGuesses_HasToWait_AndIsToldHowLong()
    {
        var serial = await server.ManufacturedAsync();
        var site = await server.NewEmptySiteAsync();
        using var guesser = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        for (var turn = 0; turn < 10; turn++)
        {
            using var wrong = await ClaimAsync(guesser, site.SiteId, serial, $"ZZZZZ-ZZZZZ-ZZZZZ-ZZZZ{turn}");
            wrong.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var late = await ClaimAsync(guesser, site.SiteId, serial, ServerFixture.FactoryCode);

        late.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        late.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15));
        // Nobody else is kept from it.
        using var colleague = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        (await ClaimedAsync(colleague, site.SiteId, serial)).ShouldBeTrue();
    }

    private async Task<(HttpStatusCode Status, EnrolmentAnswer? Answer)> EnrolAsync(EnrolmentRequest request)
    {
        using var anonymous = server.Anonymous();
        using var answer = await anonymous.PostAsJsonAsync(new Uri("/api/v1/device/enrol", UriKind.Relative), request, Cancel);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>(Cancel) : null);
    }

    private static async Task<bool> ClaimedAsync(HttpClient person, Guid site, string serial)
    {
        using var answer = await ClaimAsync(person, site, serial, ServerFixture.FactoryCode);
        return answer.StatusCode == HttpStatusCode.Created;
    }

    private static Task<HttpResponseMessage> ClaimAsync(HttpClient person, Guid site, string serial, string code) =>
        person.PostAsJsonAsync(new Uri($"/api/v1/sites/{site}/devices", UriKind.Relative), new { serial, code }, Cancel);

    private static async Task<bool> IsServedAsync(HttpClient device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/device/desired-state", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await device.SendAsync(request, Cancel);
        return answer.IsSuccessStatusCode;
    }
}
